-- One mail, message or invitation, whatever number of folders and sources has it, and however they wrote it.
--
-- interaction_id      the same in every build
-- telling_no          the telling whose words are taken, see `interaction_copy`
-- with_senders        the senders that are part of its key, where several have one Message-ID; else null
-- sent_at             when it was sent, else when it arrived; null when neither can be believed (timestamp, UTC)
-- not_contact         why it is no contact between people: list, bulk, automatic, calendar, bounce or draft by its
--                     header, crowd, nobody, or what its sender is instead of a person (no_reply, role …); else null
-- not_contact_reason  the evidence in words; null when it is contact
-- party_count         different addresses or accounts that sent or got it
-- sources             which sources have or had it
-- is_current          whether one of them still has it
with
  told as (
    select
      interaction_id,
      telling_no,
      with_senders,
      sent_at,
      [source] as sources,
      is_current
    from profiles.interaction_copy
    where is_only
    union all
    select
      interaction_id,
      arg_max(telling_no, version),
      min(with_senders),
      min(sent_at),
      list_sort(list(distinct source)),
      bool_or(is_current)
    from profiles.interaction_copy
    where not is_only
    group by interaction_id
  ),
  known as (
    select
      correspondent.correspondent_no,
      correspondent.mailbox_no,
      correspondent.is_owner,
      not_person.correspondent_no is null as is_person
    from profiles.correspondent
    left join profiles.not_person using (correspondent_no)
  ),
  took_part as (
    select
      party.interaction_id,
      known.mailbox_no,
      party.role = 'from' as is_sender,
      known.is_person,
      known.is_owner,
      if(known.is_person, null, party.correspondent_no) as correspondent_no
    from profiles.party
    join known using (correspondent_no)
    where party.role in ('from', 'to', 'cc', 'bcc')
  ),
  counted as (
    select
      interaction_id,
      count(*) as parts,
      min(mailbox_no) as first_mailbox_no,
      max(mailbox_no) as last_mailbox_no,
      bool_or(is_person and not is_owner) as has_person,
      bool_or(is_sender and is_person) as has_person_as_sender,
      min(correspondent_no) filter (where is_sender) as machine_no
    from took_part
    group by interaction_id
  ),
  -- Most have a sender and one recipient; only of others someone may have several parts.
  several as (
    select interaction_id
    from counted
    where parts > 2
      or (parts = 2 and first_mailbox_no = last_mailbox_no)
  ),
  by_mailbox as (
    select
      interaction_id,
      mailbox_no,
      bool_or(is_sender) as is_sender,
      bool_or(is_person) as is_person,
      bool_or(is_owner) as is_owner,
      min(correspondent_no) as correspondent_no
    from took_part
    semi join several using (interaction_id)
    group by
      interaction_id,
      mailbox_no
  ),
  company as (
    select
      interaction_id,
      parts as party_count,
      has_person,
      has_person_as_sender,
      machine_no
    from counted
    where not (parts > 2 or (parts = 2 and first_mailbox_no = last_mailbox_no))
    union all
    select
      interaction_id,
      count(*),
      bool_or(is_person and not is_owner),
      bool_or(is_sender and is_person),
      min(correspondent_no) filter (where is_sender and not is_person)
    from by_mailbox
    group by interaction_id
  ),
  judged as (
    select
      told.*,
      coalesce(company.party_count, 0) as party_count,
      case
        when not_contact.not_contact is not null then (not_contact.not_contact, not_contact.not_contact_reason)
        -- Newman's limit for a tie through common work (PNAS 2001): more than so many don't know each other by it.
        when company.party_count > 20 then ('crowd', 'more than 20 parties')
        when not company.has_person_as_sender and machine.not_person is not null
          then (machine.not_person, machine.not_person_reason)
        when company.has_person then null
        else ('nobody', 'no other person takes part')
      end as verdict
    from told
    left join profiles.not_contact using (interaction_id)
    left join company using (interaction_id)
    left join profiles.not_person as machine on machine.correspondent_no = company.machine_no
  )
select
  interaction_id,
  telling_no,
  with_senders,
  sent_at,
  verdict[1] as not_contact,
  verdict[2] as not_contact_reason,
  party_count,
  sources,
  is_current
from judged
