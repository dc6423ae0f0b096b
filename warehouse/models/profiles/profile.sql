-- One source's view of one person. A subject that only messages show is one if its address ever took part in contact
-- between people, or some source gives the address as somebody's; newsletters, robots and desks are none.
--
-- profile_id         keyed hash of source and subject
-- source             whose view
-- subject_key        whom the source means; of several aliases the one that landed first
-- first_landed_seq   the first record that speaks of them
-- is_present         whether a record that is present still speaks of them
-- is_owner           whether the source says that this is the owner of the warehouse
-- is_correspondent   whether only messages speak of them, so that their name is nobody's word but their own
-- snapshot_group     profiles with the same value are entries of one list whose program already merged its doubles;
--                    null where nothing is known
-- first_observed_at  first moment a record spoke of them (timestamp, UTC)
-- last_observed_at   last moment a record spoke of them (timestamp, UTC)
with
  owner as (
    select distinct profile_id
    from profiles.correspondent
    where is_owner
  ),
  known as (
    select
      profile_id,
      source,
      arg_min(subject, (first_landed_seq, subject)) as subject_key,
      min(first_landed_seq) as first_landed_seq,
      bool_or(subject = 'me' or profile_id in (from owner)) as is_owner
    from profiles.subject
    group by
      profile_id,
      source
  ),
  given_address as (
    select distinct email.address_key
    from staged.email
    where email.address_key is not null
  ),
  mailbox_in_contact as (
    select distinct correspondent.mailbox_no
    from profiles.party
    join profiles.interaction using (interaction_id)
    join profiles.correspondent using (correspondent_no)
    anti join profiles.not_person using (correspondent_no)
    where party.role in ('from', 'to', 'cc', 'bcc')
      and interaction.not_contact is null
  ),
  somebody as (
    select distinct correspondent.profile_id
    from profiles.correspondent
    anti join profiles.not_person using (correspondent_no)
    where correspondent.mailbox_no in (from mailbox_in_contact)
      or coalesce(correspondent.address_key in (from given_address), false)
  ),
  mentioned as (
    select
      profile_id,
      bool_and(is_message) as is_in_messages_only,
      bool_or(is_current) as is_present,
      min(first_observed_at) as first_observed_at,
      max(last_observed_at) as last_observed_at
    from profiles.mention
    group by all
  )
select
  profile_id,
  source,
  subject_key,
  first_landed_seq,
  is_present,
  is_owner,
  is_in_messages_only as is_correspondent,
  null::varchar as snapshot_group,
  first_observed_at,
  last_observed_at
from known
join mentioned using (profile_id)
where not is_in_messages_only
  or is_owner
  or profile_id in (from somebody)
order by profile_id
