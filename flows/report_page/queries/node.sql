-- One person on the map: the owner's strongest ties, those who stand between circles, and those whom they can introduce,
-- as far as they are acquainted with another one there.
with
  strongest as (
    select
      person_id,
      'tie' as role,
      1 as rank
    from tie
    order by
      strength desc,
      person_id
    limit 90
  ),
  between_circles as (
    select
      person_id,
      'broker' as role,
      0 as rank
    from brokers()
    order by
      score desc,
      person_id
    limit 8
  ),
  introduced as (
    select
      person_id,
      'introduction' as role,
      2 as rank
    from introduction
    order by
      score desc,
      person_id
    limit 30
  ),
  chosen as (
    select
      person_id,
      arg_min(role, rank) as role,
      min(rank) as rank
    from (
      from strongest
      union all
      from between_circles
      union all
      from introduced
    )
    group by person_id
  ),
  line as (
    select
      person_id_a,
      person_id_b,
      weight
    from acquaintance
    where person_id_a in (select person_id from chosen)
      and person_id_b in (select person_id from chosen)
  ),
  linked as (
    select
      person_id,
      list({person_id: other, weight: weight} order by other) filter (person_id < other) as lines
    from (
      select
        person_id_a as person_id,
        person_id_b as other,
        weight
      from line
      union all
      select
        person_id_b,
        person_id_a,
        weight
      from line
    )
    group by person_id
  ),
  known_from as (
    select
      person_id,
      arg_max(organization_name.name, (bond, certain_days, organization_id)) as organization
    from shared_history
    join organization_name using (organization_id)
    where is_possible
    group by person_id
  )
select
  person_id,
  coalesce(person.name, person.email, 'no name') as name,
  role,
  coalesce(strength, 0) as strength,
  known_from.organization,
  coalesce(lines, []) as lines
from chosen
join linked using (person_id)
join person using (person_id)
left join tie using (person_id)
left join known_from using (person_id)
order by
  rank,
  strength desc nulls last,
  person_id
