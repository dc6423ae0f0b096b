-- macro: way_in(company, of := null)
-- Part of `who_can_refer`: one person other than `of` with access to a company: they work there, left within two years
-- (see `weight`), or are not known to have left.
--
-- person_id         who
-- organization_id   where, see `organization`; of several that are called so the one with the best access
-- organization      its name
-- title             what they do or did there; null when not said
-- seniority         what the title says of their standing
-- job_function      what it says of their field
-- presence          there, left or unknown
-- access            1 for who is there, less for the others (see `weight`)
-- left_by           latest day they can have left; null unless they have
-- stay_days         days they were there at least
-- shown_on          last day on which something shows them there, see `presence`
-- why               how it is known, in words
-- as_of             the day of all this
with
  constant as (
    select
      as_of,
      (select value from weight where name = 'refer_left') as left_access,
      (select value from weight where name = 'refer_left_days') as left_days,
      (select value from weight where name = 'refer_unknown') as unknown_access
    from as_of
  ),
  stay as (
    select
      held.*,
      case
        when held.is_current then 'there'
        when not held.is_current then 'left'
        else 'unknown'
      end as presence,
      case
        when not held.is_current then least(coalesce(held.left_hi, held.left_lo, held.shown_on), as_of)
      end as left_by,
      case when held.is_current then as_of else held.left_lo end - held.since_hi as days,
      case
        when held.is_current then 1
        when held.is_current is null then unknown_access
        when left_by >= as_of - left_days::integer then left_access
      end as access,
      as_of
    from presence as held
    semi join organizations_called(company) as called using (organization_id)
    cross join constant
    where held.kind = 'work'
      and held.person_id not in (select known_id.person_id from known_id where known_id.any_id = coalesce(of, me()))
  )
select
  person_id,
  organization_id,
  organization_name.name as organization,
  title,
  seniority,
  job_function,
  presence,
  access,
  left_by,
  greatest(0, coalesce(days, 0)) as stay_days,
  shown_on,
  why,
  as_of
from stay
join organization_name using (organization_id)
where access is not null
qualify row_number() over (
  partition by person_id
  order by access desc, shown_on desc nulls last, organization_id
) = 1
order by
  access desc,
  person_id
