-- key: person_id_a, person_id_b, day
-- One day on which two people of whom neither is the owner were in contact, known from what the warehouse saw: mostly
-- mail that the owner got, too. Later days than `as_of` are left out.
--
-- person_id_a  the one whose id sorts first
-- person_id_b  the other
-- day          the day (UTC)
-- sent_by_a    interactions that the first sent the other
-- sent_by_b    interactions that the other sent the first
-- weight_by_a  the best one that the first sent: by its kind, divided by the number of other parties; 0 without any
-- weight_by_b  the best one that the other sent, likewise
-- is_personal  whether one went between personal addresses of both (see `address_holder`)
-- is_work      whether one went from or to a work address
with
  contact as (
    select
      interaction.interaction_id,
      interaction.day,
      weight.value as kind_weight
    from interaction
    join weight on weight.name = interaction.kind
    where interaction.is_contact
      and interaction.day <= (select as_of from as_of)
      -- Of two parties the owner is one.
      and (interaction.party_count > 2 or interaction.direction = 'other')
  ),
  -- By numbers, since to join and group by them takes a third of the time of ids and addresses.
  member as (
    select
      party.interaction_id,
      holder.holder_no,
      bool_or(party.role = 'from') as is_sender,
      bool_or(holder.is_me) as is_me,
      bool_and(holder.is_personal) as is_personal
    from profiles.party
    semi join contact using (interaction_id)
    join address_holder as holder using (correspondent_no)
    where party.role in ('from', 'to', 'cc', 'bcc')
    group by
      party.interaction_id,
      holder.holder_no
  ),
  company as (
    select
      interaction_id,
      count(*) - 1 as others
    from member
    group by interaction_id
  ),
  -- Who writes is in contact with everyone who gets it; those who get it are not with each other.
  letter as (
    select
      interaction_id,
      least(sender.holder_no, recipient.holder_no) as no_a,
      greatest(sender.holder_no, recipient.holder_no) as no_b,
      sender.holder_no < recipient.holder_no as is_by_a,
      coalesce(sender.is_personal and recipient.is_personal, false) as is_personal,
      coalesce(not sender.is_personal or not recipient.is_personal, false) as is_work
    from member as sender
    join member as recipient using (interaction_id)
    where sender.is_sender
      and not recipient.is_sender
      and sender.holder_no > 0
      and recipient.holder_no > 0
      and not sender.is_me
      and not recipient.is_me
  ),
  best as (
    select
      letter.no_a,
      letter.no_b,
      contact.day,
      count(*) filter (where is_by_a) as sent_by_a,
      count(*) filter (where not is_by_a) as sent_by_b,
      coalesce(max(kind_weight / others) filter (where is_by_a), 0) as weight_by_a,
      coalesce(max(kind_weight / others) filter (where not is_by_a), 0) as weight_by_b,
      bool_or(letter.is_personal) as is_personal,
      bool_or(letter.is_work) as is_work
    from letter
    join contact using (interaction_id)
    join company using (interaction_id)
    group by
      letter.no_a,
      letter.no_b,
      contact.day
  ),
  numbered as (
    select distinct
      holder_no,
      person_id
    from address_holder
    where holder_no > 0
  )
select
  one.person_id as person_id_a,
  other.person_id as person_id_b,
  best.day,
  best.sent_by_a,
  best.sent_by_b,
  best.weight_by_a,
  best.weight_by_b,
  best.is_personal,
  best.is_work
from best
join numbered as one on one.holder_no = best.no_a
join numbered as other on other.holder_no = best.no_b
order by
  best.no_a,
  best.no_b,
  best.day
