-- macro: mentors_terms(skill, of := null)
-- One factor of the score by which `mentors` orders.
--
-- person_id  who
-- score      mentors
-- term       has_skill, standing or access
-- value      the factor, from 0 to 1
-- weight     what one of it counts: the product of those before it
-- points     by how much it changes the product
-- why        the evidence in words
with
  mentor as (
    from mentors(skill, of := of)
  )
select
  person_id,
  'mentors' as score,
  'has_skill' as term,
  has_skill as value,
  1.0::double as weight,
  has_skill as points,
  why
from mentor
union all
select
  person_id,
  'mentors',
  'standing',
  standing,
  has_skill,
  has_skill * standing - has_skill,
  why
from mentor
union all
select
  person_id,
  'mentors',
  'access',
  access,
  has_skill * standing,
  score - has_skill * standing,
  why
from mentor
order by
  person_id,
  term
