-- One place of a record key in one part of a source: when it was last seen there, and since when it is known to be
-- gone; of those keys only that were seen more than once, or are said to be deleted. Where the source numbers its
-- records, each number is a place, so that a mailbox can hold one message twice.
--
-- source         where the record is from
-- part           folder or file
-- key            the record's key
-- uid            the server's own number; empty where it has none
-- seen_position  the newest snapshot of the part that shows it
-- gone_since     first later moment the part was seen whole without it, or said it was deleted (timestamp, UTC); null
--                while it is there
with
  seen as (
    select
      sighting.source,
      sighting.part,
      record.key,
      place.uid,
      max(sighting.position) as seen_position
    from profiles.sighting
    join archive.record using (landed_seq)
    join archive.sighting as place on place.rowid = sighting.sighting_no
    where not sighting.is_only
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
      absence.uid,
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
  seen.uid,
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
  and seen.uid = deleted.uid
  and seen.seen_position < deleted.position
