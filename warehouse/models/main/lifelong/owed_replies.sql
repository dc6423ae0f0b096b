-- macro: owed_replies(of := null)
-- One reply that `of` owes somebody as of `as_of`, the newest first; without `of` the owner is meant. The last contact
-- of a thread came from them to `of` (not as a copy only), among 5 parties at most, and it is older than a day and than
-- nine of ten answers of `of` took. A `done` or `dismiss` of the owner's settles what was written before.
--
-- person_id       to whom
-- name            what they are called
-- thread_id       the thread, see `thread`
-- interaction_id  its last message
-- topic           subject line of that
-- sent_at         when it was sent (timestamp, UTC)
-- waiting_days    days since then, at the beginning of `as_of`
-- usual_days      days that it may take: nine of ten answers of `of` took no more, a day at least
-- party_count     different addresses or accounts that sent or got it
-- kind            of the tie: personal, work or both; null when nothing tells
-- strength        of the tie on `as_of`
with
  whose as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  ),
  -- What the owner said of somebody settles what was written before; a snooze for its time.
  settled as (
    select
      action.person_id,
      action.acted_on
    from action
    join whose on whose.person_id = me()
    where action.action != 'snooze'
      or action.is_in_effect
  )
select
  owed_reply.other_person_id as person_id,
  person.name,
  owed_reply.thread_id,
  owed_reply.interaction_id,
  owed_reply.topic,
  owed_reply.sent_at,
  owed_reply.waiting_days,
  owed_reply.usual_days,
  owed_reply.party_count,
  tie.kind,
  tie.strength
from owed_reply
join whose on whose.person_id = owed_reply.person_id
join person on person.person_id = owed_reply.other_person_id
left join known_ties(of) as tie on tie.person_id = owed_reply.other_person_id
left join settled
  on settled.person_id = owed_reply.other_person_id
  and settled.acted_on >= owed_reply.sent_at::date
where settled.person_id is null
order by
  owed_reply.sent_at desc,
  owed_reply.interaction_id,
  owed_reply.other_person_id
