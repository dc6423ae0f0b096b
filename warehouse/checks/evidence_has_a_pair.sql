-- fail: evidence belongs to a pair
select profile_id_a
from match_evidence
anti join match_pair using (profile_id_a, profile_id_b)
