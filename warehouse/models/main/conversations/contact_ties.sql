-- macro: contact_ties(of)
-- Part of `ties`: the tie of `of`, by its id of today, to one person whom there was contact with, by `as_of`: counted
-- anew from the days of contact. `ties` knows those of the owner already.
--
-- person_id         with whom
-- name              what they are called
-- strength          of the tie on `as_of`: the weights of its days of contact, each halved every half-life (see
--                   `weight`)
-- strength_peak     the most it ever was, on a day of contact
-- sent              interactions that `of` sent them
-- received          interactions that they sent `of`
-- contact_days      days of contact
-- first_contact_on  the first
-- last_contact_on   the last
-- mean_gap_days     from one day of contact to the next, in the mean; null with one
-- silence_days      since the last
-- silence_ratio     silence in mean gaps; null with one day of contact
-- rhythm            active, cooling (silence of 2 mean gaps), dormant (of more than 8); unknown under 3 days of contact
-- kind              personal, work or both; null when nothing tells. Personal: mail between personal addresses of both;
--                   with the owner also a home number or address, the name of a relative, or for want of all else a
--                   birthday. Work: mail from or to a work address, or a workplace where both can have been at once
with
  half_life as (
    select value as length
    from weight
    where name = 'half_life_days'
  ),
  -- A join that finds nobody is over at once, where a condition would have each day looked at.
  owner as (
    select person_id
    from person
    where is_me
      and person_id = of
  ),
  other as (
    select person_id
    from person
    where not is_me
      and person_id = of
  ),
  contact as (
    select
      contact_day.person_id,
      day,
      sent,
      received,
      sent_weight,
      received_weight,
      is_personal,
      is_work
    from contact_day
    cross join owner
    union all
    select
      me(),
      day,
      received,
      sent,
      received_weight,
      sent_weight,
      is_personal,
      is_work
    from contact_day
    join other using (person_id)
    union all
    select
      person_id_b,
      day,
      sent_by_a,
      sent_by_b,
      weight_by_a,
      weight_by_b,
      is_personal,
      is_work
    from pair_day
    join other on other.person_id = person_id_a
    union all
    select
      person_id_a,
      day,
      sent_by_b,
      sent_by_a,
      weight_by_b,
      weight_by_a,
      is_personal,
      is_work
    from pair_day
    join other on other.person_id = person_id_b
  ),
  aged as (
    select
      * exclude (sent_weight, received_weight),
      (select value from weight where name = 'outgoing') * sent_weight
        + (select value from weight where name = 'incoming') * received_weight as weight,
      day - min(day) over (partition by person_id) as age_days
    from contact
  ),
  -- Each weight is doubled every half-life after the first day, so that one running sum, halved back, serves every day.
  risen as (
    select
      *,
      sum(weight * pow(2, age_days / half_life.length)) over (
        partition by person_id
        order by day
      ) / pow(2, age_days / half_life.length) as strength
    from aged
    cross join half_life
  ),
  summed as (
    select
      person_id,
      arg_max(strength, day) as strength_then,
      max(strength) as strength_peak,
      sum(sent)::bigint as sent,
      sum(received)::bigint as received,
      count(*) as contact_days,
      min(day) as first_contact_on,
      max(day) as last_contact_on,
      (max(day) - min(day)) / nullif(count(*) - 1, 0) as mean_gap_days,
      (select as_of from as_of) - max(day) as silence_days,
      bool_or(is_personal) as is_personal,
      bool_or(is_work) as is_work
    from risen
    group by person_id
  ),
  workplace as (
    select distinct person_id
    from shared_history_of(of)
    where kind = 'work'
      and is_possible
  ),
  -- What the owner knows of somebody is told of the tie between the two, seen from either side.
  hint_seen as (
    select
      private_hint.person_id,
      hint
    from private_hint
    cross join owner
    union all
    select
      me(),
      hint
    from private_hint
    join other using (person_id)
  ),
  hinted as (
    select
      person_id,
      bool_or(hint != 'birthday') as is_private
    from hint_seen
    group by person_id
  )
select
  summed.person_id,
  person.name,
  summed.strength_then * pow(0.5, summed.silence_days / half_life.length) as strength,
  summed.strength_peak,
  summed.sent,
  summed.received,
  summed.contact_days,
  summed.first_contact_on,
  summed.last_contact_on,
  summed.mean_gap_days,
  summed.silence_days,
  summed.silence_days / summed.mean_gap_days as silence_ratio,
  case
    when summed.contact_days < (select value from weight where name = 'rhythm_contact_days') then 'unknown'
    when silence_ratio < (select value from weight where name = 'cooling_ratio') then 'active'
    when silence_ratio <= (select value from weight where name = 'dormant_ratio') then 'cooling'
    else 'dormant'
  end::rhythm as rhythm,
  case
    when (summed.is_personal or hinted.is_private) and (summed.is_work or workplace.person_id is not null) then 'both'
    when summed.is_work or workplace.person_id is not null then 'work'
    when summed.is_personal or hinted.person_id is not null then 'personal'
  end::tie_kind as kind
from summed
cross join half_life
left join person using (person_id)
left join workplace using (person_id)
left join hinted using (person_id)
order by
  strength desc,
  summed.person_id
