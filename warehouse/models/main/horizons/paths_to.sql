-- macro: paths_to(target, k := 3, of := null)
-- One of the `k` likeliest ways to a person (`target` is an id of theirs) or into an organization (it is called so, see
-- `organizations_called`; then to whoever is known to be there now): straight, or through one connector. A way is a
-- chain of people who took part in contact with one another; whom `of` (the owner by default) asks, they exchanged some
-- with. Chains of two connectors are left out: whoever is seen in a mailbox wrote to its owner, or somebody wrote to
-- both.
--
-- person_id          whom it leads to
-- name               what they are called
-- organization_id    the organization that was meant; null when a person was
-- organization       its name
-- place              1 for the likeliest
-- score              probability that it works: the product of the two below
-- weakest            what holds it back most: tie (to whom one asks) or acquaintance (of that one and the person)
-- connector_id       who is to be asked; null when it leads straight to the person
-- connector          what that one is called
-- tie_probability    that whom `of` asks does it for them
-- their_probability  that the person does it for the connector; null without one
-- any_probability    that any of all ways to this person works: 1 - the product of (1 - score) over them, as if each
--                    failed or not on its own
-- ways               how many ways lead to this person, those not shown, too
-- why                the evidence in words
with
  self as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  ),
  ranked as (
    select
      *,
      row_number() over (order by probability desc, person_id, connector_id nulls first) as place
    from paths_of(target, (from self))
    qualify place <= k
  )
select
  ranked.person_id,
  person.name,
  ranked.organization_id,
  organization_name.name as organization,
  ranked.place,
  ranked.probability as score,
  case when ranked.first <= coalesce(ranked.second, 1) then 'tie' else 'acquaintance' end as weakest,
  ranked.connector_id,
  connector.name as connector,
  ranked.first as tie_probability,
  ranked.second as their_probability,
  ranked.any_probability,
  ranked.ways,
  case
    when ranked.connector_id is null then 'In contact'
    else 'Through ' || coalesce(connector.name, connector.email, 'somebody without a name')
  end || ': ' || ranked.messages || case ranked.messages when 1 then ' contact, on ' else ' contacts, the last on ' end
    || ranked.last_on
    || coalesce(
      '; of that one and this person ' || ranked.second_messages
        || case ranked.second_messages when 1 then ', on ' else ', the last on ' end || ranked.second_last_on,
      ''
    ) as why
from ranked
join person using (person_id)
left join organization_name using (organization_id)
left join person as connector on connector.person_id = ranked.connector_id
order by ranked.place
