-- warn: every contact has a day; one whose date cannot be believed counts for no tie
select interaction_id
from interaction
where is_contact
  and day is null
