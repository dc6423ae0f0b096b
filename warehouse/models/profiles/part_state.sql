-- One record key in one part of a source: when it was last seen there, and since when it is known to be gone.
--
-- source         where the record is from
-- part           folder or file
-- key            the record's key
-- seen_position  the newest snapshot of the part that shows it
-- gone_since     first later moment the part was seen whole without it, or said it was deleted (timestamp, UTC);
--                null while it is there
with
  seen as (
    select
      source,
      part,
      key,
      max(position) as seen_position
    from profiles.sighting
    group by all
  ),
  whole as (
    from profiles.snapshot
    where is_complete
  ),
  deleted as (
    select
      absence.source,
      absence.part,
      absence.key,
      snapshot.position,
      snapshot.observed_at
    from archive.absence
    join profiles.snapshot using (snapshot_id)
  )
-- least skips nulls, which is what is meant here: either of the two is enough to be gone.
select
  seen.source,
  seen.part,
  seen.key,
  seen.seen_position,
  least(whole.observed_at, deleted.observed_at) as gone_since
from seen
asof left join whole
  on seen.source = whole.source
  and seen.part = whole.part
  and seen.seen_position < whole.position
asof left join deleted
  on seen.source = deleted.source
  and seen.part = deleted.part
  and seen.key = deleted.key
  and seen.seen_position < deleted.position
