-- One interaction whose own header says that it is no contact between people; any of its copies may say so. A copy that
-- came to me or from me without the list, beside another person, says more than one that came through the list.
--
-- interaction_id      which
-- not_contact         list, bulk, automatic, calendar, bounce or draft
-- not_contact_reason  the evidence in words
with
  flagged as (
    select
      interaction_copy.interaction_id,
      interaction_copy.telling_no,
      interaction_copy.is_only,
      interaction.not_contact,
      interaction.not_contact_reason
    from staged.interaction
    left join profiles.told_again using (landed_seq, context_id, interaction)
    join profiles.interaction_copy
      on interaction_copy.telling_no = coalesce(told_again.telling_no, interaction.landed_seq)
    where interaction.not_contact is not null
  ),
  -- The copies of the same that say nothing of the kind.
  plain as (
    select
      interaction_id,
      telling_no
    from profiles.interaction_copy
    where not is_only
      and interaction_id in (select flagged.interaction_id from flagged)
      and telling_no not in (select flagged.telling_no from flagged)
  ),
  direct as (
    select distinct plain.interaction_id
    from plain
    join profiles.party_shown using (telling_no)
    join profiles.correspondent_shown using (shown_no)
    join profiles.correspondent using (source, subject)
    where party_shown.role in ('from', 'to', 'cc', 'bcc')
    group by
      plain.interaction_id,
      plain.telling_no
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
    select interaction_id
    from plain
    union
    select interaction_id
    from flagged
    where not_contact != 'draft'
  ),
  believed as (
    from flagged
    where not (not_contact = 'draft' and interaction_id in (from sent))
      and not (not_contact in ('list', 'bulk') and interaction_id in (from direct))
  )
select
  interaction_id,
  not_contact,
  not_contact_reason
from believed
where is_only
union all
(
  select
    interaction_id,
    not_contact,
    not_contact_reason
  from believed
  where not is_only
  qualify row_number() over (
    partition by interaction_id
    order by not_contact = 'draft', not_contact, not_contact_reason
  ) = 1
)
