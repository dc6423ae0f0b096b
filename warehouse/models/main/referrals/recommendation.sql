-- key: person_id, recommender_person_id, given_on, text
-- One recommendation that one person wrote for another, whatever number of exports and sources has it. What is later
-- than `as_of` is left out, and what a merge makes somebody write for themselves.
--
-- person_id              in whose favour
-- name                   what they are called
-- recommender_person_id  who wrote it
-- recommender            what they are called
-- text                   what they wrote; null when the source has no text
-- given_on               the day it was given (UTC); null when not said
-- is_current             whether a current record says so; not, when it was withdrawn or written anew
-- sources                who says so
-- first_observed_on      first day a record said so (UTC)
-- last_observed_on       last day (UTC)
with
  said as (
    select
      person.person_id,
      recommender.person_id as recommender_person_id,
      recommendation.text,
      recommendation.given_on,
      bool_or(recommendation.is_current) as is_current,
      list_sort(list(distinct recommendation.source)) as sources,
      min(recommendation.first_observed_at)::date as first_observed_on,
      max(recommendation.last_observed_at)::date as last_observed_on
    from profiles.recommendation
    join resolved.person on person.profile_id = recommendation.profile_id
    join resolved.person as recommender on recommender.profile_id = recommendation.recommender_profile_id
    where person.person_id != recommender.person_id
    group by
      person.person_id,
      recommender.person_id,
      recommendation.text,
      recommendation.given_on
  )
select
  said.person_id,
  person.name,
  said.recommender_person_id,
  recommender.name as recommender,
  said.text,
  said.given_on,
  said.is_current,
  said.sources,
  said.first_observed_on,
  said.last_observed_on
from said
join person using (person_id)
join person as recommender on recommender.person_id = said.recommender_person_id
cross join as_of
-- A look is dated in UTC, where the owner's evening may be the day after.
where coalesce(said.given_on <= as_of, said.first_observed_on <= as_of + 1)
order by
  said.person_id,
  said.given_on desc nulls last,
  said.recommender_person_id,
  said.text
