-- One person whom somebody can introduce: the twelve likeliest.
select
  coalesce(name, 'no name') as name,
  organization,
  coalesce(connector, 'no name') as connector,
  connectors,
  why,
  count(*) over () as people
from introduction
order by
  score desc,
  person_id
limit 12
