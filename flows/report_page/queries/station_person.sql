-- One person of one station of the owner's career: of each station the 15 with the strongest bond.
select
  organization_id,
  shared.kind,
  person_id,
  coalesce(person.name, person.email, 'no name') as name,
  person.title as title_now,
  person.organization as organization_now,
  case
    when certain_days > 0 then certain_from
    else possible_from
  end as from_on,
  case
    when certain_days > 0 then certain_to
    else possible_to
  end as to_on,
  certain_days > 0 as is_certain,
  shared.is_current and shared.they_are_current as is_together_now,
  tie.last_contact_on
from shared_history as shared
join person using (person_id)
left join tie using (person_id)
where is_possible
qualify row_number() over (
  partition by organization_id, shared.kind
  order by bond desc, possible_days desc nulls last, tie.strength desc nulls last, person.name, person_id
) <= 15
order by
  organization_id,
  shared.kind,
  bond desc,
  possible_days desc nulls last,
  tie.strength desc nulls last,
  person.name,
  person_id
