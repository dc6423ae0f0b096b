-- fail: every person is somebody in some source
select person_id
from person
anti join profile using (person_id)
