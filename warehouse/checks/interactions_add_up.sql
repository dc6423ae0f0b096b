-- fail: every interaction that a record shows is there once, in a thread, and every part in it belongs to one
select interaction_id
from profiles.interaction_copy
anti join interaction using (interaction_id)
union all
select interaction_id
from interaction
group by interaction_id
having count(*) > 1
union all
select interaction_id
from interaction
anti join thread using (thread_id)
union all
select interaction_id
from profiles.party
anti join interaction_party using (interaction_id, role)
union all
select interaction_id
from interaction_party
anti join interaction using (interaction_id)
