-- fail: there is at most one owner
select person_id
from person
where is_me
  and (select count(*) from person where is_me) > 1
