-- One part that somebody has in one telling of an interaction, as shown there.
--
-- telling_no   of the telling, see `interaction_copy`
-- shown_no     number of how they are shown, see `correspondent_shown`
-- role         from, sender, reply_to, to, cc or bcc
-- position     place among those of that role, from 1
-- ordinal      place among the claims of the record, from its top
-- party_no     number of the claim, in this build only
select
  coalesce(told_again.telling_no, party.landed_seq) as telling_no,
  -- Two of 1,000,000 are alike with a chance of one in thirty million.
  hash(party.source, party.subject, party.name, party.address) as shown_no,
  party.role,
  party.position::smallint as position,
  party.ordinal,
  staged.party.rowid as party_no
from staged.party
left join profiles.told_again using (landed_seq, context_id, interaction)
