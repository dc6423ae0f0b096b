-- One mail, message or invitation, whatever number of folders and sources has it, and however they wrote it.
--
-- interaction_id      the same in every build
-- interaction_key     what it is known by: `mid:` and the Message-ID, `hdr:` or `li:` and a digest of a mail without
--                     one or a LinkedIn message, else the source and its own key; of several mails under one Message-ID
--                     all but one also have their senders in it
-- kind                mail, message or invitation
-- sent_at             when it was sent, else when it arrived; null when neither can be believed (timestamp, UTC)
-- topic               subject line
-- not_contact         why it is no contact between people: list, bulk, automatic, calendar, bounce or draft by its
--                     header, crowd, nobody, or what its sender is instead of a person (no_reply, role …); else null
-- not_contact_reason  the evidence in words; null when it is contact
-- party_count         different addresses or accounts that sent or got it
-- sources             which sources have or had it
-- is_current          whether one of them still has it
with
  told as (
    select
      interaction_copy.interaction_id,
      min(interaction_copy.interaction_key) as interaction_key,
      min(interaction.kind) as kind,
      min(interaction_copy.sent_at) as sent_at,
      arg_max(interaction.topic, interaction_copy.version) as topic,
      list_sort(list(distinct source)) as sources,
      bool_or(interaction_copy.is_current) as is_current
    from staged.interaction
    join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
    group by interaction_copy.interaction_id
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
      bool_or(party.role = 'from') as is_sender,
      bool_or(known.is_person) as is_person,
      bool_or(known.is_owner) as is_owner,
      min(party.correspondent_no) filter (where not known.is_person) as correspondent_no
    from profiles.party
    join known using (correspondent_no)
    where party.role in ('from', 'to', 'cc', 'bcc')
    group by
      party.interaction_id,
      known.mailbox_no
  ),
  company as (
    select
      interaction_id,
      count(*) as party_count,
      bool_or(is_person and not is_owner) as has_person,
      bool_or(is_sender and is_person) as has_person_as_sender,
      min(correspondent_no) filter (where is_sender and not is_person) as machine_no
    from took_part
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
  interaction_key,
  kind,
  sent_at,
  topic,
  verdict[1] as not_contact,
  verdict[2] as not_contact_reason,
  party_count,
  sources,
  is_current
from judged
