-- key: person_id
-- One person, with the best value of each attribute: of those that current records state, the one that most sources
-- agree on, then the one seen last. Who is gone from every source keeps a name and nothing else.
--
-- person_id      who; `person_of(id)` also knows the ids of before a merge
-- name           what they are called
-- given_name     given name, where a source tells it apart
-- family_name    family name
-- email          best e-mail address, one of their own before a shared one
-- phone          best phone number: +12025550123 where it can be completed, else as written
-- organization   where they work, or what is said instead, such as "Self-employed"; null when not known; of several
--                posts the one in `present_post`
-- title          what they do there
-- birth_year     year of birth; null when unknown
-- birth_month    1 to 12
-- birth_day      1 to 31
-- locality       town
-- region         state or county
-- country        as written
-- country_code   two letters of ISO 3166: of that place, else of their phone numbers if all are of one country; null
--                when neither tells
-- is_me          whether this is the owner of the warehouse
-- is_current     whether any source still has them
-- profile_count  profiles that are this person, past ones too
-- source_count   sources that have or had them
-- first_seen_on  day of the first observation of them (UTC)
-- last_seen_on   day of the last (UTC)
with
  known as (
    select
      person_id,
      coalesce(bool_or(is_owner and is_present), false) as is_me,
      bool_or(is_present) as is_current,
      count(*) as profile_count,
      count(distinct source) as source_count,
      min(first_observed_at)::date as first_seen_on,
      max(last_observed_at)::date as last_seen_on
    from resolved.person
    join profiles.profile using (profile_id)
    group by person_id
  ),
  calling as (
    select
      person_id,
      any_value(country_code) as country_code
    from person_phone
    where is_current
    group by person_id
    having count(distinct country_code) = 1
  )
select
  known.person_id,
  person_name.name,
  person_name.given_name,
  person_name.family_name,
  person_email.email,
  coalesce(person_phone.e164, person_phone.phone) as phone,
  coalesce(person_organization.organization, present_post.organization) as organization,
  coalesce(person_organization.title, present_post.title) as title,
  person_birthday.year as birth_year,
  person_birthday.month as birth_month,
  person_birthday.day as birth_day,
  person_place.locality,
  person_place.region,
  person_place.country,
  coalesce(person_place.country_code, calling.country_code) as country_code,
  known.is_me,
  known.is_current,
  known.profile_count,
  known.source_count,
  known.first_seen_on,
  known.last_seen_on
from known
left join person_name on person_name.person_id = known.person_id and person_name.is_best
left join person_email on person_email.person_id = known.person_id and person_email.is_best
left join person_phone on person_phone.person_id = known.person_id and person_phone.is_best
left join person_organization on person_organization.person_id = known.person_id and person_organization.is_best
left join present_post on present_post.person_id = known.person_id and known.is_current
left join person_birthday on person_birthday.person_id = known.person_id and person_birthday.is_best
left join person_place on person_place.person_id = known.person_id and person_place.is_best
left join calling on calling.person_id = known.person_id and person_place.country is null
order by known.person_id
