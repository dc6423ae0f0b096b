-- One source: what it holds, and how its last run went.
select
  source,
  connector,
  last_run_at::date as last_run_on,
  last_outcome,
  last_message,
  records_present,
  profiles_present,
  values_rejected
from source_status
where connector <> 'owner'
order by source
