-- key: person_id, news
-- One thing that is new in the life of one person, as sources show it by `as_of`: of each kind the latest.
--
-- person_id    whose
-- news         job_change, title (another one at the same place) or move (another town)
-- earliest_on  earliest day it can have happened; null when nobody says
-- latest_on    latest day: it had happened by then
-- why          what it is, in words
with
  job as (
    select
      person_id,
      'job_change' as news,
      earliest_on,
      latest_on,
      'went from ' || from_organization || ' to ' || to_organization as why
    from job_change
    where latest_on <= (select as_of from as_of)
  ),
  -- Two ways of writing it, in two sources, stand beside each other; a new title takes the place of the old one.
  title as (
    select
      later.person_id,
      'title' as news,
      former.last_observed_on as earliest_on,
      later.first_observed_on as latest_on,
      'is ' || later.title || ' at ' || later.organization || ', was ' || former.title as why
    from person_organization as later
    join person_organization as former using (person_id, organization_key, kind)
    where later.kind = 'work'
      and later.is_current
      and not later.has_ended
      and not former.is_current
      and lower(former.title) != lower(later.title)
      and former.last_observed_on < later.first_observed_on
      and later.first_observed_on <= (select as_of from as_of)
  ),
  move as (
    select
      later.person_id,
      'move' as news,
      former.last_observed_on as earliest_on,
      later.first_observed_on as latest_on,
      'lives or works in ' || later.locality || ' now, no longer in ' || former.locality as why
    from person_place as later
    join person_place as former using (person_id)
    where later.is_current
      and not former.is_current
      and lower(former.locality) != lower(later.locality)
      and former.last_observed_on < later.first_observed_on
      and later.first_observed_on <= (select as_of from as_of)
  ),
  told as (
    from job
    union all
    from title
    union all
    from move
  )
from told
qualify row_number() over (
  partition by person_id, news
  order by latest_on desc, earliest_on desc nulls last, why
) = 1
order by
  person_id,
  news
