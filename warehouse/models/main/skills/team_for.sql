-- macro: team_for(skills, of := null)
-- One member of a small team that has all skills asked for, as far as anybody has them: each is who brings most of what
-- those before them do not (at most 1 + ln n times the members of the smallest such team for n skills: greedy cover,
-- Chvátal 1979); of equals who is surer and closer to `of`. `of`, without which the owner of the warehouse is meant, is
-- no member.
--
-- person_id  who
-- name       what they are called
-- place      from 1, in the order they were chosen
-- skills     what they bring that those before them do not
-- left_over  what is asked for that nobody up to them has; what the last one leaves nobody has
-- reason     the evidence in words
with recursive
  own as (
    select known_id.person_id
    from known_id
    where known_id.any_id = coalesce(of, me())
  ),
  asked as (
    select
      skill_key_of(skill) as skill_key,
      min(skill) as skill
    from (select unnest(skills::varchar[]) as skill)
    where skill_key_of(skill) is not null
    group by all
  ),
  brought as materialized (
    select
      person_skill.person_id,
      person_skill.skill_key,
      person_skill.confidence * (
        stranger.value + (1 - stranger.value)
        * coalesce(tie.strength, 0) / (coalesce(tie.strength, 0) + strength_half.value)
      ) as trusted,
      person_skill.why
    from person_skill
    semi join asked using (skill_key)
    cross join own
    left join ties(of) as tie on tie.person_id = person_skill.person_id
    join weight as stranger on stranger.name = 'collaborate_stranger'
    join weight as strength_half on strength_half.name = 'collaborate_strength_half'
    where person_skill.person_id != own.person_id
  ),
  member(place, person_id, covered) as (
    select
      0,
      null::varchar,
      []::varchar[]
    union all
    select
      chosen.place,
      chosen.best.person_id,
      chosen.covered || chosen.best.skill_keys
    from (
      select
        place + 1 as place,
        covered,
        -- Of equals the lowest id: min takes the first of what is sorted.
        min({
          'fewness': -len(skill_keys),
          'distrust': -list_sum(trusts),
          'person_id': person_id,
          'skill_keys': skill_keys
        }) as best
      from (
        select
          member.place,
          member.covered,
          brought.person_id,
          list(brought.skill_key order by brought.skill_key) as skill_keys,
          list(brought.trusted order by brought.skill_key) as trusts
        from member
        join brought on not list_contains(member.covered, brought.skill_key)
        group by
          member.place,
          member.covered,
          brought.person_id
      )
      group by
        place,
        covered
    ) as chosen
  ),
  bring as (
    select
      member.place,
      list(asked.skill order by asked.skill_key) as skills,
      string_agg(asked.skill || ': ' || brought.why, '; ' order by asked.skill_key) as reason
    from member
    join brought using (person_id)
    join asked using (skill_key)
    left join member as before on before.place = member.place - 1
    where list_contains(member.covered, skill_key)
      and not list_contains(before.covered, skill_key)
    group by member.place
  )
select
  member.person_id,
  person.name,
  member.place,
  bring.skills,
  (
    select coalesce(list(asked.skill order by asked.skill_key), [])
    from asked
    where not list_contains(member.covered, asked.skill_key)
  ) as left_over,
  bring.reason
from member
join bring using (place)
join person on person.person_id = member.person_id
order by member.place
