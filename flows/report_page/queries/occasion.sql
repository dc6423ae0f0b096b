-- One day worth a word within a month: the first ten.
select
  coalesce(name, 'no name') as name,
  occasion,
  falls_on,
  why,
  count(*) over () as occasions
from upcoming()
order by
  falls_on,
  strength desc nulls last,
  person_id,
  occasion
limit 10
