-- macro: who_can_refer_terms(company, role := null, of := null)
-- One term of the score of one person in `who_can_refer`. Access and the factors multiply, each shown by what it takes
-- away of the product so far; a recommendation and an endorsement add. The points of a person sum to their score.
--
-- person_id  whose score
-- score      who_can_refer
-- term       access, strength, role, seniority, tenure, freshness, recommended or endorsed
-- value      of the factors from 0 to 1; of the last two in how many directions, 0 to 2
-- weight     what one of it counts; 1 for a factor
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
select
  person_id,
  'who_can_refer' as score,
  entry.term,
  entry.value::double as value,
  entry.weight::double as weight,
  entry.points::double as points,
  entry.why
from (
  select
    person_id,
    unnest([
      {'place': 1, 'term': 'access', 'value': access, 'weight': 1, 'points': access, 'why': why_access},
      {
        'place': 2,
        'term': 'strength',
        'value': closeness,
        'weight': 1,
        'points': access * (closeness - 1),
        'why': why_closeness
      },
      {
        'place': 3,
        'term': 'role',
        'value': relevance,
        'weight': 1,
        'points': access * closeness * (relevance - 1),
        'why': why_relevance
      },
      {
        'place': 4,
        'term': 'seniority',
        'value': standing,
        'weight': 1,
        'points': access * closeness * relevance * (standing - 1),
        'why': why_standing
      },
      {
        'place': 5,
        'term': 'tenure',
        'value': tenure,
        'weight': 1,
        'points': access * closeness * relevance * standing * (tenure - 1),
        'why': why_tenure
      },
      {
        'place': 6,
        'term': 'freshness',
        'value': freshness,
        'weight': 1,
        'points': access * closeness * relevance * standing * tenure * (freshness - 1),
        'why': why_freshness
      },
      {
        'place': 7,
        'term': 'recommended',
        'value': recommended,
        'weight': weight_recommended.value,
        'points': recommended * weight_recommended.value,
        'why': why_recommended
      },
      {
        'place': 8,
        'term': 'endorsed',
        'value': endorsed,
        'weight': weight_endorsed.value,
        'points': endorsed * weight_endorsed.value,
        'why': why_endorsed
      }
    ]) as entry
  from referrer(company, role, of)
  join weight as weight_recommended on weight_recommended.name = 'refer_recommended'
  join weight as weight_endorsed on weight_endorsed.name = 'refer_endorsed'
) as listed
order by
  person_id,
  entry.place
