-- One interaction whose own header says that it is no contact between people; any of its copies may say so. A copy that
-- came to me or from me without the list, beside another person, says more than one that came through the list.
--
-- interaction_id      which
-- not_contact         list, bulk, automatic, calendar, bounce or draft
-- not_contact_reason  the evidence in words
with
  copy as (
    select
      interaction_copy.interaction_id,
      source,
      landed_seq,
      context_id,
      interaction,
      interaction.not_contact,
      interaction.not_contact_reason
    from staged.interaction
    join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
  ),
  listed as (
    select distinct interaction_id
    from copy
    where not_contact in ('list', 'bulk')
  ),
  direct as (
    select distinct copy.interaction_id
    from copy
    semi join listed using (interaction_id)
    join staged.party using (source, landed_seq, context_id, interaction)
    join profiles.correspondent using (source, subject)
    where copy.not_contact is null
      and party.role in ('from', 'to', 'cc', 'bcc')
    group by
      copy.interaction_id,
      source,
      landed_seq,
      context_id,
      interaction
    having bool_or(correspondent.is_owner)
      and bool_or(
        not correspondent.is_owner
        and correspondent.not_person is null
        and coalesce(
          correspondent.address_key not in (select list_address.address_key from profiles.list_address),
          true
        )
      )
  ),
  -- Programs keep a draft under the Message-ID that it is sent with later.
  sent as (
    select distinct interaction_id
    from copy
    where not_contact is distinct from 'draft'
  )
select
  interaction_id,
  not_contact,
  not_contact_reason
from copy
where not_contact is not null
  and not (not_contact = 'draft' and interaction_id in (from sent))
  and not (not_contact in ('list', 'bulk') and interaction_id in (from direct))
qualify row_number() over (
  partition by interaction_id
  order by not_contact = 'draft', not_contact, not_contact_reason
) = 1
