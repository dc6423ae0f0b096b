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
-- is_personal      whether one went between personal addresses of both (see `address_kind`)
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
  -- Where there are but two parties, one is the owner.
  company as (
    select
      interaction_id,
      count(distinct hash(coalesce(person_id, email, name))) as others
    from interaction_party
    semi join (
      select interaction_id
      from contact
      where party_count > 2
    ) using (interaction_id)
    where role in ('from', 'to', 'cc', 'bcc')
      and not is_me
    group by interaction_id
  ),
  own_address as (
    select
      interaction_party.interaction_id,
      min(address_kind.kind) as kind
    from interaction_party
    join address_kind using (email)
    where interaction_party.is_me
      and interaction_party.role in ('from', 'to', 'cc', 'bcc')
    group by interaction_party.interaction_id
  ),
  -- Numbers for people take half the time of their ids in what follows.
  numbered as (
    select
      person_id,
      row_number() over (order by person_id) as person_no
    from person
  ),
  -- Who writes to me is in contact with me; who else gets it is not.
  counterpart as (
    select
      contact.interaction_id,
      numbered.person_no,
      contact.day,
      contact.is_sent,
      contact.kind_weight,
      min(address_kind.kind) as kind
    from interaction_party
    join contact using (interaction_id)
    join numbered using (person_id)
    left join address_kind using (email)
    where not interaction_party.is_me
      and interaction_party.role in ('from', 'to', 'cc', 'bcc')
      and contact.is_sent != (interaction_party.role = 'from')
    group by
      contact.interaction_id,
      numbered.person_no,
      contact.day,
      contact.is_sent,
      contact.kind_weight
  ),
  best as (
    select
      counterpart.person_no,
      counterpart.day,
      count(*) filter (where is_sent) as sent,
      count(*) filter (where not is_sent) as received,
      coalesce(max(kind_weight / coalesce(others, 1)) filter (where is_sent), 0) as sent_weight,
      coalesce(max(kind_weight / coalesce(others, 1)) filter (where not is_sent), 0) as received_weight,
      coalesce(bool_or(counterpart.kind = 'personal' and own_address.kind = 'personal'), false) as is_personal,
      coalesce(bool_or(counterpart.kind = 'work' or own_address.kind = 'work'), false) as is_work
    from counterpart
    left join company using (interaction_id)
    left join own_address using (interaction_id)
    group by
      counterpart.person_no,
      counterpart.day
  )
select
  numbered.person_id,
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
join numbered using (person_no)
order by
  best.person_no,
  best.day
