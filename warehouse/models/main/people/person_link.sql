-- key: person_id, url_key
-- One page or account of one person, all ways of writing it taken together.
--
-- person_id          whose
-- url                as written where it was seen last
-- url_key            normal form, by which the ways of writing are one page
-- link_kind          the network whose profile it is, `organization` for a company's page there, else `website`
-- labels             what sources call it
-- is_current         whether a current record says so
-- is_best            whether it is the one to show first
-- is_shared          whether several people have it now, such as a company's page
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      coalesce(url_key, url) as url_key,
      arg_max(url, (version, -ordinal)) as url,
      any_value(link_kind) as link_kind,
      coalesce(list_sort(list(distinct label) filter (where label is not null)), []) as labels,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((version, -ordinal)) as recency
    from profiles.link
    join resolved.person using (profile_id)
    group by all
  ),
  counted as (
    select
      *,
      count(*) filter (where is_current) over (partition by url_key) > 1 as is_shared
    from said
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by is_current desc, is_shared, source_count desc, recency desc, url_key
      ) as place
    from counted
  )
select
  person_id,
  url,
  url_key,
  link_kind,
  labels,
  is_current,
  is_current and place = 1 as is_best,
  is_shared,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
