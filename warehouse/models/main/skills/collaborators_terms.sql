-- macro: collaborators_terms(skills, of := null)
-- One term of the score of one person in `collaborators`. The skills they bring add up; overlap, strength and threads
-- multiply that, each shown by what it takes away. The points of a person sum to their score.
--
-- person_id  whose score
-- score      collaborators
-- term       skill: and its name; or overlap, strength or threads
-- value      of a skill the confidence that they have it; of the others a factor from 0 to 1
-- weight     of a skill its idf, see `person_skill`; 1 for a factor
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
with
  listed as (
    select
      person_id,
      unnest(
        list_transform(
          brings,
          lambda brought, place: {
            'place': place,
            'term': 'skill: ' || brought.skill,
            'value': brought.confidence,
            'weight': brought.idf,
            'points': brought.confidence * brought.idf,
            'why': brought.why
          }
        ) || [
          {
            'place': 1000001,
            'term': 'overlap',
            'value': overlap,
            'weight': 1,
            'points': complement * (overlap - 1),
            'why': why_overlap
          },
          {
            'place': 1000002,
            'term': 'strength',
            'value': closeness,
            'weight': 1,
            'points': complement * overlap * (closeness - 1),
            'why': why_closeness
          },
          {
            'place': 1000003,
            'term': 'threads',
            'value': threads,
            'weight': 1,
            'points': complement * overlap * closeness * (threads - 1),
            'why': why_threads
          }
        ]
      ) as entry
    from collaborator(skills, of)
  )
select
  person_id,
  'collaborators' as score,
  entry.term,
  entry.value,
  entry.weight,
  entry.points,
  entry.why
from listed
order by
  person_id,
  entry.place
