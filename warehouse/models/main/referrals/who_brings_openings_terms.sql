-- macro: who_brings_openings_terms(of := null)
-- One term of the score of one person in `who_brings_openings`: the factors, the second shown by what it takes away of
-- the first. The points of a person sum to their score.
--
-- person_id  whose score
-- score      who_brings_openings
-- term       mutual_contacts or intensity
-- value      from 0 to 1: of mutual contacts most at the peak, of intensity most for the weakest tie
-- weight     1
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
select
  person_id,
  'who_brings_openings' as score,
  'mutual_contacts' as term,
  moderation as value,
  1::double as weight,
  moderation as points,
  why_moderation as why
from opener(of)
union all
select
  person_id,
  'who_brings_openings',
  'intensity',
  weakness,
  1,
  moderation * (weakness - 1),
  why_weakness
from opener(of)
order by
  person_id,
  term desc
