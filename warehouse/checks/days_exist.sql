-- warn: a birthday is a day of the calendar
select person_id
from person_birthday
where month not between 1 and 12
  or day not between 1 and 31
  or (
    month is not null
    and day is not null
    and try_cast(concat_ws('-', coalesce(year, 2000), month, day) as date) is null
  )
