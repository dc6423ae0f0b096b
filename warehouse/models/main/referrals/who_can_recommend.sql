-- macro: who_can_recommend(of := null)
-- One person who saw the work of `of` and stands well, best first: time certainly together at work, one department,
-- threads together, and a recommendation or endorsement before; × their standing beside `of` × strength of the tie.
-- Without `of`, the owner of the warehouse is meant. `who_can_recommend_terms` shows every term.
--
-- person_id        who
-- name             what they are called
-- organization_id  where they were together longest, see `organization`; null for nowhere
-- organization     its name
-- score            0 for none; no upper bound that tells anything
-- weakest          the factor that holds it back most: standing or strength
-- reason           the evidence in words
select
  person_id,
  name,
  organization_id,
  organization,
  seen * standing * closeness as score,
  case when standing <= closeness then 'standing' else 'strength' end as weakest,
  concat_ws(
    '; ',
    why_overlap,
    case when same_unit = 1 then 'in one department' end,
    case when threads > 0 then why_threads end,
    case when recommended = 1 then 'recommended ' || of_name end,
    case when endorsed = 1 then 'endorsed ' || of_name end,
    why_standing,
    why_closeness
  ) as reason
from recommender(of)
order by
  score desc,
  person_id
