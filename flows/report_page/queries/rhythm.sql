-- One quarter of one of the strongest ties: days of contact in it.
with
  strongest as (
    select
      person_id,
      coalesce(person.name, person.email, 'no name') as name,
      rhythm,
      strength,
      row_number() over (order by strength desc, person_id) as place
    from tie
    join person using (person_id)
    order by place
    limit 20
  )
select
  place,
  person_id,
  name,
  rhythm,
  year(day) + (quarter(day) - 1) / 4 + .125 as at_year,
  count(*) as days,
  max(day) as last_on
from strongest
join contact_day using (person_id)
group by all
order by
  place,
  at_year
