-- key: person_id, neighbour_id
-- One person and another with whom they took part in one contact at least: `acquaintance` from both ends, in the order
-- of who is looked up.
--
-- person_id     the one
-- neighbour_id  the other
-- weight        as in `acquaintance`
-- probability   that the one would pass on what the other asks for, as in `acquaintance`
-- messages      contacts that both took part in
-- exchanged     of those, how many one of the two sent to the other; 0 when they only got the same
-- first_on      day of the first (UTC)
-- last_on       day of the last (UTC)
select
  person_id_a as person_id,
  person_id_b as neighbour_id,
  weight,
  probability,
  messages,
  exchanged,
  first_on,
  last_on
from acquaintance
union all
select
  person_id_b,
  person_id_a,
  weight,
  probability,
  messages,
  exchanged,
  first_on,
  last_on
from acquaintance
order by
  person_id,
  neighbour_id
