-- One day on which the owner and one person were in contact. Later days than `as_of` are left out.
--
-- person_id  with whom
-- day        the day (UTC)
-- sent       interactions that the owner sent them
-- received   interactions that they sent the owner
-- weight     of the day: the best one sent and the best one received, each by its kind, divided by the number of other
--            parties; a sent one counts more (see `weight`)
with
  contact as (
    select
      interaction.interaction_id,
      interaction.day,
      interaction.direction,
      weight.value as kind_weight
    from interaction
    join weight on weight.name = interaction.kind
    where interaction.is_contact
      and interaction.direction != 'other'
      and interaction.day <= (select as_of from as_of)
  ),
  company as (
    select
      interaction_id,
      count(distinct coalesce(person_id, email, name)) as others
    from interaction_party
    semi join contact using (interaction_id)
    where role in ('from', 'to', 'cc', 'bcc')
      and not is_me
    group by interaction_id
  ),
  -- Who writes to me is in contact with me; who else gets it is not.
  counterpart as (
    select distinct
      contact.interaction_id,
      interaction_party.person_id,
      contact.day,
      contact.direction,
      contact.kind_weight
    from interaction_party
    join contact using (interaction_id)
    where interaction_party.person_id is not null
      and not interaction_party.is_me
      and if(
        contact.direction = 'sent',
        interaction_party.role in ('to', 'cc', 'bcc'),
        interaction_party.role = 'from'
      )
  )
select
  person_id,
  day,
  count(*) filter (where direction = 'sent') as sent,
  count(*) filter (where direction = 'received') as received,
  (select value from weight where name = 'outgoing')
    * coalesce(max(kind_weight / others) filter (where direction = 'sent'), 0)
    + (select value from weight where name = 'incoming')
    * coalesce(max(kind_weight / others) filter (where direction = 'received'), 0) as weight
from counterpart
join company using (interaction_id)
group by
  person_id,
  day
order by
  person_id,
  day
