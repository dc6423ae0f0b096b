-- fail: the sent and received of a tie are those of its days, and both are the parts people have in contact by `as_of`
with
  counted as (
    select
      interaction_party.person_id,
      count(distinct interaction_id) filter (where direction = 'sent' and role != 'from') as sent,
      count(distinct interaction_id) filter (where direction = 'received' and role = 'from') as received
    from interaction_party
    join interaction using (interaction_id)
    where is_contact
      and not is_me
      and role in ('from', 'to', 'cc', 'bcc')
      and day <= (select as_of from as_of)
      and person_id is not null
    group by interaction_party.person_id
    having sent + received > 0
  ),
  by_day as (
    select
      person_id,
      sum(sent) as sent,
      sum(received) as received
    from contact_day
    group by person_id
  )
select person_id
from tie
full join counted using (person_id)
full join by_day using (person_id)
where (tie.sent, tie.received) is distinct from (counted.sent, counted.received)
  or (tie.sent, tie.received) is distinct from (by_day.sent, by_day.received)
