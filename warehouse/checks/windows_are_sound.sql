-- warn: a window begins before it ends, has ended unless it runs, and counts claims only where something was read
select window_id
from sync_window
where since >= until
  or (ended_at is null) != (outcome = 'running')
  or (claims is not null and reader is null)
