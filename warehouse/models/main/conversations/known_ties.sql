-- macro: known_ties(of)
-- Part of `ties`: as `ties`, in no order, which takes half of the time: for answers that go by ties and have an order
-- of their own.
--
-- person_id         with whom
-- name              what they are called
-- strength          of the tie on `as_of`: the weights of its days of contact, each halved every half-life (see
--                   `weight`)
-- strength_peak     the most it ever was, on a day of contact
-- sent              interactions that `of` sent them
-- received          interactions that they sent `of`
-- contact_days      days of contact
-- first_contact_on  the first
-- last_contact_on   the last
-- mean_gap_days     from one day of contact to the next, in the mean; null with one
-- silence_days      since the last
-- silence_ratio     silence in mean gaps; null with one day of contact
-- rhythm            active, cooling (silence of 2 mean gaps), dormant (of more than 8); unknown under 3 days of contact
-- kind              personal, work or both; null when nothing tells. Personal: mail between personal addresses of both;
--                   with the owner also a home number or address, the name of a relative, or for want of all else a
--                   birthday. Work: mail from or to a work address, or a workplace where both can have been at once
with
  whose as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  ),
  owner as (
    from whose
    where person_id = me()
  )
select tie.*
from tie
cross join owner
union all
from contact_ties((select max(person_id) from whose where person_id not in (from owner)))
