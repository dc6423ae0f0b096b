-- key: person_id, street, locality, region, postcode, country, text
-- One place where one person lives or works.
--
-- person_id          who
-- street             as written
-- locality           town
-- region             state or county
-- postcode           as written
-- country            as written
-- country_key        two letters of ISO 3166 where the name is known, else the folded name
-- country_code       capital letters of ISO 3166; null when the source names no country, or none that is known
-- text               the whole, where the source does not split it
-- labels             what sources call it: home, work …
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      street,
      locality,
      region,
      postcode,
      country,
      country_key,
      country_code,
      text,
      coalesce(list_sort(list(distinct label) filter (where label is not null)), []) as labels,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((version, -ordinal)) as recency
    from profiles.place
    join resolved.person using (profile_id)
    group by all
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by
          is_current desc,
          locality is not null desc,
          source_count desc,
          recency desc,
          street,
          locality,
          region,
          postcode,
          country,
          text
      ) as place
    from said
  )
select
  person_id,
  street,
  locality,
  region,
  postcode,
  country,
  country_key,
  country_code,
  text,
  labels,
  is_current,
  is_current and place = 1 as is_best,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
