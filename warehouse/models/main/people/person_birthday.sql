-- key: person_id, year, month, day
-- One day of birth that sources give one person.
--
-- person_id          whose
-- year               null when not said
-- month              1 to 12; null when not said
-- day                1 to 31; null when not said
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- source_count       sources that say so now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      year,
      month,
      day,
      bool_or(is_current) as is_current,
      coalesce(
        nullif(count(distinct source) filter (where is_current), 0),
        count(distinct source)
      ) as source_count,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((version, -ordinal)) as recency
    from profiles.birthday
    join resolved.person using (profile_id)
    where coalesce(year, month, day) is not null
    group by all
  ),
  ranked as (
    select
      *,
      -- A date without its year does not contradict the whole date, so the whole one goes first.
      row_number() over (
        partition by person_id
        order by is_current desc, year + month + day is not null desc, source_count desc, recency desc
      ) as place
    from said
  )
select
  person_id,
  year,
  month,
  day,
  is_current,
  is_current and place = 1 as is_best,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
