-- fail: what is sent is from the owner, what is received is to the owner, and of the rest the owner is no part
select interaction_id
from interaction
left join (
  select
    interaction_id,
    bool_or(role = 'from') as is_sent,
    bool_or(role in ('to', 'cc', 'bcc')) as is_received
  from interaction_party
  where is_me
  group by interaction_id
) as mine using (interaction_id)
where direction is distinct from if(mine.is_sent, 'sent', if(mine.is_received, 'received', 'other'))
