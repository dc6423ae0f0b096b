-- One quarter since the first contact: with how many people there was contact, and with how many for the first time.
with
  quarter as (
    select unnest(generate_series(
      date_trunc('quarter', min(day)), date_trunc('quarter', max(as_of)), interval 3 months
    ))::date as quarter
    from contact_day, as_of
  ),
  met as (
    select
      date_trunc('quarter', day)::date as quarter,
      count(distinct person_id) as people
    from contact_day
    group by all
  ),
  first_met as (
    select
      date_trunc('quarter', first_contact_on)::date as quarter,
      count(*) as newly_met
    from tie
    group by all
  )
select
  quarter,
  year(quarter) as year,
  quarter(quarter) as quarter_no,
  year(quarter) + (quarter(quarter) - 1) / 4 as at_year,
  coalesce(people, 0) as people,
  coalesce(newly_met, 0) as newly_met,
  coalesce(people, 0) - coalesce(newly_met, 0) as met_again
from quarter
left join met using (quarter)
left join first_met using (quarter)
order by quarter
