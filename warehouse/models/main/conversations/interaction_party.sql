-- One person in one role of one interaction, or one address that is no person's.
--
-- interaction_id     which interaction
-- person_id          who; null when it is no person, or one that contact was never had with
-- role               from, sender, reply_to, to, cc or bcc
-- position           place among those of that role, from 1
-- name               as shown, in the last message of the same address and name; null for none
-- email              as shown; null where the source shows an account
-- not_person         what it is instead of a person: no_reply, role, robot, relay, bounce, calendar, list or
--                    bulk_sender; stranger for a person of lists and crowds only; null for a person
-- not_person_reason  the evidence in words; null for a person
-- is_me              whether this is the owner of the warehouse
with
  owner as (
    select person_id
    from resolved.person
    join profiles.profile using (profile_id)
    where is_owner
      and is_present
  ),
  known as (
    select
      correspondent.*,
      person.person_id,
      case
        when person.person_id is not null then dense_rank() over (order by person.person_id)
        else -mailbox_no
      end as who,
      coalesce(person.person_id in (from owner), false) as is_me
    from profiles.correspondent
    left join resolved.person using (profile_id)
  ),
  took_part as (
    select
      party.interaction_id,
      party.role::party_role as role,
      known.who,
      min(party.position) as position,
      -- Of several addresses of one person the first; both in one number.
      min(party.position * 1_000_000_000::bigint + party.correspondent_no) % 1_000_000_000 as correspondent_no
    from profiles.party
    join known using (correspondent_no)
    group by
      party.interaction_id,
      party.role,
      known.who
  ),
  -- The numbers alone are sorted; what follows keeps their order.
  sorted as materialized (
    select
      interaction_id,
      role,
      position,
      correspondent_no
    from took_part
    order by all
  ),
  shown as (
    select
      known.correspondent_no,
      known.person_id,
      known.name,
      known.address as email,
      case
        when known.person_id is null then coalesce(not_person.not_person, 'stranger')
      end as not_person,
      case
        when known.person_id is null
          then coalesce(not_person.not_person_reason, 'takes part in nothing that is contact between people')
      end as not_person_reason,
      known.is_me
    from known
    left join profiles.not_person using (correspondent_no)
  )
select
  interaction_id,
  person_id,
  role,
  position,
  name,
  email,
  not_person,
  not_person_reason,
  is_me
from sorted
join shown using (correspondent_no)
