-- One e-mail address that one source gives one profile, as written; also those its messages come from or go to.
--
-- profile_id         who
-- source             who says so
-- address            as written
-- label              the source's: home, work …
-- address_key        normal form
-- domain             what follows the @
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
      address,
      label,
      address_key,
      domain,
      is_current,
      version,
      email.ordinal,
      first_observed_at,
      last_observed_at
    from staged.email
    join profiles.subject using (source, subject)
    join profiles.record_version using (source, landed_seq, context_id)
    union all
    select
      profile_id,
      source,
      address,
      null,
      address_key,
      domain,
      is_current,
      version,
      ordinal,
      correspondent_shown.first_observed_at,
      correspondent_shown.last_observed_at
    from profiles.correspondent_shown
    join profiles.subject using (source, subject)
    semi join profiles.profile using (profile_id)
    where address_key is not null
  )
select
  profile_id,
  source,
  address,
  label,
  address_key,
  domain,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(ordinal, (-version, ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from said
group by all
