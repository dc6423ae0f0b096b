-- One telling of one interaction: a reading of a record that shows it. The copies of a mail in several folders, files
-- and sources are tellings of the same one.
--
-- landed_seq         the stored record
-- context_id         what its container said
-- source             where it is from
-- interaction        the source's key for it
-- interaction_id     number that all tellings of one interaction share, made from its key alone
-- version            the record version that tells
-- is_current         whether that is the current version of a record that is present
-- sent_at            when this telling says it was sent, else when it arrived; null when neither can be (timestamp, UTC)
-- first_observed_at  the same, else when the record was first seen (timestamp, UTC)
-- last_observed_at   the same, else when the record was last seen (timestamp, UTC)
with
  dated as (
    select
      interaction.landed_seq,
      interaction.context_id,
      interaction.source,
      interaction.interaction,
      -- Only Message-IDs mean the same everywhere. Half of a digest serves as number: two of 5,000,000 are alike with a
      -- chance of one in a million.
      (
        md5_number_lower(
          if(
            starts_with(interaction.interaction, 'mid:'),
            interaction.interaction,
            interaction.source || '/' || interaction.interaction
          )
        ) >> 1
      )::bigint as interaction_id,
      record_version.version,
      record_version.is_current,
      record_version.first_observed_at,
      record_version.last_observed_at,
      interaction.sent_at as said_at,
      -- What arrived after it was stored, a day allowed for wrong clocks, or before there was mail for everyone, did so
      -- by a clock that was never set.
      if(
        record.changed_at between timestamp '1980-01-01' and record.landed_at + interval 1 day,
        record.changed_at,
        null
      ) as arrived_at,
      record.landed_at
    from staged.interaction
    join profiles.record_version using (source, landed_seq, context_id)
    join archive.record using (landed_seq)
  ),
  believed as (
    select
      *,
      -- Nothing is sent after it arrived.
      if(
        said_at between timestamp '1980-01-01' and coalesce(arrived_at, landed_at) + interval 1 day,
        said_at,
        arrived_at
      ) as sent_at
    from dated
  )
select
  landed_seq,
  context_id,
  source,
  interaction,
  interaction_id,
  version,
  is_current,
  sent_at,
  coalesce(sent_at, first_observed_at) as first_observed_at,
  coalesce(sent_at, last_observed_at) as last_observed_at
from believed
