-- One record seen in one place of one snapshot.
--
-- source        where the record is from
-- key           the record's key, the same for all its versions
-- part          part of the source that the snapshot shows
-- position      of the snapshot in time
-- observed_at   of the snapshot (timestamp, UTC)
-- landed_seq    the version of the record that was seen
-- context_id    what its container said
-- content_hash  of the version
-- file          where it stood: name of the file or folder
-- member        path inside an archive file; empty outside one
-- ordinal       position among the records of its file, from 1
-- line          first line, from 1
-- uid           the server's own number
select
  record.source,
  record.key,
  snapshot.part,
  snapshot.position,
  snapshot.observed_at,
  record.landed_seq,
  sighting.context_id,
  record.content_hash,
  sighting.file,
  sighting.member,
  sighting.ordinal,
  sighting.line,
  sighting.uid
from archive.sighting
join archive.record using (landed_seq)
join profiles.snapshot using (snapshot_id)
