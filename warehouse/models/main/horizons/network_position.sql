-- key: person_id
-- One person among those who were seen to have contact with one another, the owner aside, through whose mailbox mostly
-- all of it is seen: how far their own circle is closed. By all contact there was (`acquaintance.weight`), since who
-- stands between circles is not forgotten as fast as a tie cools.
--
-- person_id        who
-- contacts         people who took part in a contact with them
-- spread           sum of the squared shares of each of those in their contact: 1 when it is all with one person
-- burt_constraint  Burt's constraint (Structural Holes, 1992): the sum over their contacts j of (p_ij + the sum over q
--                  of p_iq × p_qj)², p being shares of contact. Low when they stand between people who don't know each
--                  other: with n equal such contacts 1/n; each of a triangle has 9/8
with
  apart as (
    from acquaintance
    where coalesce(person_id_a != me(), true)
      and coalesce(person_id_b != me(), true)
  ),
  -- Whole parts sum to the same in whatever order, here and below.
  numbered as (
    select
      person_id,
      row_number() over (order by count(*), person_id)::integer as person_no,
      sum((weight * pow(2, 44))::bigint) / pow(2, 44) as weight
    from (
      select person_id_a as person_id, weight from apart
      union all
      select person_id_b, weight from apart
    )
    group by person_id
  ),
  edge as materialized (
    select
      least(one.person_no, other.person_no) as low,
      greatest(one.person_no, other.person_no) as high,
      apart.weight
    from apart
    join numbered as one on one.person_id = apart.person_id_a
    join numbered as other on other.person_id = apart.person_id_b
  ),
  -- From the one of fewest contacts, and before it is known whether the other two have any: in each other order the
  -- contacts of one who has very many would all be paired with each other.
  corner as materialized (
    select
      one.low as a,
      one.high as b,
      other.high as c,
      one.weight as ab,
      other.weight as ac
    from edge as one
    join edge as other on other.low = one.low and other.high > one.high
  ),
  triangle as (
    select
      corner.*,
      edge.weight as bc
    from corner
    join edge on edge.low = corner.b and edge.high = corner.c
  ),
  -- Each side of a triangle and the contact that goes around by its third corner, which is the same from both ends.
  around as (
    select a as low, b as high, c as third, ac * bc as weight from triangle
    union all
    select a, c, b, ab * bc from triangle
    union all
    select b, c, a, ab * ac from triangle
  ),
  indirect as (
    select
      around.low,
      around.high,
      sum((around.weight / third.weight * pow(2, 44))::bigint) / pow(2, 44) as weight
    from around
    join numbered as third on third.person_no = around.third
    group by
      around.low,
      around.high
  ),
  side as (
    select
      edge.low,
      edge.high,
      edge.weight as direct,
      edge.weight + coalesce(indirect.weight, 0) as invested
    from edge
    left join indirect using (low, high)
  ),
  share as (
    select low as person_no, direct, invested from side
    union all
    select high, direct, invested from side
  )
select
  numbered.person_id,
  count(*) as contacts,
  sum((pow(share.direct / numbered.weight, 2) * pow(2, 50))::bigint) / pow(2, 50) as spread,
  sum((pow(share.invested / numbered.weight, 2) * pow(2, 50))::bigint) / pow(2, 50) as burt_constraint
from share
join numbered using (person_no)
group by all
order by numbered.person_id
