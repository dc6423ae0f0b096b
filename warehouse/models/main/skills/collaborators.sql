-- macro: collaborators(skills, of := null)
-- One person who brings skills that are asked for and that `of` lacks, best first: rare and sure skills count more (idf
-- × confidence, see `person_skill`), × trust by time certainly together, strength of the tie and threads together.
-- Without `of`, the owner of the warehouse is meant. `collaborators_terms` shows every term.
--
-- person_id  who
-- name       what they are called
-- skills     what they bring, surest and rarest first
-- score      sum over the skills × trust; no upper bound that tells anything
-- weakest    what holds it back most: skills (few of those lacked, or unsure), overlap, strength or threads
-- reason     the evidence in words
select
  person_id,
  name,
  list_transform(brings, lambda brought: brought.skill) as skills,
  complement * overlap * closeness * threads as score,
  case least(share, overlap, closeness, threads)
    when share then 'skills'
    when overlap then 'overlap'
    when closeness then 'strength'
    else 'threads'
  end as weakest,
  concat_ws(
    '; ',
    array_to_string(list_transform(brings, lambda brought: brought.skill || ': ' || brought.why), '; '),
    why_overlap,
    why_closeness,
    why_threads
  ) as reason
from collaborator(skills, of)
order by
  score desc,
  person_id
