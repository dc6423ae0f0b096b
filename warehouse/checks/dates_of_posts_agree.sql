-- warn: a source dates nobody's post so that its end is before its beginning
select
  person_id,
  post_no
from affiliation
where is_contradictory
