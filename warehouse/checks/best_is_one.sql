-- fail: of each attribute a person has at most one best value
with
  best as (
    select 'name' as attribute, person_id from person_name where is_best
    union all
    select 'email', person_id from person_email where is_best
    union all
    select 'phone', person_id from person_phone where is_best
    union all
    select 'link', person_id from person_link where is_best
    union all
    select 'organization', person_id from person_organization where is_best
    union all
    select 'birthday', person_id from person_birthday where is_best
    union all
    select 'place', person_id from person_place where is_best
  )
select
  attribute,
  person_id
from best
group by all
having count(*) > 1
