-- One telling of one interaction: a reading of a record that shows it. The copies of a mail in several folders, files
-- and sources are tellings of the same one.
--
-- landed_seq         the stored record
-- context_id         what its container said
-- source             where it is from
-- interaction        the source's key for it
-- interaction_key    what it is known by everywhere: `mid:` and the Message-ID, `hdr:` and a digest of what a mail
--                    without one says of itself, `li:` and one of a LinkedIn message, else the source and its own key;
--                    of several mails under one Message-ID all but one also have their senders in it
-- interaction_id     number that all tellings of one interaction share, made from that alone
-- version            the record version that tells
-- is_current         whether that is the current version of a record that is present
-- sent_at            when this telling says it was sent, else when it arrived; null when neither can be (timestamp,
--                    UTC)
-- first_observed_at  the same, else when the record was first seen (timestamp, UTC)
-- last_observed_at   the same, else when the record was last seen (timestamp, UTC)
with
  -- An address of mine stands for all, as a server may put its own in. A list that puts its address in the author's
  -- place says nothing of who wrote.
  sender as (
    select
      party.source,
      party.landed_seq,
      party.context_id,
      party.interaction,
      if(
        party.address_key in (from profiles.owner_address),
        'me',
        party.address_key
      ) as sender
    from staged.party
    join staged.interaction using (source, landed_seq, context_id, interaction)
    where party.role = 'from'
      and starts_with(party.interaction, 'mid:')
      and party.address_key is not null
      and party.address_key is distinct from interaction.list_post_key
      and replace(party.address_key, '@', '.') is distinct from interaction.list_id_key
      and party.not_person is distinct from 'list'
  ),
  -- Programs that count instead of drawing lots give two mails one Message-ID.
  of_many as (
    select interaction
    from sender
    group by interaction
    having min(sender) != max(sender)
  ),
  by_copy as (
    select
      source,
      landed_seq,
      context_id,
      interaction,
      list_aggregate(list_sort(list(distinct sender)), 'string_agg', ', ') as senders
    from sender
    semi join of_many using (interaction)
    group by all
  ),
  other_mail as (
    from by_copy
    qualify senders != min(senders) over (partition by interaction)
  ),
  dated as (
    select
      interaction.landed_seq,
      interaction.context_id,
      interaction.source,
      interaction.interaction,
      -- What a key of these kinds is made of is the same in every source.
      case
        when other_mail.senders is not null then interaction.interaction || ' from ' || other_mail.senders
        when regexp_matches(interaction.interaction, '^(mid|hdr|li):') then interaction.interaction
        else interaction.source || '/' || interaction.interaction
      end as interaction_key,
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
    left join other_mail using (source, landed_seq, context_id, interaction)
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
  interaction_key,
  -- Half of a digest serves as number: two of 5,000,000 are alike with a chance of one in a million.
  (md5_number_lower(interaction_key) >> 1)::bigint as interaction_id,
  version,
  is_current,
  sent_at,
  coalesce(sent_at, first_observed_at) as first_observed_at,
  coalesce(sent_at, last_observed_at) as last_observed_at
from believed
