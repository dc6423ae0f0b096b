-- One thing that could not be known.
select
  string_agg(answer, ', ' order by answer) as answers,
  what,
  counted,
  remedy
from gap
group by
  what,
  counted,
  remedy
order by
  counted desc,
  what
