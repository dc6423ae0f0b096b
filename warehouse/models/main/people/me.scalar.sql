-- scalar: me()
-- The person_id of the owner of the warehouse, for use in conditions; null when the settings name nobody.
select person_id
from person
where is_me
