-- key: person_id
-- One person with whom the owner never exchanged contact, but who took part in contact with somebody whom the owner did
-- exchange some with: whom to ask for an introduction. The likeliest first.
--
-- person_id          who
-- name               what they are called
-- organization_id    where they work now, see `organization`; null when not known
-- organization       its name
-- score              probability that any of the connectors introduces them: 1 - the product of (1 - probability)
-- weakest            what holds the best way back most: tie (of the owner to the connector) or acquaintance (of those
--                    two)
-- connectors         people who can be asked
-- connector_id       the best of them
-- connector          what that one is called
-- probability        of the way through that one: tie_probability × their_probability
-- tie_probability    that the connector does it for the owner
-- their_probability  that the person does it for the connector
-- messages           contacts that the connector and the person both took part in
-- last_on            day of the last of those (UTC)
-- why                the evidence in words
select
  route.person_id,
  person.name,
  person_now.organization_id,
  person_now.organization,
  route.score,
  case when tie.probability <= link.probability then 'tie' else 'acquaintance' end as weakest,
  route.connectors,
  route.connector_id,
  connector.name as connector,
  route.probability,
  tie.probability as tie_probability,
  link.probability as their_probability,
  link.messages,
  link.last_on,
  coalesce(connector.name, connector.email, 'Somebody without a name') || ' and they took part in ' || link.messages
    || case link.messages when 1 then ' contact, on ' else ' contacts, the last on ' end || link.last_on
    || '; with you ' || tie.messages || case tie.messages when 1 then ', on ' else ', the last on ' end || tie.last_on
    || case route.connectors
      when 1 then ''
      when 2 then '; 1 other knows them, too'
      else '; ' || (route.connectors - 1) || ' others know them, too'
    end as why
from route
join person using (person_id)
join person as connector on connector.person_id = route.connector_id
join neighbour as link on link.person_id = route.connector_id and link.neighbour_id = route.person_id
join neighbour as tie on tie.person_id = me() and tie.neighbour_id = route.connector_id
left join person_now on person_now.person_id = route.person_id
where route.direct_probability is null
order by
  route.score desc,
  route.person_id
