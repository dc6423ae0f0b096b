-- One version of a record that speaks of one profile.
--
-- profile_id         who is spoken of
-- source             where it is from
-- key                the record's key
-- version            the version of the record
-- is_current         whether that is the current version of a record that is present
-- first_observed_at  first moment it was seen (timestamp, UTC)
-- last_observed_at   last moment it was seen (timestamp, UTC)
with
  spoken_of as (
    select source, subject, landed_seq, context_id from staged.name
    union
    select source, subject, landed_seq, context_id from staged.email
    union
    select source, subject, landed_seq, context_id from staged.phone
    union
    select source, subject, landed_seq, context_id from staged.link
    union
    select source, subject, landed_seq, context_id from staged.place
    union
    select source, subject, landed_seq, context_id from staged.birthday
    union
    select source, subject, landed_seq, context_id from staged.affiliation
    union
    select source, subject, landed_seq, context_id from staged.relation
    union
    select source, subject, landed_seq, context_id from staged.identifier
    union
    select source, subject, landed_seq, context_id from staged.tag
    union
    select source, subject, landed_seq, context_id from staged.note
    union
    select source, subject, landed_seq, context_id from staged.alias
  )
-- distinct, since a record may speak of a profile under two aliases
select distinct
  profile_id,
  source,
  key,
  version,
  is_current,
  first_observed_at,
  last_observed_at
from spoken_of
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
