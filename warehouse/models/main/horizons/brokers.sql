-- macro: brokers(of := null)
-- One person whom `of` is in contact with and who stands between circles that have little to do with each other; the
-- owner of the warehouse by default. Those between the most come first; who has less than two contacts is left out.
--
-- person_id        who
-- name             what they are called
-- organization_id  where they work now, see `organization`; null when not known
-- organization     its name
-- score            1 / burt_constraint: as many equal contacts who don't know each other would give the same
-- weakest          what holds it back most: evenness (most contact is with few) or openness (their contacts know each
--                  other)
-- burt_constraint  see `network_position`
-- contacts         people who took part in a contact with them, the owner aside
-- opens            of those, how many `of` is in no contact with
-- evenness         1 when they have as much contact with each, towards 1 / contacts when it is all with one
-- openness         1 when no two of their contacts know each other
-- probability      that they do something for `of`, see `acquaintance`
-- why              the evidence in words
with
  self as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  ),
  near as (
    select
      neighbour_id,
      probability
    from neighbour
    where person_id = (from self)
      and exchanged > 0
  ),
  opening as (
    select
      link.neighbour_id as person_id,
      count(*) as opens
    from routes(of) as beyond
    join neighbour as link using (person_id)
    where beyond.direct_probability is null
    group by link.neighbour_id
  )
select
  near.neighbour_id as person_id,
  person.name,
  person_now.organization_id,
  person_now.organization,
  1 / broker.burt_constraint as score,
  case
    when 1 / (broker.spread * broker.contacts) <= broker.spread / broker.burt_constraint then 'evenness'
    else 'openness'
  end as weakest,
  broker.burt_constraint,
  broker.contacts,
  coalesce(opening.opens, 0) as opens,
  1 / (broker.spread * broker.contacts) as evenness,
  broker.spread / broker.burt_constraint as openness,
  near.probability,
  broker.contacts
    || ' people seen in contact with them, as good as '
    || round(score, 1)
    || ' who don''t know each other'
    as why
from near
join network_position as broker on broker.person_id = near.neighbour_id
join person on person.person_id = near.neighbour_id
left join person_now on person_now.person_id = near.neighbour_id
left join opening on opening.person_id = near.neighbour_id
where broker.contacts > 1
order by
  score desc,
  near.neighbour_id
