-- One statement of one source that one profile holds or held a post, brought to four bounds. Posts with dates of their
-- own are as stated; those without have the bounds of the looks that showed them, see `organization_stay`.
--
-- profile_id              who
-- source                  who says so
-- part                    of the source that showed it, where it has no dates of its own; else null
-- organization            where, as written
-- organization_token_key  the different words of its name, sorted; null when it names none, such as "Self-employed"
-- kind                    work, education or membership
-- is_dated                whether the source itself gives dates
-- title                   job title or degree, as written
-- unit                    department or faculty, as written
-- title_key               normal form of the title
-- unit_key                normal form of the unit
-- seniority               what the title says of their standing
-- job_function            what it says of their field
-- start_lo                earliest day it can have begun; null when not bounded
-- start_hi                latest day it can have begun
-- end_lo                  earliest day it can have ended
-- end_hi                  latest day it can have ended
-- is_contradictory        whether these can't all be true, such as an end before the beginning; then the bounds are
--                         null
-- is_ongoing              whether the source says that it held when the source was observed
-- is_current              whether a current record says so
-- first_observed_on       first day a record said so (UTC)
-- last_observed_on        last day (UTC)
with
  dated as (
    select
      profile_id,
      source,
      null as part,
      organization,
      organization_token_key,
      kind,
      true as is_dated,
      title,
      unit,
      title_key,
      unit_key,
      seniority,
      job_function,
      start_lo,
      if(is_ongoing, least(start_hi, first_observed_at::date), start_hi) as start_hi,
      if(is_ongoing, greatest(end_lo, last_observed_at::date), end_lo) as end_lo,
      end_hi,
      is_ongoing,
      is_current,
      first_observed_at::date as first_observed_on,
      last_observed_at::date as last_observed_on
    from profiles.organization
    where coalesce(start_lo, start_hi, end_lo, end_hi) is not null
    -- What a source says now of somebody's posts at one organization replaces what it once said of them.
    qualify is_current
      or not bool_or(is_current) over (partition by profile_id, source, organization_token_key, kind)
  ),
  said as (
    from dated
    union all by name
    select
      profile_id,
      source,
      part,
      organization,
      organization_token_key,
      kind,
      false as is_dated,
      title,
      unit,
      title_key,
      unit_key,
      seniority,
      job_function,
      start_lo,
      start_hi,
      end_lo,
      end_hi,
      is_ongoing,
      is_current,
      first_observed_on,
      last_observed_on
    from profiles.organization_stay
  ),
  judged as (
    select
      *,
      coalesce(start_lo > start_hi or end_lo > end_hi or start_lo > end_hi, false) as is_contradictory
    from said
  )
select
  profile_id,
  source,
  part,
  organization,
  organization_token_key,
  kind,
  is_dated,
  title,
  unit,
  title_key,
  unit_key,
  seniority,
  job_function,
  if(is_contradictory, null, start_lo) as start_lo,
  if(is_contradictory, null, start_hi) as start_hi,
  if(is_contradictory, null, end_lo) as end_lo,
  if(is_contradictory, null, end_hi) as end_hi,
  is_contradictory,
  is_ongoing,
  is_current,
  first_observed_on,
  last_observed_on
from judged
