-- One value that one source gives one person, and the newest record that says so.
--
-- person_id    who
-- attribute    name, email, phone, link, birthday, organization or place
-- value        as written
-- source       who says so
-- profile_id   of which profile
-- record_key   in which record
-- file         where that stood when last seen: name of the file or folder
-- member       path inside an archive file; empty outside one
-- ordinal      position among the records of its file, from 1
-- line         first line, from 1
-- uid          the server's own number
-- observed_on  last day a record of the profile said so (UTC)
-- is_current   whether a present record says so
-- is_best      whether it is the value that `person` shows, perhaps written another way
with
  said as (
    select
      person_id,
      profile_id,
      'name' as attribute,
      said.name as value,
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.name as said
    join resolved.person using (profile_id)
    join person_name using (person_id)
    where person_name.name_key = coalesce(said.name_key, said.name)
    union all
    select
      person_id,
      profile_id,
      'email',
      said.address,
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.email as said
    join resolved.person using (profile_id)
    join person_email using (person_id)
    where person_email.email_key = coalesce(said.address_key, said.address)
    union all
    select
      person_id,
      profile_id,
      'phone',
      said.number,
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.phone as said
    join resolved.person using (profile_id)
    join person_phone using (person_id)
    where person_phone.phone_key = coalesce(said.e164 || coalesce(';ext=' || said.extension, ''), said.number)
    union all
    select
      person_id,
      profile_id,
      'link',
      said.url,
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.link as said
    join resolved.person using (profile_id)
    join person_link using (person_id)
    where person_link.url_key = coalesce(said.url_key, said.url)
    union all
    select
      person_id,
      profile_id,
      'birthday',
      concat_ws(
        '-',
        coalesce(said.year::varchar, '-'),
        lpad(said.month::varchar, 2, '0'),
        lpad(said.day::varchar, 2, '0')
      ),
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.birthday as said
    join resolved.person using (profile_id)
    join person_birthday using (person_id)
    where (person_birthday.year, person_birthday.month, person_birthday.day)
      is not distinct from (said.year, said.month, said.day)
    union all
    select
      person_id,
      profile_id,
      'organization',
      concat_ws(', ', said.title, said.unit, said.organization),
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.organization as said
    join resolved.person using (profile_id)
    join person_organization using (person_id)
    where person_organization.organization_key = coalesce(said.organization_key, said.organization)
      and person_organization.title is not distinct from said.title
      and person_organization.kind = said.kind
    union all
    select
      person_id,
      profile_id,
      'place',
      coalesce(
        nullif(concat_ws(', ', said.street, said.postcode, said.locality, said.region, said.country), ''),
        said.text
      ),
      version,
      said.last_observed_at,
      said.is_current,
      is_best
    from profiles.place as said
    join resolved.person using (profile_id)
    join person_place using (person_id)
    where (person_place.street, person_place.locality, person_place.region)
        is not distinct from (said.street, said.locality, said.region)
      and (person_place.postcode, person_place.country, person_place.text)
        is not distinct from (said.postcode, said.country, said.text)
  )
-- Equal rows come from one value under two labels.
select distinct
  said.person_id,
  said.attribute,
  said.value,
  record_version.source,
  said.profile_id,
  record.key as record_key,
  place.file,
  place.member,
  place.ordinal,
  place.line,
  place.uid,
  said.last_observed_at::date as observed_on,
  said.is_current,
  said.is_best
from said
join profiles.record_version using (version)
join archive.record on record.landed_seq = record_version.landed_seq
join archive.sighting as place on place.rowid = record_version.sighting_no
order by person_id, attribute, is_best desc, is_current desc, value, source, profile_id, record_key, observed_on
