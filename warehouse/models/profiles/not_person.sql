-- One correspondent who is no person.
--
-- correspondent_no   who, see `correspondent`
-- not_person         no_reply, role, robot …: by the address alone; list; or bulk_sender
-- not_person_reason  the evidence in words
with
  -- Someone who is written to, or ever wrote by hand, is more than a sender of mail for everybody.
  bulk_sender as (
    select mailbox_no
    from profiles.party
    join profiles.correspondent using (correspondent_no)
    left join profiles.not_contact using (interaction_id)
    group by mailbox_no
    having bool_and(
      party.role in ('from', 'sender', 'reply_to')
      and coalesce(not_contact.not_contact in ('bulk', 'automatic', 'bounce'), false)
    )
  ),
  -- A desk that I wrote to, and that wrote to me under a person's name, is that person's.
  desk as (
    select
      correspondent_no,
      mailbox_no,
      has_personal_name
    from profiles.correspondent
    where not_person in ('role', 'robot')
  ),
  at_desk as (
    select
      party.interaction_id,
      party.role,
      mailbox.mailbox_no,
      mailbox.correspondent_no,
      mailbox.has_personal_name
    from profiles.party
    join profiles.correspondent as mailbox using (correspondent_no)
    semi join desk on desk.mailbox_no = mailbox.mailbox_no
    anti join profiles.not_contact using (interaction_id)
    where party.role in ('from', 'to', 'cc', 'bcc')
  ),
  mine as (
    select
      party.interaction_id,
      bool_or(party.role = 'from') as is_sent
    from profiles.party
    join profiles.correspondent using (correspondent_no)
    where correspondent.is_owner
      and party.role in ('from', 'to', 'cc', 'bcc')
      and party.interaction_id in (select at_desk.interaction_id from at_desk)
    group by party.interaction_id
  ),
  written_to as (
    select distinct at_desk.mailbox_no
    from at_desk
    join mine using (interaction_id)
    where mine.is_sent
      and at_desk.role in ('to', 'cc', 'bcc')
  ),
  wrote_in_person as (
    select distinct at_desk.correspondent_no
    from at_desk
    join mine using (interaction_id)
    where at_desk.role = 'from'
      and at_desk.has_personal_name
      and at_desk.mailbox_no in (from written_to)
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
