-- The page's head: one row.
select
  as_of.as_of,
  (select name from me()) as owner,
  (select count(*) from person where is_current and not is_me) as people,
  (select count(*) from tie where last_contact_on > as_of.as_of - 365) as in_touch,
  (select count(*) from tie where rhythm in ('cooling', 'dormant')) as gone_quiet,
  (select count(distinct person_id) from former_colleague where certain_days > 0) as former_colleagues,
  (select count(distinct person_id) from classmate where certain_days > 0) as classmates,
  (
    select count(distinct (least(person_id_a, person_id_b), greatest(person_id_a, person_id_b)))
    from match_pair
    where decision = 'review'
  ) as to_judge
from as_of
