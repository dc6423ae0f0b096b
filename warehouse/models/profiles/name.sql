-- One name that one source gives one profile, as written; also the display names of its messages.
--
-- profile_id         who
-- source             who says so
-- name               the whole of it, put together from the parts where the source gives only those
-- given              given name, where the source tells it apart
-- middle             middle names
-- family             family name
-- prefix             title before the name
-- suffix             after the name
-- kind               name, nickname, maiden or phonetic
-- name_key           normal form of the name
-- given_key          normal form of the given name
-- family_key         normal form of the family name
-- is_current         whether a current record says so
-- version            the record version to believe most of those that say so
-- ordinal            place among the claims of that record, from its top
-- first_observed_at  first moment a record said so (timestamp, UTC)
-- last_observed_at   last moment a record said so (timestamp, UTC)
with
  said as (
    select
      profile_id,
      source,
      coalesce("full", nullif(concat_ws(' ', given, middle, family), '')) as name,
      given,
      middle,
      family,
      prefix,
      suffix,
      kind,
      name_key,
      given_key,
      family_key,
      is_current,
      version,
      name.ordinal,
      first_observed_at,
      last_observed_at
    from staged.name
    join profiles.subject using (source, subject)
    join profiles.record_version using (source, landed_seq, context_id)
    union all
    select
      profile_id,
      source,
      name,
      null,
      null,
      null,
      null,
      null,
      'name',
      name_key,
      given_key,
      family_key,
      is_current,
      version,
      ordinal,
      correspondent_shown.first_observed_at,
      correspondent_shown.last_observed_at
    from profiles.correspondent_shown
    join profiles.subject using (source, subject)
    semi join profiles.profile using (profile_id)
    where name_key is not null
  )
select
  profile_id,
  source,
  name,
  given,
  middle,
  family,
  prefix,
  suffix,
  kind,
  name_key,
  given_key,
  family_key,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(ordinal, (-version, ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from said
group by all
