-- macro: who_can_recommend_terms(of := null)
-- One term of the score of one person in `who_can_recommend`. What they saw adds up; the factors standing and strength
-- multiply that, each shown by what it takes away. The points of a person sum to their score.
--
-- person_id  whose score
-- score      who_can_recommend
-- term       overlap, same_unit, threads, recommended, endorsed, standing or strength
-- value      from 0 to 1
-- weight     what one of it counts; 1 for a factor
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
with
  constant as (
    select
      (select value from weight where name = 'recommend_same_unit') as same_unit_weight,
      (select value from weight where name = 'recommend_threads') as threads_weight,
      (select value from weight where name = 'recommend_recommended') as recommended_weight,
      (select value from weight where name = 'recommend_endorsed') as endorsed_weight
  ),
  listed as (
    select
      person_id,
      unnest([
        {'place': 1, 'term': 'overlap', 'value': overlap, 'weight': 1, 'points': overlap, 'why': why_overlap},
        {
          'place': 2,
          'term': 'same_unit',
          'value': same_unit,
          'weight': same_unit_weight,
          'points': same_unit * same_unit_weight,
          'why': case when same_unit = 1 then 'in one department' else 'no department known in common' end
        },
        {
          'place': 3,
          'term': 'threads',
          'value': threads,
          'weight': threads_weight,
          'points': threads * threads_weight,
          'why': why_threads
        },
        {
          'place': 4,
          'term': 'recommended',
          'value': recommended,
          'weight': recommended_weight,
          'points': recommended * recommended_weight,
          'why': case when recommended = 1 then 'recommended ' || of_name else 'no recommendation' end
        },
        {
          'place': 5,
          'term': 'endorsed',
          'value': endorsed,
          'weight': endorsed_weight,
          'points': endorsed * endorsed_weight,
          'why': case when endorsed = 1 then 'endorsed ' || of_name else 'no endorsement' end
        },
        {
          'place': 6,
          'term': 'standing',
          'value': standing,
          'weight': 1,
          'points': seen * (standing - 1),
          'why': why_standing
        },
        {
          'place': 7,
          'term': 'strength',
          'value': closeness,
          'weight': 1,
          'points': seen * standing * (closeness - 1),
          'why': why_closeness
        }
      ]) as entry
    from recommender(of)
    cross join constant
  )
select
  person_id,
  'who_can_recommend' as score,
  entry.term,
  entry.value::double as value,
  entry.weight::double as weight,
  entry.points::double as points,
  entry.why
from listed
order by
  person_id,
  entry.place
