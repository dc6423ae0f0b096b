-- key: person_id
-- The next birthday of one person, the owner's own too; `as_of` itself counts.
--
-- person_id  whose
-- falls_on   the day; in years without a 29 February its 28th
-- turns      how old they become; null when the year of birth is not known
with
  yearly as (
    select
      person.person_id,
      person.birth_year,
      as_of,
      -- One of the two is the next.
      unnest([
        day_in_year(year(as_of), person.birth_month, person.birth_day),
        day_in_year(year(as_of) + 1, person.birth_month, person.birth_day)
      ]) as falls_on
    from person
    cross join as_of
    where person.birth_month between 1 and 12
      and person.birth_day between 1 and 31
  )
select
  person_id,
  min(falls_on) as falls_on,
  -- 1604 is how some programs write that they don't know the year.
  case
    when any_value(birth_year) not in (1604, 0) and any_value(birth_year) <= year(min(falls_on))
      then year(min(falls_on)) - any_value(birth_year)
  end as turns
from yearly
where falls_on >= as_of
group by person_id
order by person_id
