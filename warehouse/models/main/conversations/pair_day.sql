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
-- is_personal  whether one went between personal addresses of both (see `address_kind`)
-- is_work      whether one went from or to a work address
with
  -- Numbers for people take a third of the time of their ids in what follows.
  numbered as (
    select
      person_id,
      row_number() over (order by person_id) as person_no
    from person
    where not is_me
  ),
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
  party as (
    select
      interaction_party.interaction_id,
      numbered.person_no,
      interaction_party.role = 'from' as is_sender,
      address_kind.kind,
      hash(coalesce(interaction_party.person_id, interaction_party.email, interaction_party.name)) as who
    from interaction_party
    semi join contact using (interaction_id)
    left join numbered using (person_id)
    left join address_kind using (email)
    where interaction_party.role in ('from', 'to', 'cc', 'bcc')
  ),
  company as (
    select
      interaction_id,
      count(distinct who) - 1 as others
    from party
    group by interaction_id
  ),
  member as (
    select
      interaction_id,
      person_no,
      bool_or(is_sender) as is_sender,
      min(kind) as kind
    from party
    where person_no is not null
    group by
      interaction_id,
      person_no
  ),
  -- Who writes is in contact with everyone who gets it; those who get it are not with each other.
  letter as (
    select
      interaction_id,
      least(sender.person_no, recipient.person_no) as no_a,
      greatest(sender.person_no, recipient.person_no) as no_b,
      sender.person_no < recipient.person_no as is_by_a,
      coalesce(sender.kind = 'personal' and recipient.kind = 'personal', false) as is_personal,
      coalesce(sender.kind = 'work' or recipient.kind = 'work', false) as is_work
    from member as sender
    join member as recipient using (interaction_id)
    where sender.is_sender
      and not recipient.is_sender
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
join numbered as one on one.person_no = best.no_a
join numbered as other on other.person_no = best.no_b
order by
  best.no_a,
  best.no_b,
  best.day
