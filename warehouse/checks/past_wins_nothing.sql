-- fail: a value that no present record states is nobody's best; only who is gone keeps a name
select person_id from person_email where is_best and not is_current
union all
select person_id from person_phone where is_best and not is_current
union all
select person_id from person_link where is_best and not is_current
union all
select person_id from person_organization where is_best and not is_current
union all
select person_id from person_birthday where is_best and not is_current
union all
select person_id from person_place where is_best and not is_current
union all
select person_id
from person_name
join person using (person_id)
where person_name.is_best
  and not person_name.is_current
  and person.is_current
