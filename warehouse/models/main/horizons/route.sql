-- key: person_id
-- One person whom the owner can reach, directly or through one connector: `routes_of(me())`, kept since it is asked
-- most.
--
-- person_id           who is reached
-- score               probability that any of the ways works
-- direct_probability  that of their own tie; null without an exchange between the two
-- connectors          people between the two who can be asked
-- connector_id        the best of them; null for none
-- probability         of the way through that one; null for none
-- tie_probability     that the connector does it for the owner
select *
from routes_of(me())
order by person_id
