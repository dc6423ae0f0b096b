-- One phone number that one source gives one profile, as written.
--
-- profile_id         who
-- source             who says so
-- number             as written
-- label              the source's: cell, work …
-- e164               normal form, +12025550123; null when the number can't be completed
-- extension          digits behind a switchboard; null for none
-- country_code       of the country that gives such numbers, ISO 3166; null of a number of no country or without e164
-- kind               mobile, fixed, either or service; null when the digits don't tell
-- time_zone          the one time zone it can be in; null when it can be in several
-- is_current         whether a current record says so
-- version            the record version to believe most of those that say so
-- ordinal            place among the claims of that record, from its top
-- first_observed_at  first moment a record said so (timestamp, UTC)
-- last_observed_at   last moment a record said so (timestamp, UTC)
select
  profile_id,
  source,
  number,
  label,
  e164,
  extension,
  country_code,
  kind,
  time_zone,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(phone.ordinal, (-version, phone.ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.phone
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
group by all
