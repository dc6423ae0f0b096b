-- What one profile wrote in favour of another, in one source, as written.
--
-- profile_id              in whose favour
-- recommender_profile_id  who wrote it
-- source                  where it is from
-- text                    what they wrote; null when the source has no text
-- given_on                the day it was given (UTC); null when not said
-- is_current              whether a current record says so
-- first_observed_at       first moment a record said so (timestamp, UTC)
-- last_observed_at        last moment a record said so (timestamp, UTC)
select
  subject.profile_id,
  recommender.profile_id as recommender_profile_id,
  recommendation.source,
  recommendation.text,
  recommendation.given_on,
  bool_or(is_current) as is_current,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.recommendation
join profiles.subject on subject.source = recommendation.source and subject.subject = recommendation.subject
join profiles.subject as recommender
  on recommender.source = recommendation.source
  and recommender.subject = recommendation.recommender
join profiles.record_version
  on record_version.source = recommendation.source
  and record_version.landed_seq = recommendation.landed_seq
  and record_version.context_id = recommendation.context_id
group by all
