-- One person to get back in touch with, in the order of the queue.
select
  person_id,
  coalesce(queue.name, person.email, 'no name') as name,
  queue.place,
  queue.place_kind,
  queue.kind,
  queue.title,
  queue.organization,
  queue.weakest,
  queue.why,
  person.email
from reconnect(n := 12) as queue
join person using (person_id)
order by queue.place
