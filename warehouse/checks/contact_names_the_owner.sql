-- warn: every contact is from or to the owner; else it was a blind copy, or an address is missing in [me]
select interaction_id
from interaction
where is_contact
  and interaction_id not in (
    select interaction_party.interaction_id
    from interaction_party
    where interaction_party.is_me
  )
  and exists (from person where person.is_me)
