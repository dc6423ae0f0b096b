-- One version of a record that speaks of one profile.
--
-- profile_id         who is spoken of
-- source             where it is from
-- key                the record's key
-- version            the version of the record
-- is_current         whether that is the current version of a record that is present
-- first_observed_at  first moment it was seen (timestamp, UTC)
-- last_observed_at   last moment it was seen (timestamp, UTC)
select distinct  -- a record may speak of a profile under two aliases
  profile_id,
  source,
  key,
  version,
  is_current,
  first_observed_at,
  last_observed_at
from profiles.spoken_of
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
