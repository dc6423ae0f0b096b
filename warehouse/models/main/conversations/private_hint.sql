-- key: person_id, hint
-- One thing in the sources by which the owner knows a person privately.
--
-- person_id  who
-- hint       home (a phone number or a postal address labelled so), relation (the name of a husband, a child …) or
--            birthday, which says least, since offices list it, too
select
  person_id,
  'home' as hint
from person_phone
where is_current
  and list_has_any(
    list_transform(labels, lambda label: lower(label)),
    ['home', 'private', 'personal', 'privat', 'casa']
  )
union
select
  person_id,
  'home'
from person_place
where is_current
  and list_has_any(
    list_transform(labels, lambda label: lower(label)),
    ['home', 'private', 'personal', 'privat', 'casa']
  )
union
select
  person.person_id,
  'relation'
from staged.relation
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
join resolved.person using (profile_id)
where record_version.is_current
  and lower(relation.relation) not in ('assistant', 'manager', 'agent', 'co-worker', 'coworker', 'colleague')
union
select
  person_id,
  'birthday'
from person_birthday
where is_current
order by
  person_id,
  hint
