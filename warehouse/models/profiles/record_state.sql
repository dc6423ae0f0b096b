-- One record of one source as it is now: its current version, or, when it is gone, its last one.
--
-- source             where it is from
-- key                the record's key
-- landed_seq         the version that the newest snapshot showed, of those parts that still have it
-- context_id         what that version's container said
-- is_present         whether any part of the source still has it
-- first_observed_at  first moment any version was seen (timestamp, UTC)
-- last_observed_at   last moment any version was seen (timestamp, UTC)
-- gone_since         when the last part turned out not to have it (timestamp, UTC); null while it is present
-- file               where it stood when last seen
-- member             path inside an archive file
-- ordinal            position in its file, from 1
-- line               first line, from 1
-- uid                the server's own number
select
  source,
  key,
  landed_seq,
  context_id,
  bool_or(gone_since is null) over same_record as is_present,
  min(observed_at) over same_record as first_observed_at,
  max(observed_at) over same_record as last_observed_at,
  if(is_present, null, max(gone_since) over same_record) as gone_since,
  file,
  member,
  ordinal,
  line,
  uid
from profiles.sighting
join profiles.part_state using (source, part, key, uid)
window same_record as (partition by source, key)
qualify row_number() over (
  partition by source, key
  order by part_state.gone_since is null desc, position desc, file, member, ordinal, content_hash, context_id
) = 1
order by source, key
