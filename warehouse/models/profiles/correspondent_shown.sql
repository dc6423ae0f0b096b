-- One way in which messages of one source show one sender or recipient: a display name and an address as written.
--
-- source             whose messages
-- subject            whom the source means
-- name               as written; null for none
-- address            as written; null for an account
-- name_key           normal form of the name
-- given_key          normal form of the given name
-- family_key         normal form of the family name
-- address_key        normal form of the address
-- domain             what follows the @
-- mail_site          the part of it that its owner registered
-- is_mailbox_site    whether anyone can have an address there, as far as known
-- has_personal_name  whether the name is made like a person's
-- not_person         what name and address alone say this is, where that is no person: no_reply, role, robot …
-- not_person_reason  what in them says so
-- times              how often
-- is_current         whether a current record says so
-- version            the record version to believe most of those that say so
-- ordinal            place among the claims of that record, from its top
-- first_observed_at  when the first such message was sent, else first seen (timestamp, UTC)
-- last_observed_at   when the last was (timestamp, UTC)
with
  shown as (
    select
      source,
      subject,
      name,
      address,
      any_value(name_key) as name_key,
      any_value(given_key) as given_key,
      any_value(family_key) as family_key,
      any_value(address_key) as address_key,
      any_value(domain) as domain,
      any_value(mail_site) as mail_site,
      any_value(is_mailbox_site) as is_mailbox_site,
      any_value(has_personal_name) as has_personal_name,
      any_value(not_person) as not_person,
      any_value(not_person_reason) as not_person_reason,
      count(*) as times,
      bool_or(is_current) as is_current,
      -- The highest version, and in it the first place, in one number.
      max(version * 1_000_000 - party.ordinal) as recency,
      min(first_observed_at) as first_observed_at,
      max(last_observed_at) as last_observed_at
    from staged.party
    join profiles.interaction_copy using (source, landed_seq, context_id, interaction)
    group by
      source,
      subject,
      name,
      address
  )
select
  source,
  subject,
  name,
  address,
  name_key,
  given_key,
  family_key,
  address_key,
  domain,
  mail_site,
  is_mailbox_site,
  has_personal_name,
  not_person,
  not_person_reason,
  times,
  is_current,
  (recency + 999_999) // 1_000_000 as version,
  (recency + 999_999) // 1_000_000 * 1_000_000 - recency as ordinal,
  first_observed_at,
  last_observed_at
from shown
