-- fail: whoever a table speaks of is in `person`
with
  spoken_of as (
    select 'person_name' as "table", person_id from person_name
    union all
    select 'person_email', person_id from person_email
    union all
    select 'person_phone', person_id from person_phone
    union all
    select 'person_link', person_id from person_link
    union all
    select 'person_organization', person_id from person_organization
    union all
    select 'person_birthday', person_id from person_birthday
    union all
    select 'person_place', person_id from person_place
    union all
    select 'profile', person_id from profile
    union all
    select 'known_id', person_id from known_id
    union all
    select 'provenance', person_id from provenance
    union all
    select 'interaction_party', person_id from interaction_party where person_id is not null
    union all
    select 'tie', person_id from tie
    union all
    select 'contact_day', person_id from contact_day
    union all
    select 'affiliation', person_id from affiliation
    union all
    select 'shared_history', person_id from shared_history
    union all
    select 'match_pair', person_id_a from match_pair
    union all
    select 'match_pair', person_id_b from match_pair
  )
select
  "table",
  person_id
from spoken_of
anti join person using (person_id)
