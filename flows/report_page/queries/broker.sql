-- One person who stands between circles: the eight who stand between the most.
select
  coalesce(name, 'no name') as name,
  organization,
  opens,
  why
from brokers()
order by
  score desc,
  person_id
limit 8
