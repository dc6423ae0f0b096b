-- macro: routes_of(of)
-- Part of `reach`: one person whom `of` can reach, directly or through one connector. Who shared a contact with another
-- is taken to know them (`neighbour`), but only whom `of` exchanged contact with is asked to introduce them.
--
-- person_id           who is reached
-- score               probability that any of the ways works, as if each failed or not on its own:
--                     1 - (1 - direct) × the product of (1 - probability) over the connectors
-- direct_probability  that of their own tie; null without an exchange between the two
-- connectors          people between the two who can be asked
-- connector_id        the best of them; null for none
-- probability         of the way through that one: that they do it for `of`, times that the person does it for them;
--                     null for none
-- tie_probability     the first of these two
with
  self as (
    select person_id
    from known_id
    where any_id = of
  ),
  near as (
    select
      neighbour_id,
      probability
    from neighbour
    where person_id = (from self)
      and exchanged > 0
  ),
  way as (
    select
      link.neighbour_id as person_id,
      near.neighbour_id as connector_id,
      near.probability * link.probability as probability
    from near
    join neighbour as link on link.person_id = near.neighbour_id
    where link.neighbour_id != (from self)
  ),
  met as (
    select
      person_id,
      count(*) as connectors,
      min((-probability, connector_id)) as best,
      -- The logarithm of the product, in whole parts, which sum to the same in whatever order.
      sum((-ln(1 - probability) * pow(2, 50))::bigint) / pow(2, 50) as doubt
    from way
    group by person_id
  )
select
  coalesce(met.person_id, near.neighbour_id) as person_id,
  case
    when near.neighbour_id is null and met.connectors = 1 then -met.best[1]
    else greatest(
      1 - (1 - coalesce(near.probability, 0)) * exp(-coalesce(met.doubt, 0)),
      coalesce(near.probability, 0),
      coalesce(-met.best[1], 0)
    )
  end as score,
  near.probability as direct_probability,
  coalesce(met.connectors, 0) as connectors,
  met.best[2] as connector_id,
  -met.best[1] as probability,
  tie.probability as tie_probability
from met
full join near on near.neighbour_id = met.person_id
left join near as tie on tie.neighbour_id = met.best[2]
