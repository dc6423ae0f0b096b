-- One correspondent who is no person.
--
-- correspondent_no   who, see `correspondent`
-- not_person         no_reply, role, robot …: by the address alone; list; or bulk_sender
-- not_person_reason  the evidence in words
with
  took_part as (
    select
      party.interaction_id,
      party.role,
      not_contact.not_contact,
      correspondent.correspondent_no,
      correspondent.mailbox_no,
      correspondent.is_owner,
      correspondent.has_personal_name
    from profiles.party
    join profiles.correspondent using (correspondent_no)
    left join profiles.not_contact using (interaction_id)
  ),
  -- Someone who is written to, or ever wrote by hand, is more than a sender of mail for everybody.
  bulk_sender as (
    select mailbox_no
    from took_part
    group by mailbox_no
    having bool_and(
      role in ('from', 'sender', 'reply_to')
      and coalesce(not_contact in ('bulk', 'automatic', 'bounce'), false)
    )
  ),
  mine as (
    select
      interaction_id,
      bool_or(role = 'from') as is_sent
    from took_part
    where is_owner
      and not_contact is null
      and role in ('from', 'to', 'cc', 'bcc')
    group by interaction_id
  ),
  written_to as (
    select distinct took_part.mailbox_no
    from took_part
    join mine using (interaction_id)
    where mine.is_sent
      and took_part.role in ('to', 'cc', 'bcc')
  ),
  -- A desk that I wrote to, and that wrote to me under a person's name, is that person's.
  wrote_in_person as (
    select distinct took_part.correspondent_no
    from took_part
    join mine using (interaction_id)
    where took_part.role = 'from'
      and took_part.has_personal_name
      and took_part.mailbox_no in (from written_to)
  )
select
  correspondent_no,
  coalesce(
    correspondent.not_person,
    if(list_address.address_key is not null, 'list', 'bulk_sender')
  ) as not_person,
  coalesce(
    correspondent.not_person_reason,
    list_address.reason,
    'only ever sends bulk or automatic mail'
  ) as not_person_reason
from profiles.correspondent
left join profiles.list_address using (address_key)
where not is_owner
  and (
    correspondent.not_person is not null
    or list_address.address_key is not null
    or mailbox_no in (from bulk_sender)
  )
  and not (
    correspondent.not_person in ('role', 'robot')
    and list_address.address_key is null
    and correspondent_no in (from wrote_in_person)
  )
