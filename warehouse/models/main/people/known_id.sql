-- key: any_id
-- One id that means one person: that of a profile of theirs, so also the person's own and those of before a merge, or
-- that of a subject which turned out to be another name for such a profile.
--
-- any_id     an id that some build may have shown
-- person_id  whom it means now
select
  subject.profile_id as any_id,
  person.person_id
from profiles.subject
join resolved.person using (profile_id)
union
select
  subject.own_id,
  person.person_id
from profiles.subject
join resolved.person using (profile_id)
order by any_id
