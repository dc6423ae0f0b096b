-- key: person_id, change_no
-- One change of one person from one employer to another, in so far as it can be told: they were at the one before, and
-- nothing shows them there any more once they were at the other. A post beside another is no change. Jobs in between of
-- which nothing is known are passed over. Several changes of one person are numbered in order of time.
--
-- person_id             who
-- change_no             number of the change among those of the person, from 1
-- name                  what they are called
-- from_organization_id  where they were, see `organization`
-- from_organization     its name
-- from_title            what they did there last; null when not said
-- to_organization_id    where they went
-- to_organization       its name
-- to_title              what they do or did there last; null when not said
-- earliest_on           earliest day it can have happened: the first day at the new place; null when nobody says
-- latest_on             latest day it can have happened: they were at the new place by then
-- is_certain            whether it is known that they left the old place; else they may have both
-- known_by              stated dates, successive exports, mail (one of the two is known by addresses and mail alone) or
--                       several sources
-- sources               who says so, or has the addresses
-- first_known_on        first day on which the records of both were there to be seen (UTC)
with
  ours as (
    select
      max(value) filter (where name = 'job_change_overlap_days')::integer as overlap_days,
      max(value) filter (where name = 'job_change_mail_days') as mail_days
    from weight
  ),
  post as (
    select
      affiliation.person_id,
      affiliation.post_no,
      affiliation.organization_id,
      affiliation.title,
      affiliation.start_lo,
      -- least skips nulls: they were there on either day.
      least(affiliation.start_hi, affiliation.end_lo) as first_on,
      coalesce(affiliation.end_lo, affiliation.start_hi) as last_on,
      affiliation.end_lo,
      affiliation.end_hi,
      affiliation.basis,
      affiliation.is_dated,
      affiliation.is_proven,
      affiliation.is_current,
      affiliation.sources,
      affiliation.first_observed_on,
      observed_post.mail_days
    from affiliation
    cross join as_of
    left join observed_post
      on observed_post.person_id = affiliation.person_id
      and observed_post.organization_id = affiliation.organization_id
      and affiliation.basis = 'observed'
    where affiliation.kind = 'work'
      and affiliation.organization_id is not null
      and not affiliation.is_contradictory
      and least(affiliation.start_hi, affiliation.end_lo) <= as_of + 1
  ),
  -- Posts at one place are one stay unless a source says that they left it and came back: after more than a month, as
  -- ends are told by the month.
  parted as (
    select
      *,
      is_proven or start_lo is not null as is_placed,
      coalesce(
        start_lo >= case when count(*) over earlier = count(end_hi) over earlier then max(end_hi) over earlier end
          + case when is_dated then 31 else 0 end,
        false
      ) as is_return
    from post
    window earlier as (
      partition by person_id, organization_id
      order by first_on, last_on, basis desc, sources, title
      rows between unbounded preceding and 1 preceding
    )
  ),
  numbered as (
    select
      *,
      sum(is_return::integer) over (
        partition by person_id, organization_id
        order by first_on, last_on, basis desc, sources, title
        rows between unbounded preceding and current row
      ) as stay_no
    from parted
  ),
  stay as (
    select
      person_id,
      organization_id,
      stay_no,
      bool_or(is_placed) as is_placed,
      min(first_on) as first_on,
      coalesce(max(last_on) filter (where is_placed), max(last_on)) as last_on,
      max(last_on) filter (where end_lo is not null) as proven_on,
      max(start_lo) filter (where is_placed) as start_lo,
      arg_max(title, (last_on, title)) as title,
      bool_and(basis = 'observed') as is_by_mail,
      max(mail_days) as mail_days,
      bool_and(is_dated or basis = 'observed') as is_by_dates,
      bool_and(coalesce(not is_current, false)) as has_left,
      list(first_on) filter (where basis = 'stated' and not is_dated) as seen_first,
      list(end_hi) filter (where basis = 'stated' and not is_dated and end_hi is not null) as seen_no_more,
      list_sort(list_distinct(flatten(list(sources)))) as sources,
      min(first_observed_on) as first_observed_on
    from numbered
    group by
      person_id,
      organization_id,
      stay_no
  ),
  pair as (
    select
      former.person_id,
      former,
      later
    from stay as former
    join stay as later
      on later.person_id = former.person_id
      and later.organization_id != former.organization_id
    cross join ours
    where former.is_placed
      and later.is_placed
      and later.first_on > former.first_on
      -- Who writes from both in turn has both; profiles are put right some time after a change.
      and later.first_on > former.last_on
        - case when former.is_by_mail and later.is_by_mail then 0 else ours.overlap_days end
      and (later.last_on > former.last_on or former.has_left)
      -- One mail from each would be in this order every other time if they had both.
      and (
        not former.is_by_mail
        or not later.is_by_mail
        or former.mail_days = 0
        or later.mail_days = 0
        or former.mail_days + later.mail_days >= ours.mail_days
      )
  ),
  nearest as (
    select
      person_id,
      former,
      later
    from pair
    qualify row_number() over (
        partition by person_id, former.organization_id, former.stay_no
        order by later.first_on, later.last_on, later.organization_id
      ) = 1
      and row_number() over (
        partition by person_id, later.organization_id, later.stay_no
        order by former.last_on desc, former.first_on desc, former.organization_id
      ) = 1
  ),
  first_placed as (
    select
      person_id,
      arg_min(stay, (first_on, last_on, organization_id)) as later
    from stay
    where is_placed
    group by person_id
  ),
  -- What is only known to have begun by some day was before whatever surely came after that day.
  known_by_then as (
    select
      stay.person_id,
      stay as former,
      first_placed.later as later
    from stay
    join first_placed using (person_id)
    where not stay.is_placed
      and stay.first_on < first_placed.later.first_on
    qualify row_number() over (
      partition by stay.person_id
      order by stay.first_on desc, stay.organization_id
    ) = 1
  ),
  change as (
    from nearest
    union all
    from known_by_then
  )
select
  change.person_id,
  row_number() over (
    partition by change.person_id
    order by later.first_on, later.last_on, later.organization_id
  ) as change_no,
  person.name,
  former.organization_id as from_organization_id,
  from_name.name as from_organization,
  former.title as from_title,
  later.organization_id as to_organization_id,
  to_name.name as to_organization,
  later.title as to_title,
  -- greatest skips nulls: the later of the days that are known.
  greatest(
    case when later.start_lo <= later.first_on then later.start_lo end,
    case when former.proven_on <= later.first_on then former.proven_on end
  ) as earliest_on,
  later.first_on as latest_on,
  former.has_left as is_certain,
  case
    when list_has_any(former.seen_no_more, later.seen_first)
      and list_has_any(former.sources, later.sources) then 'successive exports'
    when former.is_by_mail or later.is_by_mail then 'mail'
    when former.is_by_dates and later.is_by_dates then 'stated dates'
    else 'several sources'
  end as known_by,
  list_sort(list_distinct(former.sources || later.sources)) as sources,
  greatest(former.first_observed_on, later.first_observed_on) as first_known_on
from change
join person using (person_id)
join organization_name as from_name on from_name.organization_id = former.organization_id
join organization_name as to_name on to_name.organization_id = later.organization_id
order by
  change.person_id,
  change_no
