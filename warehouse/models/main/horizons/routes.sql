-- macro: routes(of := null)
-- Part of `reach`: one person whom `of` can reach, directly or through one connector, as in `routes_of`; the owner of
-- the warehouse by default, for whom it is looked up in `route`.
--
-- person_id           who is reached
-- score               probability that any of the ways works
-- direct_probability  that of their own tie; null without an exchange between the two
-- connectors          people between the two who can be asked
-- connector_id        the best of them; null for none
-- probability         of the way through that one; null for none
-- tie_probability     that the connector does it for `of`
with
  whose as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  )
select *
from route
where (from whose) = me()
union all
from routes_of((select max(person_id) from whose where person_id is distinct from me()))
