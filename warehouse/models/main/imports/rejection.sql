-- One record, or one value of it, that could not be believed. The record itself is kept, byte for byte.
--
-- source      where it is from
-- record_key  the record's key
-- reason      why
-- field       which place inside the record; null for the whole of it
-- raw_text    the record's first 10,000 characters; bytes that are no UTF-8 show as \xNN
-- raw_bytes   length of the whole record
-- file        where it stood when last seen
-- member      path inside an archive file; empty outside one
-- ordinal     position among the records of its file, from 1
-- line        first line, from 1
-- uid         the server's own number
-- is_current  whether this version of the record is still there
select
  rejected.source,
  record.key as record_key,
  rejected.reason,
  rejected.field,
  coalesce(try(decode(record.raw)), record.raw::varchar)[:10_000] as raw_text,
  octet_length(record.raw) as raw_bytes,
  place.file,
  place.member,
  place.ordinal,
  place.line,
  place.uid,
  record_version.is_current
from staged.rejected
join archive.record using (landed_seq)
join profiles.record_version using (landed_seq, context_id)
join archive.sighting as place on place.rowid = record_version.sighting_no
order by rejected.source, place.file, place.member, place.ordinal, record_key, field, reason
