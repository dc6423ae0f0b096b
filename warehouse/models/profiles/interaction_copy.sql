-- One telling of one interaction: a reading of a record that shows it. The copies of a mail in several folders, files
-- and sources are tellings of the same one.
--
-- telling_no         number of the telling: that of the stored record, if this tells of nothing else and in one way
--                    only; else one below 0, see `told_again`
-- landed_seq         the stored record
-- context_id         what its container said
-- source             where it is from
-- interaction_id     number that all tellings of one interaction share, made from its key alone
-- is_only            whether no other telling has that number
-- with_senders       the senders that are part of its key, where several mails have one Message-ID; else null
-- version            the record version that tells
-- is_current         whether that is the current version of a record that is present
-- sent_at            when this telling says it was sent, else when it arrived; null when neither can be (timestamp,
--                    UTC)
-- first_observed_at  the same, else when the record was first seen (timestamp, UTC)
-- last_observed_at   the same, else when the record was last seen (timestamp, UTC)
with
  telling as (
    select
      coalesce(told_again.telling_no, interaction.landed_seq) as telling_no,
      interaction.landed_seq,
      interaction.context_id,
      interaction.source,
      interaction.interaction,
      interaction.sent_at as said_at,
      (
        -- What a key of these kinds is made of is the same in every source.
        md5_number_lower(
          if(
            regexp_matches(interaction.interaction, '^(mid|hdr|li):'),
            interaction.interaction,
            interaction.source || '/' || interaction.interaction
          )
        ) >> 1
      )::bigint as key_number
    from staged.interaction
    left join profiles.told_again using (landed_seq, context_id, interaction)
  ),
  again as (
    select key_number
    from telling
    group by key_number
    having count(*) > 1
  ),
  -- An address of mine stands for all, as a server may put its own in. A list that puts its address in the author's
  -- place says nothing of who wrote.
  sender as (
    select
      copy.telling_no,
      copy.key_number,
      if(
        party.address_key in (from profiles.owner_address),
        'me',
        party.address_key
      ) as sender
    from telling as copy
    semi join again using (key_number)
    join staged.party using (source, landed_seq, context_id, interaction)
    join staged.interaction using (source, landed_seq, context_id, interaction)
    where party.role = 'from'
      and starts_with(copy.interaction, 'mid:')
      and party.address_key is not null
      and party.address_key is distinct from interaction.list_post_key
      and replace(party.address_key, '@', '.') is distinct from interaction.list_id_key
      and party.not_person is distinct from 'list'
  ),
  -- Programs that count instead of drawing lots give two mails one Message-ID.
  of_many as (
    select key_number
    from sender
    group by key_number
    having min(sender) != max(sender)
  ),
  by_copy as (
    select
      telling_no,
      key_number,
      list_aggregate(list_sort(list(distinct sender)), 'string_agg', ', ') as senders
    from sender
    semi join of_many using (key_number)
    group by all
  ),
  other_mail as (
    from by_copy
    qualify senders != min(senders) over (partition by key_number)
  ),
  dated as (
    select
      telling.telling_no,
      telling.landed_seq,
      telling.context_id,
      telling.source,
      if(
        other_mail.senders is null,
        telling.key_number,
        (md5_number_lower(telling.interaction || ' from ' || other_mail.senders) >> 1)::bigint
      ) as interaction_id,
      telling.key_number not in (from again) as is_only,
      other_mail.senders as with_senders,
      record_version.version,
      record_version.is_current,
      record_version.first_observed_at,
      record_version.last_observed_at,
      telling.said_at,
      -- What arrived after it was stored, a day allowed for wrong clocks, or before there was mail for everyone, did so
      -- by a clock that was never set.
      if(
        record.changed_at between timestamp '1980-01-01' and record.landed_at + interval 1 day,
        record.changed_at,
        null
      ) as arrived_at,
      record.landed_at
    from telling
    join profiles.record_version using (landed_seq, context_id)
    join archive.record using (landed_seq)
    left join other_mail using (telling_no)
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
  telling_no,
  landed_seq,
  context_id,
  source,
  interaction_id,
  is_only,
  with_senders,
  version,
  is_current,
  sent_at,
  coalesce(sent_at, first_observed_at) as first_observed_at,
  coalesce(sent_at, last_observed_at) as last_observed_at
from believed
