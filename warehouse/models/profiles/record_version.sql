-- One version of a record, as its container presented it.
--
-- version            a number that ranks what to believe: current before past, then the later seen
-- landed_seq         the stored record
-- context_id         what its container said
-- source             where it is from
-- is_current         whether it is the current version of a record that is present
-- first_observed_at  first moment it was seen (timestamp, UTC)
-- last_observed_at   last moment it was seen (timestamp, UTC)
-- sighting_no        where it was last seen, see `sighting`
with
  seen_again as (
    select
      sighting.*,
      min(observed_at) over same_version as first_observed_at,
      max(observed_at) over same_version as last_observed_at
    from profiles.sighting
    join archive.sighting as place on place.rowid = sighting_no
    where not is_only
    window same_version as (partition by sighting.landed_seq, sighting.context_id)
    qualify row_number() over (
      partition by sighting.landed_seq, sighting.context_id
      order by position desc, place.file, place.member, place.ordinal, place.line, place.uid
    ) = 1
  ),
  present as (
    select
      landed_seq,
      context_id
    from profiles.record_state
    where is_present
      and landed_seq in (select again.landed_seq from profiles.sighting as again where not again.is_only)
  ),
  believed as (
    select
      sighting_no,
      source,
      landed_seq,
      seen_whole_at is null as is_current,
      observed_at as first_observed_at,
      observed_at as last_observed_at,
      -- No other version has its key, so that nothing comes after that in the order below.
      false as is_again,
      '' as context
    from profiles.sighting
    where is_only
    union all
    select
      sighting_no,
      source,
      landed_seq,
      (landed_seq, context_id) in (from present),
      first_observed_at,
      last_observed_at,
      true,
      context_id
    from seen_again
  ),
  -- The numbers alone are sorted.
  ranked as (
    select
      sighting_no,
      is_current,
      first_observed_at,
      last_observed_at,
      row_number() over (
        order by
          is_current,
          last_observed_at,
          believed.source,
          record.key,
          if(is_again, record.content_hash || ' ' || context, '')
      ) as version
    from believed
    join archive.record using (landed_seq)
  )
select
  ranked.version,
  sighting.landed_seq,
  sighting.context_id,
  sighting.source,
  ranked.is_current,
  ranked.first_observed_at,
  ranked.last_observed_at,
  sighting_no
from profiles.sighting
join ranked using (sighting_no)
