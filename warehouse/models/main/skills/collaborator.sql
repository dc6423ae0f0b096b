-- macro: collaborator(skills, of := null)
-- Part of `collaborators`: one person who has a skill that is asked for and that `of` lacks, with all that the score of
-- `collaborators` is made of. Without `of`, the owner of the warehouse is meant.
--
-- person_id      who
-- name           what they are called
-- brings         {skill, confidence, idf, why} of each skill they bring, surest and rarest first
-- complement     what these are worth: the sum of confidence times idf
-- share          of what somebody would bring who surely has all that `of` lacks and anybody has: 0 to 1
-- overlap        factor of trust: of the months certainly together
-- closeness      factor of trust: of the strength of the tie
-- threads        factor of trust: of the threads together
-- why_overlap    evidence in words, as all that follow
-- why_closeness  of the tie
-- why_threads    of the threads
with
  own as (
    select known_id.person_id
    from known_id
    where known_id.any_id = coalesce(of, me())
  ),
  asked as (
    select distinct skill_key_of(skill) as skill_key
    from (select unnest(skills::varchar[]) as skill)
  ),
  lacked as (
    select skill_key
    from asked
    anti join (
      select person_skill.skill_key
      from person_skill
      where person_skill.person_id in (from own)
    ) using (skill_key)
  ),
  brought as (
    select person_skill.*
    from person_skill
    semi join lacked using (skill_key)
    cross join own
    where person_skill.person_id != own.person_id
  ),
  -- What somebody who surely has all that is lacked would bring.
  whole as (
    select sum(idf) as points
    from (
      select distinct
        skill_key,
        idf
      from brought
    )
  ),
  bringer as (
    select
      person_id,
      any_value(name) as name,
      list({'skill': skill, 'confidence': confidence, 'idf': idf, 'why': why} order by idf * confidence desc, skill_key)
        as brings
    from brought
    group by person_id
  ),
  together as (
    select
      person_id,
      sum(certain_days) / 30.4375 as months
    from shared_history_of(coalesce(of, me()))
    where certain_days > 0
    group by person_id
  ),
  correspondent as (
    select
      person_id_b as person_id,
      threads
    from acquaintance
    where person_id_a in (from own)
    union all
    select
      person_id_a,
      threads
    from acquaintance
    where person_id_b in (from own)
  ),
  constant as (
    select
      (select value from weight where name = 'collaborate_stranger') as stranger,
      (select value from weight where name = 'collaborate_months_half') as months_half,
      (select value from weight where name = 'collaborate_strength_half') as strength_half,
      (select value from weight where name = 'collaborate_threads_half') as threads_half
  ),
  measured as (
    select
      bringer.*,
      list_sum(list_transform(brings, lambda skill: skill.confidence * skill.idf)) as complement,
      whole.points as whole_points,
      coalesce(together.months, 0) as months,
      coalesce(tie.strength, 0) as strength,
      tie.contact_days,
      tie.last_contact_on,
      coalesce(correspondent.threads, 0) as thread_count,
      constant.*
    from bringer
    cross join whole
    cross join constant
    left join together on together.person_id = bringer.person_id
    left join correspondent on correspondent.person_id = bringer.person_id
    left join ties(of) as tie on tie.person_id = bringer.person_id
  )
select
  person_id,
  name,
  brings,
  complement,
  complement / whole_points as share,
  stranger + (1 - stranger) * months / (months + months_half) as overlap,
  stranger + (1 - stranger) * strength / (strength + strength_half) as closeness,
  stranger + (1 - stranger) * thread_count / (thread_count + threads_half) as threads,
  case
    when months > 0 then greatest(0.1, round(months, 1)) || ' months certainly together'
    else 'no time certainly together'
  end as why_overlap,
  coalesce(
    contact_days || case when contact_days = 1 then ' day' else ' days' end
      || ' of contact, the last ' || last_contact_on,
    'no mail or message'
  ) as why_closeness,
  thread_count || case when thread_count = 1 then ' thread together' else ' threads together' end as why_threads
from measured
order by person_id
