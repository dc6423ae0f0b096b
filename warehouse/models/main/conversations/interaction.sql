-- key: interaction_id
-- One mail, message or invitation, whatever number of folders and sources has it. All are here that are known, later
-- than `as_of` too; only `contact_day` and `tie` end there.
--
-- interaction_id      its number, the same in every build
-- interaction_key     what it is known by: `mid:` and the Message-ID, `hdr:` or `li:` and a digest of a mail without
--                     one or a LinkedIn message, else the source and its own key; of several mails under one Message-ID
--                     all but one also have their senders in it
-- kind                mail, message or invitation
-- sent_at             when it was sent, else when it arrived; null when neither can be believed (timestamp, UTC)
-- day                 the day of that (UTC)
-- thread_id           which thread it is part of
-- topic               subject line
-- direction           sent by me, received by me, or other: I am not among its parties
-- party_count         different addresses or accounts that sent or got it
-- is_contact          whether it is contact between people
-- not_contact         why it is none: list, bulk, automatic, calendar, bounce or draft by its header, crowd, nobody, or
--                     what its sender is instead of a person (no_reply, role …); null when it is contact
-- not_contact_reason  the evidence in words; null when it is contact
-- sources             which sources have or had it
-- is_current          whether one of them still has it
with
  mine as (
    select
      interaction_id,
      bool_or(role = 'from') as is_sent,
      bool_or(role in ('to', 'cc', 'bcc')) as is_received
    from interaction_party
    where is_me
    group by interaction_id
  )
select
  interaction_id,
  case
    when interaction.with_senders is not null then told.interaction || ' from ' || interaction.with_senders
    when regexp_matches(told.interaction, '^(mid|hdr|li):') then told.interaction
    else told.source || '/' || told.interaction
  end as interaction_key,
  told.kind::interaction_kind as kind,
  interaction.sent_at,
  interaction.sent_at::date as day,
  thread_member.thread_id,
  told.topic,
  case
    when mine.is_sent then 'sent'
    when mine.is_received then 'received'
    else 'other'
  end::direction as direction,
  interaction.party_count,
  interaction.not_contact is null as is_contact,
  interaction.not_contact,
  interaction.not_contact_reason,
  interaction.sources,
  interaction.is_current
from staged.interaction as told
left join profiles.told_again using (landed_seq, context_id, interaction)
join profiles.interaction on interaction.telling_no = coalesce(told_again.telling_no, told.landed_seq)
join profiles.thread_member using (interaction_id)
left join mine using (interaction_id)
