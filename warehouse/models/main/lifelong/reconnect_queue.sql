-- key: person_id
-- One person with whom the owner's tie is dormant or cooling, made ahead for `reconnect`, with what that goes by.
--
-- person_id        who
-- name             what they are called
-- place            in the queue, from 1
-- is_surprising    whether they get one of every third places: little time together, and higher standing
-- kind             of the tie: personal, work or both; null when nothing tells
-- rhythm           of the tie: dormant or cooling
-- last_contact_on  the last day of contact
-- silence_ratio    silence since then, in mean gaps between days of contact
-- contact_days     days of contact
-- sent             interactions that the owner sent them
-- received         interactions that they sent the owner
-- scale            the score of the best tie without news that answers everything (see `weight`)
-- score            scale * peak * news * willingness
-- peak             the most the tie ever was, of the most that any of the owner's ever was
-- news             1, and for each thing new its weight
-- willingness      what they sent for each that the owner sent, one more of both, 1 at most
-- items            what is new, weightiest first: term, weight, why
select *
from reconnect_candidates(me())
order by place
