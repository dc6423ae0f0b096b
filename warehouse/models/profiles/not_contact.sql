-- One interaction whose own header says that it is no contact between people; any of its copies may say so.
--
-- interaction_id      which
-- not_contact         list, bulk, automatic, calendar, bounce or draft
-- not_contact_reason  the evidence in words
with
  said as (
    select
      interaction_copy.interaction_id,
      interaction.not_contact,
      interaction.not_contact_reason
    from staged.interaction
    join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
    where interaction.not_contact is not null
  ),
  -- Programs keep a draft under the Message-ID that it is sent with later.
  sent as (
    select distinct interaction_copy.interaction_id
    from staged.interaction
    join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
    where interaction.not_contact is distinct from 'draft'
  )
select
  interaction_id,
  not_contact,
  not_contact_reason
from said
where not_contact != 'draft'
  or interaction_id not in (select sent.interaction_id from sent)
qualify row_number() over (
  partition by interaction_id
  order by not_contact = 'draft', not_contact, not_contact_reason
) = 1
