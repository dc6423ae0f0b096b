-- One version of a record, as its container presented it.
--
-- version            a number that ranks what to believe: current before past, then the later seen
-- landed_seq         the stored record
-- context_id         what its container said
-- source             where it is from
-- key                the record's key, the same for all its versions
-- is_current         whether it is the current version of a record that is present
-- first_observed_at  first moment it was seen (timestamp, UTC)
-- last_observed_at   last moment it was seen (timestamp, UTC)
-- file               where it stood when last seen
-- member             path inside an archive file
-- ordinal            position in its file, from 1
-- line               first line, from 1
-- uid                the server's own number
with
  last_sighting as (
    select
      *,
      min(observed_at) over same_version as first_observed_at,
      max(observed_at) over same_version as last_observed_at
    from profiles.sighting
    window same_version as (partition by landed_seq, context_id)
    qualify row_number() over (
      partition by landed_seq, context_id
      order by position desc, file, member, ordinal, line, uid
    ) = 1
  ),
  believed as (
    select
      last_sighting.*,
      record_state.landed_seq is not null as is_current
    from last_sighting
    left join profiles.record_state
      on record_state.landed_seq = last_sighting.landed_seq
      and record_state.context_id = last_sighting.context_id
      and record_state.is_present
  )
select
  row_number() over (order by is_current, last_observed_at, source, key, content_hash, context_id) as version,
  landed_seq,
  context_id,
  source,
  key,
  is_current,
  first_observed_at,
  last_observed_at,
  file,
  member,
  ordinal,
  line,
  uid
from believed
order by version
