-- macro: reconnect_places(n, of)
-- Part of `reconnect`: one person in the first `n` places of the queue of `of`, with what `reconnect` goes by: the
-- owner's is made ahead.
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
-- sent             interactions that `of` sent them
-- received         interactions that they sent `of`
-- scale            the score of the best tie without news that answers everything (see `weight`)
-- score            scale * peak * news * willingness
-- peak             the most the tie ever was, of the most that any of `of` ever was
-- news             1, and for each thing new its weight
-- willingness      what they sent for each that `of` sent, one more of both, 1 at most
-- items            what is new, weightiest first: term, weight, why
with
  whose as (
    select person_id
    from known_id
    where any_id = of
  ),
  owner as (
    from whose
    where person_id = me()
  )
select reconnect_queue.*
from reconnect_queue
cross join owner
where place <= n
union all
from reconnect_candidates((select max(person_id) from whose where person_id not in (from owner)))
where place <= n
