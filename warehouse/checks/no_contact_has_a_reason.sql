-- fail: what is no contact says why, what is contact does not; a party without a person says why, one with a person not
select interaction_id
from interaction
where is_contact != (not_contact is null)
  or is_contact != (not_contact_reason is null)
union all
select interaction_id
from interaction_party
where (person_id is null) != (not_person is not null)
  or (person_id is null) != (not_person_reason is not null)
