-- One job change: the 25 newest, by the day by which it had happened.
select
  coalesce(job_change.name, 'no name') as name,
  from_organization,
  to_organization,
  to_title,
  earliest_on,
  latest_on,
  is_certain,
  known_by,
  count(*) over () as changes
from job_change
order by
  latest_on desc nulls last,
  person_id,
  change_no desc
limit 25
