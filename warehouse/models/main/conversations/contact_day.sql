-- key: person_id, day
-- One day on which the owner and one person were in contact. Later days than `as_of` are left out.
--
-- person_id        with whom
-- day              the day (UTC)
-- sent             interactions that the owner sent them
-- received         interactions that they sent the owner
-- weight           of the day: `sent_weight` and `received_weight`, each times what such a one counts (see `weight`)
-- sent_weight      the best one sent: by its kind, divided by the number of other parties; 0 without any
-- received_weight  the best one received, likewise
-- is_personal      whether one went between personal addresses of both (see `address_holder`)
-- is_work          whether one went from or to a work address
with
  contact as (
    select
      interaction.interaction_id,
      interaction.day,
      interaction.direction = 'sent' as is_sent,
      interaction.party_count,
      weight.value as kind_weight
    from interaction
    join weight on weight.name = interaction.kind
    where interaction.is_contact
      and interaction.direction != 'other'
      and interaction.day <= (select as_of from as_of)
  ),
  -- By numbers, since to join and group by them takes a third of the time of ids and addresses.
  party as not materialized (
    select
      party.interaction_id,
      party.role = 'from' as is_sender,
      holder.holder_no,
      holder.is_me,
      holder.is_personal
    from profiles.party
    join address_holder as holder using (correspondent_no)
    where party.role in ('from', 'to', 'cc', 'bcc')
  ),
  -- Where there are but two parties, one is the owner.
  company as (
    select
      interaction_id,
      count(distinct holder_no) as others
    from party
    semi join (
      select interaction_id
      from contact
      where party_count > 2
    ) using (interaction_id)
    where not is_me
    group by interaction_id
  ),
  own as (
    select
      interaction_id,
      bool_and(is_personal) as is_personal
    from party
    where is_me
      and is_personal is not null
    group by interaction_id
  ),
  -- Who writes to me is in contact with me; who else gets it is not.
  counterpart as (
    select
      contact.interaction_id,
      party.holder_no,
      any_value(contact.day) as day,
      any_value(contact.is_sent) as is_sent,
      any_value(contact.kind_weight) as kind_weight,
      bool_and(party.is_personal) as is_personal
    from party
    join contact using (interaction_id)
    where not party.is_me
      and party.holder_no > 0
      and contact.is_sent != party.is_sender
    group by
      contact.interaction_id,
      party.holder_no
  ),
  best as (
    select
      counterpart.holder_no,
      counterpart.day,
      count(*) filter (where is_sent) as sent,
      count(*) filter (where not is_sent) as received,
      coalesce(max(kind_weight / coalesce(others, 1)) filter (where is_sent), 0) as sent_weight,
      coalesce(max(kind_weight / coalesce(others, 1)) filter (where not is_sent), 0) as received_weight,
      coalesce(bool_or(counterpart.is_personal and own.is_personal), false) as is_personal,
      coalesce(bool_or(not counterpart.is_personal or not own.is_personal), false) as is_work
    from counterpart
    left join company using (interaction_id)
    left join own using (interaction_id)
    group by
      counterpart.holder_no,
      counterpart.day
  )
select
  person.person_id,
  best.day,
  best.sent,
  best.received,
  (select value from weight where name = 'outgoing') * best.sent_weight
    + (select value from weight where name = 'incoming') * best.received_weight as weight,
  best.sent_weight,
  best.received_weight,
  best.is_personal,
  best.is_work
from best
join (
  select distinct
    holder_no,
    person_id
  from address_holder
) as person using (holder_no)
order by
  best.holder_no,
  best.day
