-- fail: every record of the archive is either present or gone
select
  source,
  key
from archive.record
anti join profiles.record_state using (source, key)
