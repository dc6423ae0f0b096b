-- macro: reach(of := null)
-- One person whom `of` is in contact with (one step) or can be introduced to by somebody they are in contact with
-- (two); the owner of the warehouse by default. The likeliest first.
--
-- person_id           who
-- name                what they are called
-- organization_id     where they work now, see `organization`; null when not known
-- organization        its name
-- steps               1 or 2
-- score               probability that any way to them works: 1 - (1 - direct) × the product of (1 - that of each way
--                     through a connector)
-- weakest             what holds the best way back most: tie (to whom one asks) or acquaintance (of that one and the
--                     person)
-- direct_probability  that they do it for `of`; null when there are two steps
-- connectors          people between the two who can be asked
-- connector_id        the best of them; null for none
-- connector           what that one is called
-- probability         of the way through that one; null for none
-- tie_probability     that the connector does it for `of`
select
  found.person_id,
  person.name,
  person_now.organization_id,
  person_now.organization,
  case when found.direct_probability is null then 2 else 1 end as steps,
  found.score,
  case
    when found.direct_probability >= coalesce(found.probability, 0) then 'tie'
    when found.tie_probability <= found.probability / found.tie_probability then 'tie'
    else 'acquaintance'
  end as weakest,
  found.direct_probability,
  found.connectors,
  found.connector_id,
  connector.name as connector,
  found.probability,
  found.tie_probability
from routes(of) as found
join person using (person_id)
left join person as connector on connector.person_id = found.connector_id
left join person_now on person_now.person_id = found.person_id
order by
  found.score desc,
  found.person_id
