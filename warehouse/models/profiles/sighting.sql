-- One record seen in one place of one snapshot.
--
-- source         where the record is from
-- part           part of the source that the snapshot shows
-- position       of the snapshot in time
-- observed_at    of the snapshot (timestamp, UTC)
-- seen_whole_at  moment of the first later look at the whole part (timestamp, UTC); null for none
-- is_only        true of a record that was seen in one wording in one place once, and that no source says it deleted;
--                of few others it is false too, so that the careful way to its state is taken in vain
-- landed_seq     the version of the record that was seen
-- context_id     what its container said
-- sighting_no    number of this row in the archive, in this build only; it says where in its file the record stood.
--                What is long and told of few is looked up there and in `archive.record`: key, wording, uid
with
  -- Numbers for keys: of the millions of records of a mailbox nearly all were seen once.
  seen as (
    select
      hash(record.source, record.key) as key_hash,
      count(*) as times
    from archive.sighting
    join archive.record using (landed_seq)
    group by key_hash
  ),
  seen_again as (
    select key_hash
    from seen
    where times > 1
  ),
  deleted as (
    select distinct
      source,
      part,
      uid
    from archive.absence
  )
select
  record.source,
  snapshot.part,
  snapshot.position,
  snapshot.observed_at,
  snapshot.seen_whole_at,
  hash(record.source, record.key) not in (from seen_again)
    and (record.source, snapshot.part, sighting.uid) not in (from deleted) as is_only,
  record.landed_seq,
  sighting.context_id,
  archive.sighting.rowid as sighting_no
from archive.sighting
join archive.record using (landed_seq)
join profiles.snapshot using (snapshot_id)
