-- One reason for which values of a source were not believed.
select
  source,
  reason,
  count(*) as rejected
from rejection
where is_current
group by
  source,
  reason
order by
  rejected desc,
  source,
  reason
limit 12
