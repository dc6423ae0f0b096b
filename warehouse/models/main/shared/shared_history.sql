-- key: person_id, organization_id, kind
-- One other person and one organization that both the owner of the warehouse and they are or were at, for the same kind
-- of thing: how long they were there together, at least and at most. Empty when the settings name no owner; of anyone
-- else `shared_history_of(id)` tells it.
--
-- person_id           the other
-- organization_id     where, see `organization`
-- kind                work, education or membership
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
from shared_history_of(me())
order by
  bond desc,
  possible_days desc nulls last,
  possible_to desc,
  is_possible desc,
  person_id,
  organization_id,
  kind
