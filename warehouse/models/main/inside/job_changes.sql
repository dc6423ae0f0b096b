-- macro: job_changes(since, of := null)
-- One change of employer that can have happened on or after a day, the newest first, and how well `of` knows whoever
-- made it; without `of`, the owner of the warehouse is meant. `job_change` has all there are.
--
-- person_id             who
-- name                  what they are called
-- from_organization_id  where they were, see `organization`
-- from_organization     its name
-- from_title            what they did there last; null when not said
-- organization_id       where they went
-- organization          its name
-- title                 what they do or did there last; null when not said
-- earliest_on           earliest day it can have happened; null when nobody says
-- latest_on             latest day it can have happened
-- is_surely_since       whether it happened on or after the day for certain
-- is_certain            whether it is known that they left the old place; else they may have both
-- known_by              stated dates, successive exports, mail or several sources
-- sources               who says so, or has the addresses
-- first_known_on        first day on which the records of both were there to be seen (UTC)
-- strength              of the tie of `of` to them; 0 when there was no contact
-- last_contact_on       last day of contact; null without any
with
  asker as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  )
select
  job_change.person_id,
  job_change.name,
  job_change.from_organization_id,
  job_change.from_organization,
  job_change.from_title,
  job_change.to_organization_id as organization_id,
  job_change.to_organization as organization,
  job_change.to_title as title,
  job_change.earliest_on,
  job_change.latest_on,
  coalesce(job_change.earliest_on >= since, false) as is_surely_since,
  job_change.is_certain,
  job_change.known_by,
  job_change.sources,
  job_change.first_known_on,
  coalesce(tie.strength, 0) as strength,
  tie.last_contact_on
from job_change
left join asker on true
left join ties(of) as tie on tie.person_id = job_change.person_id
where job_change.person_id is distinct from asker.person_id
  and (of is null or asker.person_id is not null)
  and job_change.latest_on >= since
order by
  job_change.latest_on desc,
  strength desc,
  job_change.person_id,
  job_change.change_no
