-- One day of birth that one source gives one profile.
--
-- profile_id         who
-- source             who says so
-- year               null when not said
-- month              1 to 12; null when not said
-- day                1 to 31; null when not said
-- is_current         whether a current record says so
-- version            the record version to believe most of those that say so
-- ordinal            place among the claims of that record, from its top
-- first_observed_at  first moment a record said so (timestamp, UTC)
-- last_observed_at   last moment a record said so (timestamp, UTC)
select
  profile_id,
  source,
  year,
  month,
  day,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(birthday.ordinal, (-version, birthday.ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.birthday
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
group by all
