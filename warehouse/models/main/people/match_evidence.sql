-- key: profile_id_a, profile_id_b, fact, why
-- One fact about two profiles that speaks for or against their being one person.
--
-- profile_id_a  the one
-- profile_id_b  the other
-- fact          what was compared
-- points        weight of the fact: above 0 for one person, below 0 for two; the sum gives `match_probability`
-- why           the fact in words
select
  profile_id_a,
  profile_id_b,
  fact,
  points,
  why
from resolved.match_evidence
order by profile_id_a, profile_id_b, abs(points) desc, fact, why
