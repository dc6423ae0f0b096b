-- One look at a part of a source, placed by when the source was observed, not by when we landed it.
--
-- snapshot_id     the archive's number
-- source          whose part it is
-- part            folder or file; empty where the source is one whole
-- position        place among all snapshots by time of observation, from 1; of equal times the later landed is later
-- observed_at     earliest moment the source can have looked so, by its own dates, else when it landed (timestamp, UTC)
-- is_complete     whether a record that is not in it was not there
-- seen_whole_at   moment of the first later look at the whole part: what is not seen after this one was gone by then
--                 (timestamp, UTC); null for none
with
  placed as (
    select
      snapshot_id,
      source,
      part,
      row_number() over (order by coalesce(observed_lo, observed_hi), snapshot_id) as position,
      coalesce(observed_lo, observed_hi) as observed_at,
      complete as is_complete
    from archive.snapshot
  )
select
  *,
  first_value(if(is_complete, observed_at, null) ignore nulls) over (
    partition by source, part
    order by position
    rows between 1 following and unbounded following
  ) as seen_whole_at
from placed
order by position
