-- warn: every person but the owner has a name
select person_id
from person
where name is null
  and not is_me
