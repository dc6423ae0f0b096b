-- macro: paths_of(target, of)
-- Part of `paths_to`: one way from `of` to one person that `target` means, or one who is known to be at an organization
-- that is called so: without anybody between them, or through one connector.
--
-- person_id        whom it leads to
-- organization_id  the organization that was meant; null when a person was
-- connector_id     who is asked; null when `of` is in contact with the person
-- first            probability that whom `of` asks does it for them
-- second           probability that the person does it for the connector; null without one
-- probability      of the way: the product of these
-- messages         contacts that `of` and whom they ask both took part in
-- last_on          day of the last of those (UTC)
-- second_messages  the same of the connector and the person; null without a connector
-- second_last_on   day of the last of those
-- any_probability  that any of the ways to this person works, as if each failed or not on its own
-- ways             how many ways lead to this person
with
  self as (
    select person_id
    from known_id
    where any_id = of
  ),
  goal as (
    select
      person_id,
      min(organization_id) as organization_id
    from (
      select
        person_id,
        null as organization_id
      from known_id
      where any_id = target
      union all
      select
        person_id,
        organization_id
      from affiliation
      where is_current
        and organization_id in (select called.organization_id from organizations_called(target) as called)
    )
    where person_id != (from self)
    group by person_id
  ),
  near as (
    select
      neighbour_id,
      probability,
      messages,
      last_on
    from neighbour
    where person_id = (from self)
      and exchanged > 0
  ),
  -- First, since those around `of` may be many.
  link as materialized (
    select
      goal.organization_id,
      neighbour.*
    from goal
    join neighbour using (person_id)
  ),
  way as (
    select
      goal.person_id,
      goal.organization_id,
      null as connector_id,
      near.probability as first,
      null as second,
      near.probability,
      near.messages,
      near.last_on,
      null as second_messages,
      null as second_last_on
    from goal
    join near on near.neighbour_id = goal.person_id
    union all
    select
      link.person_id,
      link.organization_id,
      near.neighbour_id,
      near.probability,
      link.probability,
      near.probability * link.probability,
      near.messages,
      near.last_on,
      link.messages,
      link.last_on
    from link
    join near using (neighbour_id)
  )
select
  person_id,
  organization_id,
  connector_id,
  first,
  second,
  probability,
  messages,
  last_on,
  second_messages,
  second_last_on,
  -- The logarithm of the product, in whole parts, which sum to the same in whatever order.
  greatest(
    1 - exp(-sum((-ln(1 - probability) * pow(2, 50))::bigint) over person / pow(2, 50)),
    max(probability) over person
  ) as any_probability,
  count(*) over person as ways
from way
window person as (partition by person_id)
