-- One version of a record that speaks of one profile. Of the messages that a profile sent or got only the newest is a
-- row, for all of them.
--
-- profile_id         who is spoken of
-- source             where it is from
-- key                the record's key
-- version            the version of the record
-- is_message         whether the record is a message; who is known from messages only may be no person
-- is_current         whether that is the current version of a record that is present
-- first_observed_at  first moment it was seen; when the first message was sent (timestamp, UTC)
-- last_observed_at   last moment it was seen; when the last message was sent (timestamp, UTC)
with
  -- A record may speak of a profile under two aliases.
  in_records as (
    select distinct
      profile_id,
      source,
      landed_seq,
      context_id
    from profiles.spoken_of
    join profiles.subject using (source, subject)
    anti join profiles.interaction_copy using (landed_seq, context_id)
  ),
  by_subject as (
    select
      source,
      subject,
      version,
      first_observed_at,
      last_observed_at
    from profiles.correspondent_shown
    union all
    select
      source,
      subject,
      version,
      first_observed_at,
      last_observed_at
    from profiles.spoken_of
    join profiles.interaction_copy using (source, landed_seq, context_id)
  ),
  in_messages as (
    select
      profile_id,
      max(by_subject.version) as version,
      min(by_subject.first_observed_at) as first_observed_at,
      max(by_subject.last_observed_at) as last_observed_at
    from by_subject
    join profiles.subject using (source, subject)
    group by profile_id
  )
select
  profile_id,
  record_version.source,
  record.key,
  version,
  false as is_message,
  is_current,
  first_observed_at,
  last_observed_at
from in_records
join profiles.record_version using (source, landed_seq, context_id)
join archive.record on record.landed_seq = record_version.landed_seq
union all
select
  in_messages.profile_id,
  record_version.source,
  record.key,
  version,
  true,
  is_current,
  in_messages.first_observed_at,
  in_messages.last_observed_at
from in_messages
join profiles.record_version using (version)
join archive.record on record.landed_seq = record_version.landed_seq
