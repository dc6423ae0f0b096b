-- fail: every record that a snapshot shows is either present or gone
select
  source,
  key
from archive.record
semi join archive.sighting using (landed_seq)
anti join profiles.record_state using (source, key)
