-- fail: every profile belongs to one person, and that person has its id from one of their own profiles
select profile.profile_id
from profiles.profile
left join resolved.person using (profile_id)
group by profile.profile_id
having count(person.person_id) != 1
union all
select person_id
from resolved.person
group by person_id
having not bool_or(profile_id = person_id)
