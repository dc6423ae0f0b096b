-- fail: seen = new + changed + unchanged + ignored, for every run and source
select
  run_id,
  source
from import_ledger
where seen != new + changed + unchanged + ignored
