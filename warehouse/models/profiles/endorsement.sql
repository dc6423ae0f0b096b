-- One skill of one profile that another vouches for, in one source, as written.
--
-- profile_id           whose skill
-- endorser_profile_id  who vouches for it
-- source               who says so
-- skill                as written
-- given_on             the day it was given (UTC); null when not said
-- is_current           whether a current record says so
-- first_observed_at    first moment a record said so (timestamp, UTC)
-- last_observed_at     last moment a record said so (timestamp, UTC)
select
  subject.profile_id,
  endorser.profile_id as endorser_profile_id,
  endorsement.source,
  endorsement.skill,
  endorsement.given_on,
  bool_or(is_current) as is_current,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.endorsement
join profiles.subject on subject.source = endorsement.source and subject.subject = endorsement.subject
join profiles.subject as endorser
  on endorser.source = endorsement.source
  and endorser.subject = endorsement.endorser
join profiles.record_version
  on record_version.source = endorsement.source
  and record_version.landed_seq = endorsement.landed_seq
  and record_version.context_id = endorsement.context_id
group by all
