-- One organization where the owner is or was, with its years as they are drawn, and how many people share it.
with
  post as (
    select
      *,
      coalesce(start_lo, start_hi) as began_on,
      case
        when is_current then null
        else coalesce(end_hi, end_lo)
      end as ended_on
    from affiliation
    where person_id = me()
      and organization_id is not null
  ),
  station as (
    select
      organization_id,
      any_value(organization) as organization,
      kind,
      min(began_on) as began_on,
      max(ended_on) as ended_on,
      coalesce(bool_or(is_current), false) as is_current,
      list_distinct(list(title order by began_on, post_no) filter (title is not null)) as titles,
      arg_max(title, (began_on, post_no)) filter (title is not null) as last_title
    from post
    group by
      organization_id,
      kind
  ),
  shared as (
    select
      organization_id,
      kind,
      count(*) filter (certain_days > 0) as certain_people,
      count(*) filter (certain_days = 0 and is_possible) as possible_people
    from shared_history
    group by
      organization_id,
      kind
  )
select
  row_number() over (order by began_on nulls last, organization_id, kind) as station_no,
  station.*,
  coalesce(certain_people, 0) as certain_people,
  coalesce(possible_people, 0) as possible_people,
  year(began_on) + (dayofyear(began_on) - 1) / 365.25 as from_year,
  year(least(coalesce(ended_on, as_of), as_of)) + dayofyear(least(coalesce(ended_on, as_of), as_of)) / 365.25 as to_year
from station
left join shared using (organization_id, kind)
cross join as_of
order by station_no
