-- One way in which messages of one source show one sender or recipient: a display name and an address as written.
--
-- shown_no           number of this row, in this build only
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
  counted as (
    select
      shown_no,
      min(party_no) as party_no,
      count(*) as times,
      bool_or(is_current) as is_current,
      -- The highest version, and in it the first place, in one number.
      max(version * 1_000_000 - party_shown.ordinal) as recency,
      min(first_observed_at) as first_observed_at,
      max(last_observed_at) as last_observed_at
    from profiles.party_shown
    join profiles.interaction_copy using (telling_no)
    group by shown_no
  )
select
  counted.shown_no,
  party.source,
  party.subject,
  party.name,
  party.address,
  party.name_key,
  party.given_key,
  party.family_key,
  party.address_key,
  party.domain,
  party.mail_site,
  party.is_mailbox_site,
  party.has_personal_name,
  party.not_person,
  party.not_person_reason,
  counted.times,
  counted.is_current,
  (counted.recency + 999_999) // 1_000_000 as version,
  (counted.recency + 999_999) // 1_000_000 * 1_000_000 - counted.recency as ordinal,
  counted.first_observed_at,
  counted.last_observed_at
from counted
join staged.party on staged.party.rowid = counted.party_no
