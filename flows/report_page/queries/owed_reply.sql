-- One reply that the owner owes somebody: the eight newest.
select
  coalesce(name, 'no name') as name,
  topic,
  sent_at::date as sent_on,
  floor(waiting_days)::integer as waiting_days,
  count(*) over () as replies
from owed_replies()
order by
  sent_at desc,
  person_id,
  interaction_id
limit 8
