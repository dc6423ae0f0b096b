-- fail: a thread has the interactions that name it, and is called after one of them
select thread_id
from thread
left join (
  select
    thread_id,
    count(*) as interaction_count,
    bool_or(interaction_id = thread_id) as has_first
  from interaction
  group by thread_id
) as found using (thread_id)
where found.interaction_count is distinct from thread.interaction_count
  or not found.has_first
