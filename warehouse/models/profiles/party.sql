-- One part that one correspondent has in one interaction. Who two sources know has a row for each of them, and what
-- several copies tell is there as often.
--
-- interaction_id    of the interaction
-- correspondent_no  who, see `correspondent`
-- role              from, sender, reply_to, to, cc or bcc
-- position          place among those of that role, from 1
with
  known as (
    select
      correspondent_shown.shown_no,
      correspondent.correspondent_no::integer as correspondent_no
    from profiles.correspondent_shown
    join profiles.correspondent using (source, subject)
  )
select
  interaction_copy.interaction_id,
  known.correspondent_no,
  party_shown.role,
  party_shown.position
from profiles.party_shown
join profiles.interaction_copy using (telling_no)
join known using (shown_no)
