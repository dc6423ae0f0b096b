-- One record of one source as it is now: its current version, or, when it is gone, its last one.
--
-- source             where it is from
-- landed_seq         the version that the newest snapshot showed, of those parts that still have it
-- context_id         what that version's container said
-- is_present         whether any part of the source still has it
-- first_observed_at  first moment any version was seen (timestamp, UTC)
-- last_observed_at   last moment any version was seen (timestamp, UTC)
-- gone_since         when the last part turned out not to have it (timestamp, UTC); null while it is present
with
  -- Looked up before anything else is asked of them: these are few.
  seen as materialized (
    select
      sighting.*,
      record.key,
      record.content_hash,
      place.uid,
      place.file,
      place.member,
      place.ordinal
    from profiles.sighting
    join archive.record using (landed_seq)
    join archive.sighting as place on place.rowid = sighting.sighting_no
    where not sighting.is_only
  ),
  seen_again as (
    select
      source,
      landed_seq,
      context_id,
      bool_or(gone_since is null) over same_record as is_present,
      min(observed_at) over same_record as first_observed_at,
      max(observed_at) over same_record as last_observed_at,
      if(is_present, null, max(gone_since) over same_record) as gone_since
    from seen
    join profiles.part_state using (source, part, key, uid)
    window same_record as (partition by source, key)
    qualify row_number() over (
      partition by source, key
      order by
        part_state.gone_since is null desc,
        position desc,
        file,
        member,
        ordinal,
        content_hash,
        context_id
    ) = 1
  )
select
  source,
  landed_seq,
  context_id,
  seen_whole_at is null as is_present,
  observed_at as first_observed_at,
  observed_at as last_observed_at,
  seen_whole_at as gone_since
from profiles.sighting
where is_only
union all
from seen_again
