-- macro: mentors(skill, of := null)
-- One person who has a skill, stands higher than `of`, and can be reached: directly or through one connector; `of` is
-- the owner of the warehouse by default. Whoever's standing is not known is no mentor here; `of` counts as a
-- professional then.
--
-- person_id        who
-- name             what they are called
-- organization_id  where they work now, see `organization`; null when not known
-- organization     its name
-- score            the product of the three below
-- weakest          the one of them that holds it back most
-- has_skill        how sure it is that they have it, from 0 to 1: `person_skill.confidence`
-- standing         steps of standing that they are above `of`, n / (n + `mentors_standing_half`)
-- access           probability that any way to them works, see `reach`
-- seniority        theirs, from intern to executive
-- connector_id     whom to ask for an introduction; null when `of` is in contact with them
-- connector        what that one is called
-- why              the evidence in words
with
  self as (
    select
      known_id.person_id,
      coalesce(person_now.standing, 3) as standing
    from known_id
    join person_now using (person_id)
    where known_id.any_id = coalesce(of, me())
  ),
  weighed as (
    select
      skilled.person_id,
      person_now.organization_id,
      person_now.organization,
      person_now.seniority,
      person_now.standing - self.standing as steps,
      skilled.confidence as has_skill,
      skilled.why,
      steps / (steps + (select value from weight where name = 'mentors_standing_half')) as standing,
      routes.score as access,
      case when routes.direct_probability is null then routes.connector_id end as connector_id
    from person_skill as skilled
    join person_now using (person_id)
    join routes(of) as routes using (person_id)
    cross join self
    where skilled.skill_key = skill_key_of(skill)
      and person_now.standing > self.standing
  )
select
  weighed.person_id,
  person.name,
  weighed.organization_id,
  weighed.organization,
  weighed.has_skill * weighed.standing * weighed.access as score,
  list_min([(has_skill, 'has_skill'), (standing, 'standing'), (access, 'access')])[2] as weakest,
  weighed.has_skill,
  weighed.standing,
  weighed.access,
  weighed.seniority,
  weighed.connector_id,
  connector.name as connector,
  weighed.why || '; ' || replace(weighed.seniority, '_', ' ') || ', ' || weighed.steps
    || case weighed.steps when 1 then ' step above; ' else ' steps above; ' end
    || case
      when weighed.connector_id is null then 'in contact'
      else 'through ' || coalesce(connector.name, connector.email, 'somebody without a name')
    end as why
from weighed
join person using (person_id)
left join person as connector on connector.person_id = weighed.connector_id
order by
  score desc,
  weighed.person_id
