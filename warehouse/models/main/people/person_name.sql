-- key: person_id, name_key
-- One name of one person, all ways of writing it taken together.
--
-- person_id          whose
-- name               as written; the way seen last, and not in capitals throughout if there is another
-- name_key           normal form, by which the ways of writing are one name
-- given_name         given name, where a source tells it apart
-- family_name        family name
-- kinds              name, nickname, maiden or phonetic: all that sources call it
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      coalesce(name_key, name) as name_key,
      -- Rather as it is said than "Family, Given" or in capitals.
      arg_max(
        name,
        (is_current, name not like '%,%', name != upper(name), last_observed_at, version, -ordinal)
      ) as name,
      arg_max(given, (is_current, given != upper(given), last_observed_at, version, -ordinal)) as given_name,
      arg_max(family, (is_current, family != upper(family), last_observed_at, version, -ordinal)) as family_name,
      list_sort(list(distinct kind)) as kinds,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((last_observed_at, version, -ordinal)) as recency
    from profiles.name
    join resolved.person using (profile_id)
    where coalesce(name_key, name) is not null
    group by all
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by is_current desc, 'name' in kinds desc, source_count desc, recency desc, name_key
      ) as place,
      person_id in (
        select person_id
        from resolved.person
        join profiles.profile using (profile_id)
        where is_present
      ) as person_is_current
    from said
  )
select
  person_id,
  name,
  name_key,
  given_name,
  family_name,
  kinds,
  is_current,
  -- A person who is gone keeps a name, to be recognised by.
  place = 1 and (is_current or not person_is_current) as is_best,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
