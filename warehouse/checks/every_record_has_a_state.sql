-- fail: every record that a snapshot shows is either present or gone
select
  source,
  key
from archive.record
semi join archive.sighting using (landed_seq)
anti join (
  select
    source,
    key
  from profiles.record_state
  join archive.record using (source, landed_seq)
) using (source, key)
