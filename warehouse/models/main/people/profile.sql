-- key: profile_id, record_key
-- One record that speaks of one profile, and the person whom that profile belongs to: which record of which source is
-- whom. A profile (one source's view of one person) has as many rows as records; a record of a couple has two.
--
-- profile_id         the profile
-- person_id          the person it belongs to
-- source             name of the source in the settings
-- subject_key        whom the source means
-- record_key         which of its records
-- file               where the record stood when last seen: name of the file or folder
-- member             path inside an archive file; empty outside one
-- ordinal            position among the records of its file, from 1
-- line               first line, from 1
-- uid                the server's own number
-- is_owner           whether the source says that this is the owner of the warehouse
-- is_current         whether the record is still there and still speaks of this profile
-- first_observed_on  first day a version of the record spoke of it (UTC)
-- last_observed_on   last day (UTC)
with
  spoken_of as (
    select
      profile_id,
      key,
      max(version) as version,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on
    from profiles.mention
    group by all
  )
select
  profile_id,
  person.person_id,
  profile.source,
  profile.subject_key,
  record.key as record_key,
  place.file,
  place.member,
  place.ordinal,
  place.line,
  place.uid,
  profile.is_owner,
  record_version.is_current,
  spoken_of.first_observed_on,
  spoken_of.last_observed_on
from spoken_of
join profiles.profile using (profile_id)
join profiles.record_version using (version)
join archive.record on record.landed_seq = record_version.landed_seq
join archive.sighting as place on place.rowid = record_version.sighting_no
join resolved.person using (profile_id)
order by profile_id, record_key
