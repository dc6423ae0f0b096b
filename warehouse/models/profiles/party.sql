-- One part that one correspondent has in one interaction, all its copies taken together. Who two sources know has a row
-- for each of them.
--
-- interaction_id    of the interaction
-- correspondent_no  who, see `correspondent`
-- role              from, sender, reply_to, to, cc or bcc
-- position          place among those of that role, from 1
select
  interaction_copy.interaction_id,
  correspondent.correspondent_no,
  party.role,
  min(party.position) as position
from staged.party
join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
join profiles.correspondent using (source, subject)
group by all
