-- fail: whatever was compared is in `profile`, and evidence belongs to a pair
select profile_id_a as profile_id
from match_pair
where profile_id_a not in (select profile_id from profile)
union all
select profile_id_b
from match_pair
where profile_id_b not in (select profile_id from profile)
union all
select profile_id_a
from match_evidence
anti join match_pair using (profile_id_a, profile_id_b)
