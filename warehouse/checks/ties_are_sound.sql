-- fail: a tie has a strength above 0 and at most its peak, days of contact in order and by `as_of`, and is not with me
select person_id
from tie
where not coalesce(strength >= 0 and strength <= strength_peak and strength_peak > 0, false)
  or not first_contact_on <= last_contact_on
  or silence_days < 0
  or contact_days < 1
  or (mean_gap_days is null) != (contact_days = 1)
  or person_id in (select person.person_id from person where person.is_me)
union all
select person_id
from contact_day
where sent + received < 1
  or not weight > 0
  or day > (select as_of from as_of)
