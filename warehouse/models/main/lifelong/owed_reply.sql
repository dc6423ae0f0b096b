-- key: person_id, other_person_id, interaction_id
-- One reply that one person owes another as of `as_of`: the last contact of a thread came from the one to the other
-- (not as a copy only), it had 5 parties at most, and it is older than a day and than nine of ten answers of theirs
-- took. An answer outside the thread counts, where a program lost what it answers.
--
-- person_id        who owes it
-- other_person_id  to whom: who wrote last
-- thread_id        in which thread
-- interaction_id   to which message, the last
-- topic            subject line of that
-- sent_at          when it was sent (timestamp, UTC)
-- waiting_days     days since then, at the beginning of `as_of`
-- usual_days       days that it may take: nine of ten answers of `person_id` took no more (see `reply_time`), a day at
--                  least
-- party_count      different addresses or accounts that sent or got it
with
  ours as (
    select
      any_value(as_of) as as_of,
      max(value) filter (where name = 'owed_parties') as parties,
      max(value) filter (where name = 'owed_days') as days
    from weight
    cross join as_of
  ),
  contact as (
    select
      interaction_id,
      thread_id,
      topic,
      sent_at,
      party_count
    from interaction
    join ours on interaction.day <= ours.as_of
    where is_contact
      and kind != 'invitation'
  ),
  ended as (
    select
      thread_id,
      max(sent_at) as sent_at
    from contact
    group by thread_id
  ),
  last_contact as (
    select
      thread_id,
      max(interaction_id) as interaction_id
    from contact
    semi join ended using (thread_id, sent_at)
    group by thread_id
  ),
  waiting as (
    select
      contact.*,
      epoch(ours.as_of - contact.sent_at) / 86400 as waiting_days,
      ours.days as least_days
    from contact
    semi join last_contact using (interaction_id)
    join ours on contact.party_count <= ours.parties
    where waiting_days > ours.days
  ),
  party as (
    select
      interaction_party.interaction_id,
      interaction_party.person_id,
      interaction_party.role
    from interaction_party
    semi join waiting using (interaction_id)
    where interaction_party.role in ('from', 'to')
      and interaction_party.person_id is not null
  ),
  owed as (
    select
      recipient.person_id,
      sender.person_id as other_person_id,
      waiting.*,
      greatest(waiting.least_days, coalesce(reply_time.p90_days, 0)) as usual_days
    from waiting
    join party as sender on sender.interaction_id = waiting.interaction_id and sender.role = 'from'
    join party as recipient on recipient.interaction_id = waiting.interaction_id and recipient.role = 'to'
    left join reply_time on reply_time.person_id = recipient.person_id
    where recipient.person_id != sender.person_id
      and waiting.waiting_days > greatest(waiting.least_days, coalesce(reply_time.p90_days, 0))
  ),
  -- Says that it answers something, and begins a thread.
  stray as (
    select
      interaction_id,
      bare_topic(topic) as topic,
      sent_at
    from contact
    where thread_id = interaction_id
      and regexp_matches(lower(topic), '^(re|aw|antw|sv|vs|odp|rif)\s*(\[\d+\]|\(\d+\))?\s*:')
  ),
  stray_answer as (
    select
      sender.person_id,
      recipient.person_id as other_person_id,
      stray.topic,
      max(stray.sent_at) as sent_at
    from stray
    join interaction_party as sender on sender.interaction_id = stray.interaction_id and sender.role = 'from'
    join interaction_party as recipient
      on recipient.interaction_id = stray.interaction_id
      and recipient.role = 'to'
    group by
      sender.person_id,
      recipient.person_id,
      stray.topic
  )
select
  owed.person_id,
  owed.other_person_id,
  owed.thread_id,
  owed.interaction_id,
  owed.topic,
  owed.sent_at,
  owed.waiting_days,
  owed.usual_days,
  owed.party_count
from owed
left join stray_answer
  on stray_answer.person_id = owed.person_id
  and stray_answer.other_person_id = owed.other_person_id
  and stray_answer.topic = bare_topic(owed.topic)
  and stray_answer.sent_at > owed.sent_at
where stray_answer.person_id is null
order by
  owed.person_id,
  owed.sent_at desc,
  owed.interaction_id,
  owed.other_person_id
