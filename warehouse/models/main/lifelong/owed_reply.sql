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
  contact as not materialized (
    select
      interaction.interaction_id,
      interaction.thread_id,
      interaction.sent_at
    from interaction
    join ours on interaction.day <= ours.as_of
    where interaction.is_contact
      and interaction.kind != 'invitation'
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
      interaction.thread_id,
      interaction.interaction_id,
      interaction.topic,
      interaction.sent_at,
      interaction.party_count,
      epoch(ours.as_of - interaction.sent_at) / 86400 as waiting_days,
      ours.days as least_days
    from interaction
    semi join last_contact using (interaction_id)
    join ours on interaction.party_count <= ours.parties
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
      interaction.interaction_id,
      bare_topic(interaction.topic) as topic,
      interaction.sent_at
    from interaction
    semi join contact using (interaction_id)
    where interaction.thread_id = interaction.interaction_id
      and regexp_matches(lower(interaction.topic), '^(re|aw|antw|sv|vs|odp|rif)\s*(\[\d+\]|\(\d+\))?\s*:')
  ),
  stray_answer as (
    select
      sender.person_id,
      recipient.person_id as other_person_id,
      stray.topic,
      stray.sent_at
    from stray
    join interaction_party as sender on sender.interaction_id = stray.interaction_id and sender.role = 'from'
    join interaction_party as recipient
      on recipient.interaction_id = stray.interaction_id
      and recipient.role = 'to'
  ),
  -- Few have any, so that few topics are read.
  answered as (
    select
      owed.person_id,
      owed.other_person_id,
      owed.interaction_id
    from (
      from owed
      semi join stray_answer using (person_id, other_person_id)
    ) as owed
    join stray_answer using (person_id, other_person_id)
    where stray_answer.topic = bare_topic(owed.topic)
      and stray_answer.sent_at > owed.sent_at
  )
select
  person_id,
  other_person_id,
  thread_id,
  interaction_id,
  topic,
  sent_at,
  waiting_days,
  usual_days,
  party_count
from owed
anti join answered using (person_id, other_person_id, interaction_id)
order by
  person_id,
  sent_at desc,
  interaction_id,
  other_person_id
