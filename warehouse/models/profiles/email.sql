-- One e-mail address that one source gives one profile, as written.
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
select
  profile_id,
  source,
  address,
  label,
  address_key,
  domain,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(email.ordinal, (-version, email.ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.email
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
group by all
