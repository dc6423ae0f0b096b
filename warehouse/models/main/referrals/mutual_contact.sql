-- key: person_id
-- One person whom the owner of the warehouse knows by mail or message, and how many others both know so: made ahead for
-- `who_brings_openings`. Who shares none is no row.
--
-- person_id        who
-- mutual_contacts  people whom both know by mail or message
with
  known as (
    select neighbour_id as person_id
    from neighbour
    where person_id = me()
  ),
  among as (
    select
      person_id_a,
      person_id_b
    from acquaintance
    where person_id_a in (from known)
      and person_id_b in (from known)
  )
select
  person_id,
  count(*)::integer as mutual_contacts
from (
  select person_id_a as person_id
  from among
  union all
  select person_id_b
  from among
)
group by person_id
order by person_id
