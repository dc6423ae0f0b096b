-- Pairs not compared yet that would end up in one person: compared before anything is joined, so that a chain of good
-- pairs does not join its ends against the evidence. `component`: profile_id, component (of the pairs that would join).

create or replace table pair as
with small as (
  select profile_id, component
  from component
  qualify count(*) over (partition by component) between 3 and getvariable('closure')
)
select x.profile_id as a, y.profile_id as b
from small as x
join small as y
  on y.component = x.component
 and x.profile_id < y.profile_id
anti join scored on scored.a = x.profile_id and scored.b = y.profile_id;
