-- macro: opener(of := null)
-- Part of `who_brings_openings`: one person who was in contact with `of` and shares an acquaintance with them, with all
-- that the score of `who_brings_openings` is made of. Without `of`, the owner of the warehouse is meant.
--
-- person_id        who
-- name             what they are called
-- organization     where they work, as far as known
-- title            what they do there
-- mutual_contacts  people whom both know by mail or message
-- moderation       factor: 1 at the peak of mutual contacts, less on both sides
-- weakness         factor: 1 for the weakest tie
-- why_moderation   evidence in words
-- why_weakness     evidence in words
with
  own as (
    select known_id.person_id
    from known_id
    where known_id.any_id = coalesce(of, me())
  ),
  -- Of the owner it is known; of anybody else it is counted.
  another as (
    from own
    where own.person_id is distinct from me()
  ),
  known as (
    select neighbour_id as person_id
    from neighbour
    where person_id in (from another)
  ),
  among as (
    select
      person_id_a,
      person_id_b
    from acquaintance
    where person_id_a in (from known)
      and person_id_b in (from known)
  ),
  mutual as (
    select mutual_contact.*
    from mutual_contact
    cross join own
    where own.person_id = me()
    union all
    select
      person_id,
      count(*)
    from (
      select person_id_a as person_id
      from among
      union all
      select person_id_b
      from among
    )
    group by person_id
  ),
  constant as (
    select
      (select value from weight where name = 'openings_mutual_peak') as mutual_peak,
      (select value from weight where name = 'openings_strength_half') as strength_half
  )
select
  mutual.person_id,
  person.name,
  person.organization,
  person.title,
  mutual.mutual_contacts,
  mutual_contacts / mutual_peak * exp(1 - mutual_contacts / mutual_peak) as moderation,
  strength_half / (strength_half + tie.strength) as weakness,
  mutual_contacts || case when mutual_contacts = 1 then ' mutual contact' else ' mutual contacts' end as why_moderation,
  tie.contact_days || case when tie.contact_days = 1 then ' day' else ' days' end
    || ' of contact, the last ' || tie.last_contact_on as why_weakness
from mutual
join ties(of) as tie on tie.person_id = mutual.person_id
join person on person.person_id = mutual.person_id
cross join constant
where person.is_current
