-- One skill that one profile has by its own word, in one source, as written.
--
-- profile_id         who
-- source             who says so
-- skill              as written
-- is_current         whether a current record says so
-- first_observed_at  first moment a record said so (timestamp, UTC)
-- last_observed_at   last moment a record said so (timestamp, UTC)
select
  profile_id,
  source,
  skill,
  bool_or(is_current) as is_current,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.skill
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
group by all
