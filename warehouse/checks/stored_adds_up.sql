-- fail: stored = claimed + rejected + nothing_to_say + not_read + replaced, for every run and source
select
  run_id,
  source
from import_ledger
where stored != claimed + rejected + nothing_to_say + not_read + replaced
