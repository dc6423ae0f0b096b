-- key: correspondent_no
-- One address or account of messages, under one display name in one source: whose it is, and what mail by it is about.
--
-- correspondent_no  its number, in this build only
-- person_id         whose; null when it is no person's, or one's that contact was never had with
-- holder_no         number of the person, in the order of their ids; below 0 for an address that is no person's
-- is_me             whether it is the owner's
-- is_personal       true: anyone can have an address there, or the domain is a family's or one person's own; false: it
--                   is an organization's, so it is for work; null for an account, a school's address, or one at a
--                   domain that nobody can place
select
  correspondent.correspondent_no,
  person.person_id,
  case
    when person.person_id is not null then dense_rank() over (order by person.person_id)
    else -correspondent.mailbox_no
  end as holder_no,
  coalesce(person.person_id = me(), false) as is_me,
  case
    when organization_domain.kind in ('mailbox', 'private') then true
    when organization_domain.kind = 'organization' and organization.kind != 'education' then false
  end as is_personal
from profiles.correspondent
left join resolved.person using (profile_id)
left join organization_domain on organization_domain.domain = correspondent.mail_site
left join organization on organization.organization_id = organization_domain.organization_id
order by correspondent.correspondent_no
