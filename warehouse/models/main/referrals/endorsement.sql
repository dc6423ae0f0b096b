-- key: person_id, endorser_person_id, skill_key
-- One skill of one person that another vouches for, whatever number of exports and sources has it. What is later than
-- `as_of` is left out, and what a merge makes somebody vouch for of their own.
--
-- person_id           whose skill
-- name                what they are called
-- endorser_person_id  who vouches for it
-- endorser            what they are called
-- skill_key           normal form of the skill, see `skill_key_of`
-- skill               as written last
-- given_on            the day it was given first (UTC); null when not said
-- is_current          whether a current record says so
-- sources             who says so
-- first_observed_on   first day a record said so (UTC)
-- last_observed_on    last day (UTC)
with
  said as (
    select
      person.person_id,
      endorser.person_id as endorser_person_id,
      skill_key_of(endorsement.skill) as skill_key,
      arg_max(endorsement.skill, (endorsement.last_observed_at, endorsement.skill)) as skill,
      min(endorsement.given_on) as given_on,
      bool_or(endorsement.is_current) as is_current,
      list_sort(list(distinct endorsement.source)) as sources,
      min(endorsement.first_observed_at)::date as first_observed_on,
      max(endorsement.last_observed_at)::date as last_observed_on
    from profiles.endorsement
    join resolved.person on person.profile_id = endorsement.profile_id
    join resolved.person as endorser on endorser.profile_id = endorsement.endorser_profile_id
    cross join as_of
    where person.person_id != endorser.person_id
      -- A look is dated in UTC, where the owner's evening may be the day after.
      and coalesce(endorsement.given_on <= as_of, endorsement.first_observed_at::date <= as_of + 1)
    group by
      person.person_id,
      endorser.person_id,
      skill_key_of(endorsement.skill)
  )
select
  said.person_id,
  person.name,
  said.endorser_person_id,
  endorser.name as endorser,
  said.skill_key,
  said.skill,
  said.given_on,
  said.is_current,
  said.sources,
  said.first_observed_on,
  said.last_observed_on
from said
join person using (person_id)
join person as endorser on endorser.person_id = said.endorser_person_id
where said.skill_key is not null
order by
  said.person_id,
  said.skill_key,
  said.endorser_person_id
