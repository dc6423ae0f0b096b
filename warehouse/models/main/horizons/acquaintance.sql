-- key: person_id_a, person_id_b
-- Two people who took part in one contact at least, by `as_of`: a mail, message or invitation with 2 to 20 people among
-- its senders and recipients (Newman, PNAS 2001). Lists, robots and crowds are none; one without a day is left out.
--
-- person_id_a   the one whose id sorts first
-- person_id_b   the other
-- weight        1/(n - 1) for each of those contacts, n being the number of people in it; so the weights of one person
--               sum to the number of contacts they took part in
-- weight_now    the same, each by its kind and halved every half-life until `as_of` (see `weight`)
-- probability   that the one would pass on what the other asks for: weight_now / (weight_now + `acquaintance_half`),
--               so above 0 and below 1
-- messages      contacts that both took part in
-- exchanged     of those, how many one of the two sent to the other
-- threads       different threads of those contacts
-- first_on      day of the first (UTC)
-- last_on       day of the last (UTC)
with
  -- Numbers for people take a third of the time of their ids in what follows.
  numbered as (
    select
      person_id,
      row_number() over (order by person_id)::integer as person_no
    from person
  ),
  -- Lists of numbers, since those of pairs, and ordered ones, would take twice the time.
  company as (
    select
      interaction_party.interaction_id,
      -- Who is in two roles is listed twice. Most are between two, of which two numbers tell.
      case
        when count(*) = 2 and min(numbered.person_no) != max(numbered.person_no) then list(numbered.person_no)
        else list_distinct(list(numbered.person_no))
      end as people,
      list(numbered.person_no) filter (where interaction_party.role = 'from') as senders
    from interaction_party
    join numbered using (person_id)
    where interaction_party.role in ('from', 'to', 'cc', 'bcc')
    group by interaction_party.interaction_id
    having count(*) > 1
  ),
  -- Whole parts sum to the same in whatever order, as fractions don't: 232792560 divides by 1 to 19, and 2 to the power
  -- of 50 leaves something of each contact.
  contact as (
    select
      interaction.thread_id,
      interaction.day,
      232792560 // (len(company.people) - 1) as parts,
      ceil(
        pow(2, 50 - (as_of - interaction.day) / half_life.value) * kind.value / (len(company.people) - 1)
      )::bigint as parts_now,
      company.people,
      company.senders
    from company
    join interaction using (interaction_id)
    join weight as kind on kind.name = interaction.kind
    join weight as half_life on half_life.name = 'half_life_days'
    cross join as_of
    where len(company.people) between 2 and 20
      and interaction.is_contact
      and interaction.day <= as_of
  ),
  one as (
    select
      *,
      unnest(people) as one_no
    from contact
  ),
  pair as (
    select
      * exclude (people),
      unnest(people) as other_no
    from one
  ),
  in_thread as (
    select
      one_no,
      other_no,
      thread_id,
      sum(parts) as parts,
      sum(parts_now) as parts_now,
      count(*) as messages,
      count(*) filter (where list_contains(senders, one_no) or list_contains(senders, other_no)) as exchanged,
      min(day) as first_on,
      max(day) as last_on
    from pair
    where one_no < other_no
    group by
      one_no,
      other_no,
      thread_id
  ),
  summed as (
    select
      one_no,
      other_no,
      sum(parts) / 232792560 as weight,
      sum(parts_now) / pow(2, 50) as weight_now,
      sum(messages)::bigint as messages,
      sum(exchanged)::bigint as exchanged,
      count(*) as threads,
      min(first_on) as first_on,
      max(last_on) as last_on
    from in_thread
    group by
      one_no,
      other_no
  )
select
  one.person_id as person_id_a,
  other.person_id as person_id_b,
  summed.weight,
  summed.weight_now,
  summed.weight_now / (summed.weight_now + half.value) as probability,
  summed.messages,
  summed.exchanged,
  summed.threads,
  summed.first_on,
  summed.last_on
from summed
join numbered as one on one.person_no = summed.one_no
join numbered as other on other.person_no = summed.other_no
join weight as half on half.name = 'acquaintance_half'
order by
  summed.one_no,
  summed.other_no
