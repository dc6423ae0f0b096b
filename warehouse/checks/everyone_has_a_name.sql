-- warn: every person has a name
select person_id
from person
where name is null
