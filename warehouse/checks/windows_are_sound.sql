-- warn: a window begins before it ends, has ended unless planned or running, and counts claims only if something read
select window_id
from sync_window
where since >= until
  or (ended_at is null) != (outcome in ('planned', 'running'))
  or (claims is not null and reader is null)
