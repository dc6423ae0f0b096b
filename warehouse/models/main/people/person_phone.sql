-- key: person_id, phone_key
-- One phone number of one person, all ways of writing it taken together.
--
-- person_id          whose
-- phone              as written where it was seen last
-- phone_key          normal form, by which the ways of writing are one number
-- e164               the number with its country, +12025550123; null when it can't be completed
-- extension          digits behind a switchboard; null for none
-- country_code       of the country that gives such numbers, ISO 3166; null for a number of no country (+800 …), or one
--                    that can't be completed
-- kind               mobile, fixed, either (in America nobody can tell), or service (toll-free, premium …), by its
--                    digits; null when these don't tell
-- time_zone          the one time zone it can be in, such as Europe/Berlin; null when it can be in several
-- labels             what sources call it: cell, work …
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- is_shared          whether several people have it now, such as a landline
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      coalesce(phone.e164 || coalesce(';ext=' || extension, ''), number) as phone_key,
      arg_max(number, (version, -ordinal)) as phone,
      any_value(phone.e164) as e164,
      any_value(extension) filter (where phone.e164 is not null) as extension,
      any_value(country_code) as country_code,
      any_value(kind) as kind,
      any_value(time_zone) as time_zone,
      coalesce(list_sort(list(distinct label) filter (where label is not null)), []) as labels,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((version, -ordinal)) as recency
    from profiles.phone
    join resolved.person using (profile_id)
    group by all
  ),
  counted as (
    select
      *,
      count(*) filter (where is_current) over (partition by phone_key) > 1 as is_shared
    from said
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by is_current desc, is_shared, source_count desc, recency desc, phone_key
      ) as place
    from counted
  )
select
  person_id,
  phone,
  phone_key,
  e164,
  extension,
  country_code,
  kind,
  time_zone,
  labels,
  is_current,
  is_current and place = 1 as is_best,
  is_shared,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
