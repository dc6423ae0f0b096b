-- One sender or recipient as one source knows them: an address with a name, or an account.
--
-- correspondent_no   number of this row, in this build only
-- mailbox_no         number of the address or account: the same under every name and in every source, in this build
--                    only
-- profile_id         whose view of one person it is; without contact with a person it is not in `profile`
-- source             whose view
-- subject            whom the source means
-- name               display name in the last message; null for none
-- address            as written there; null for an account
-- address_key        normal form; null for an account
-- domain             what follows the @
-- mail_site          the part of it that its owner registered
-- is_mailbox_site    whether anyone can have an address there, as far as known
-- has_personal_name  whether the name is made like a person's
-- not_person         what name and address alone say this is, where that is no person; see also the table `not_person`
-- not_person_reason  what in them says so
-- is_owner           whether this is the owner of the warehouse
with
  -- As in `owner_address`.
  owner_record as (
    from profiles.record_version
    where is_current
      or source != 'me'
  ),
  owner_account as (
    select distinct
      link.source,
      link.subject
    from staged.link
    semi join (
      select link.url_key
      from staged.link
      semi join owner_record using (source, landed_seq, context_id)
      where link.subject = 'me'
    ) as owned using (url_key)
    where link.url_key is not null
  ),
  last_shown as (
    from profiles.correspondent_shown
    qualify row_number() over (
      partition by source, subject
      order by last_observed_at desc, version desc, ordinal
    ) = 1
  )
select
  row_number() over (order by source, subject) as correspondent_no,
  dense_rank() over (order by address_key, if(address_key is null, source || '/' || subject, null)) as mailbox_no,
  profile_id,
  source,
  subject,
  name,
  address,
  address_key,
  domain,
  mail_site,
  is_mailbox_site,
  has_personal_name,
  not_person,
  not_person_reason,
  subject = 'me'
    or coalesce(
      address_key in (from profiles.owner_address)
      -- What I add to an address of mine, "cy+shop@", is mine, too.
      or regexp_replace(address_key, '([^+])[+][^@]*@', '\1@') in (from profiles.owner_address),
      false
    )
    or (source, subject) in (from owner_account) as is_owner
from last_shown
join profiles.subject using (source, subject)
order by correspondent_no
