-- key: person_id, organization_id
-- One person and one school where they and the owner of the warehouse studied at the same time, or can have.
--
-- person_id           who
-- name                what they are called
-- organization_id     where, see `organization`
-- organization        its name
-- certain_days        days that both were there, whatever the unknown ends of their time there are
-- possible_days       days that both can have been there; null when a beginning is not known
-- is_possible         whether they can have been there together at all
-- certain_from        first of the certain days; null without any
-- certain_to          last of them
-- possible_from       first of the possible days; null when a beginning is not known
-- possible_to         last of them
-- is_certain_by_mail  whether a certain day rests on an observed post, of either of the two
-- bases               how the posts of the owner there are known: stated, observed
-- their_bases         how theirs are
-- is_current          whether the owner is there now; null when that is not known
-- they_are_current    whether they are; null when that is not known
-- same_unit           whether they were in one department or faculty; null when that is not known of both
-- bond                ln(1 + certain months), half as much again in the same unit, divided by the square root of the
--                     organization's size where the settings say that; 0 without a certain day
select *
from classmates(me())
order by
  bond desc,
  possible_days desc nulls last,
  possible_to desc,
  person_id,
  organization_id
