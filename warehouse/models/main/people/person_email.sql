-- key: person_id, email_key
-- One e-mail address of one person, all ways of writing it taken together.
--
-- person_id          whose
-- email              as written where it was seen last
-- email_key          normal form, by which the ways of writing are one address
-- domain             what follows the @
-- labels             what sources call it: home, work …
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- is_shared          whether several people have it now, such as a family
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      coalesce(address_key, address) as email_key,
      arg_max(address, (is_current, last_observed_at, version, -ordinal)) as email,
      any_value(domain) as domain,
      coalesce(list_sort(list(distinct label) filter (where label is not null)), []) as labels,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((last_observed_at, version, -ordinal)) as recency
    from profiles.email
    join resolved.person using (profile_id)
    group by all
  ),
  counted as (
    select
      *,
      count(*) filter (where is_current) over (partition by email_key) > 1 as is_shared
    from said
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by is_current desc, is_shared, source_count desc, recency desc, email_key
      ) as place
    from counted
  )
select
  person_id,
  email,
  email_key,
  domain,
  labels,
  is_current,
  is_current and place = 1 as is_best,
  is_shared,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
