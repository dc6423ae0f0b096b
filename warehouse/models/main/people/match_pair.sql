-- key: profile_id_a, profile_id_b
-- Two profiles that were compared, and what came of it.
--
-- profile_id_a       the one
-- profile_id_b       the other
-- person_id_a        whom the one belongs to now
-- person_id_b        whom the other belongs to now
-- match_probability  that they are one person, by the evidence (0 to 1)
-- decision           same, review (for a person to judge) or different
-- decided_by         what decided: the evidence, or a person's judgement
select
  match_pair.profile_id_a,
  match_pair.profile_id_b,
  person_a.person_id as person_id_a,
  person_b.person_id as person_id_b,
  match_pair.match_probability,
  match_pair.decision::decision as decision,
  match_pair.decided_by
from resolved.match_pair
join resolved.person as person_a on person_a.profile_id = match_pair.profile_id_a
join resolved.person as person_b on person_b.profile_id = match_pair.profile_id_b
order by profile_id_a, profile_id_b
