-- The owner's tie to one person whom there was contact with, by `as_of`.
--
-- person_id         with whom
-- name              what they are called
-- strength          of the tie on `as_of`: the weights of its days of contact, each halved every half-life (see
--                   `weight`)
-- strength_peak     the most it ever was, on a day of contact
-- sent              interactions that the owner sent them
-- received          interactions that they sent the owner
-- contact_days      days of contact
-- first_contact_on  the first
-- last_contact_on   the last
-- mean_gap_days     from one day of contact to the next, in the mean; null with one
-- silence_days      since the last
-- silence_ratio     silence in mean gaps; null with one day of contact
-- rhythm            active, cooling (silence of 2 mean gaps), dormant (of more than 8); unknown under 3 days of contact
with
  half_life as (
    select value as days
    from weight
    where name = 'half_life_days'
  ),
  aged as (
    select
      person_id,
      day,
      sent,
      received,
      weight,
      day - min(day) over (partition by person_id) as age_days
    from contact_day
  ),
  -- Each weight is doubled every half-life after the first day, so that one running sum, halved back, serves every day.
  risen as (
    select
      *,
      sum(weight * pow(2, age_days / half_life.days)) over (
        partition by person_id
        order by day
      ) / pow(2, age_days / half_life.days) as strength
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
      (select as_of from as_of) - max(day) as silence_days
    from risen
    group by person_id
  )
select
  summed.person_id,
  person.name,
  summed.strength_then * pow(0.5, summed.silence_days / half_life.days) as strength,
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
  end as rhythm
from summed
cross join half_life
left join person using (person_id)
order by
  strength desc,
  summed.person_id
