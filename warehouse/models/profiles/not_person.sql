-- One correspondent who is no person.
--
-- correspondent_no   who, see `correspondent`
-- not_person         no_reply, role, robot …: by the address alone; list; or bulk_sender
-- not_person_reason  the evidence in words
with
  list_address as (
    select distinct list_post_key as address_key
    from staged.interaction
    where list_post_key is not null
  ),
  -- <dev.lists.example.org> is the List-Id of dev@lists.example.org.
  list_name as (
    select distinct list_id_key
    from staged.interaction
    where list_id_key is not null
  ),
  -- Someone who is written to, or ever wrote by hand, is more than a sender of mail for everybody.
  bulk_sender as (
    select correspondent.mailbox_no
    from profiles.party
    join profiles.correspondent using (correspondent_no)
    left join profiles.not_contact using (interaction_id)
    group by correspondent.mailbox_no
    having bool_and(
      party.role in ('from', 'sender', 'reply_to')
      and coalesce(not_contact.not_contact in ('bulk', 'automatic', 'bounce'), false)
    )
  )
select
  correspondent_no,
  case
    when correspondent.not_person is not null then correspondent.not_person
    when address_key in (from list_address) or replace(address_key, '@', '.') in (from list_name) then 'list'
    else 'bulk_sender'
  end as not_person,
  case
    when correspondent.not_person is not null then correspondent.not_person_reason
    when address_key in (from list_address) then 'a List-Post names this address'
    when replace(address_key, '@', '.') in (from list_name) then 'a List-Id is made of this address'
    else 'only ever sends bulk or automatic mail'
  end as not_person_reason
from profiles.correspondent
where not is_owner
  and (
    correspondent.not_person is not null
    or address_key in (from list_address)
    or replace(address_key, '@', '.') in (from list_name)
    or mailbox_no in (from bulk_sender)
  )
