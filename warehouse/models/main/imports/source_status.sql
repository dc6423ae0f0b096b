-- key: source
-- One source: how its last run went, and what it holds now.
--
-- source            name in the settings
-- connector         kind of source
-- last_run_at       when its last run began (timestamp, UTC); null when none is recorded
-- last_outcome      how that ended
-- last_message      what went wrong, and what to do
-- records_present   records it has now
-- records_gone      records it had once
-- values_rejected   present records, or values of them, that could not be believed: see `rejection`
-- profiles_present  profiles that present records speak of
-- last_observed_at  newest moment that we know the source to have been looked at (timestamp, UTC)
with
  -- The last one written: after a clock is set back, a later run has begun earlier.
  last_run as (
    from archive.run_source
    qualify row_number() over (partition by source order by archive.run_source.rowid desc) = 1
  ),
  held as (
    select
      source,
      count(*) filter (where is_present) as records_present,
      count(*) filter (where not is_present) as records_gone
    from profiles.record_state
    group by all
  ),
  rejected as (
    select
      source,
      count(*) as values_rejected
    from rejection
    where is_current
    group by all
  ),
  known as (
    select
      source,
      count(*) as profiles_present
    from profiles.profile
    where is_present
    group by all
  ),
  looked_at as (
    select
      source,
      max(observed_at) as last_observed_at
    from profiles.snapshot
    group by all
  )
select
  source,
  last_run.connector,
  last_run.started_at as last_run_at,
  last_run.outcome as last_outcome,
  last_run.message as last_message,
  coalesce(held.records_present, 0) as records_present,
  coalesce(held.records_gone, 0) as records_gone,
  coalesce(rejected.values_rejected, 0) as values_rejected,
  coalesce(known.profiles_present, 0) as profiles_present,
  looked_at.last_observed_at
from last_run
full join held using (source)
full join rejected using (source)
full join known using (source)
full join looked_at using (source)
order by source
