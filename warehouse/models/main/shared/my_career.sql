-- key: station_no
-- One station of the owner's life, in order of time: an organization where they work, study or are members, with all
-- posts there together, and how many people of it they know. It is the frame of `shared_history`. A post without an
-- organization, such as "Self-employed", is a station of its own. Empty when the settings name no owner.
--
-- station_no       from 1
-- organization_id  where, see `organization`; null when what is said there is none
-- organization     its name
-- kind             work, education or membership
-- title            job title or degree, the last one there; null when not said
-- unit             department or faculty, likewise
-- post_count       posts there, such as before and after a promotion
-- bases            how they are known: stated, observed; if any is stated, the bounds are of those
-- start_lo         earliest day the first can have begun, of those of which that is said; null when nobody says
-- start_hi         latest day it can have begun: the owner was there by then
-- end_lo           earliest day the last can have ended: the owner was there until then
-- end_hi           latest day it can have ended; null when nobody says, or it goes on
-- is_current       whether the owner is there now; null when that is not known
-- people_count     others who are known to be or have been there at the same time, or can have been
-- certain_count    of those, who certainly were for a day
-- in_touch_count   of those in people_count, with whom there was contact within a year of `as_of` (ours)
with
  post as (
    select
      *,
      -- Each post without an organization is a place of its own.
      if(organization_id is null, post_no, null) as alone
    from affiliation
    where person_id = me()
    -- Addresses tell less than what is said of the same place.
    qualify basis = 'stated'
      or not bool_or(basis = 'stated') over (partition by organization_id, kind)
  ),
  station as (
    select
      organization_id,
      kind,
      alone,
      any_value(organization) as organization,
      arg_max(title, post_no) as title,
      arg_max(unit, post_no) as unit,
      count(*) as post_count,
      min(start_lo) as start_lo,
      min(start_hi) as start_hi,
      max(end_lo) as end_lo,
      if(bool_or(end_hi is null and is_current is distinct from false), null, max(end_hi)) as end_hi,
      case
        when bool_or(is_current) then true
        when bool_and(not is_current) then false
      end as is_current
    from post
    group by
      organization_id,
      kind,
      alone
  ),
  basis as (
    select
      organization_id,
      kind,
      list(distinct basis order by basis) as bases
    from affiliation
    where person_id = me()
      and organization_id is not null
    group by
      organization_id,
      kind
  ),
  known as (
    select
      organization_id,
      shared_history.kind,
      count(*) as people_count,
      count(*) filter (where certain_days > 0) as certain_count,
      count(*) filter (where tie.silence_days <= 365) as in_touch_count
    from shared_history
    left join tie using (person_id)
    where is_possible
    group by
      organization_id,
      shared_history.kind
  )
select
  row_number() over (
    order by
      coalesce(start_lo, start_hi, end_lo, end_hi),
      coalesce(end_hi, end_lo),
      organization_id,
      station.kind,
      alone
  ) as station_no,
  organization_id,
  station.organization,
  station.kind,
  station.title,
  station.unit,
  station.post_count,
  coalesce(basis.bases, ['stated']) as bases,
  station.start_lo,
  station.start_hi,
  station.end_lo,
  station.end_hi,
  station.is_current,
  coalesce(known.people_count, 0) as people_count,
  coalesce(known.certain_count, 0) as certain_count,
  coalesce(known.in_touch_count, 0) as in_touch_count
from station
left join basis using (organization_id, kind)
left join known using (organization_id, kind)
order by station_no
