-- key: thread_id
-- One thread of interactions: what answers one another, or is one conversation to its source. As in `interaction`, what
-- is later than `as_of` is here, too.
--
-- thread_id            interaction_id of its first
-- topic                subject line of the first
-- first_at             when that was sent (timestamp, UTC); null when unknown
-- last_at              when the last was (timestamp, UTC)
-- last_interaction_id  the last
-- interaction_count    how many there are
-- contact_count        how many of them are contact between people
-- person_count         different people in any of them, the owner too
-- last_direction       of the last that is contact: sent, received or other; null when none is
with
  people as (
    select
      interaction.thread_id,
      count(distinct interaction_party.person_id) as person_count
    from interaction_party
    join interaction using (interaction_id)
    group by interaction.thread_id
  ),
  told as (
    select
      thread_id,
      min(sent_at) as first_at,
      max(sent_at) as last_at,
      count(*) as interaction_count,
      count(*) filter (where is_contact) as contact_count,
      arg_max(interaction_id, (coalesce(sent_at, timestamp '1900-01-01'), interaction_id)) as last_interaction_id,
      arg_max(direction, (coalesce(sent_at, timestamp '1900-01-01'), interaction_id)) filter (
        where is_contact
      ) as last_direction
    from interaction
    group by thread_id
  )
select
  told.thread_id,
  interaction.topic,
  told.first_at,
  told.last_at,
  told.last_interaction_id,
  told.interaction_count,
  told.contact_count,
  coalesce(people.person_count, 0) as person_count,
  told.last_direction
from told
join interaction on interaction.interaction_id = told.thread_id
left join people on people.thread_id = told.thread_id
order by
  told.last_at desc nulls last,
  told.thread_id
