-- key: email
-- One e-mail address that messages show and that says whether mail from and to it is personal or work. One at a domain
-- that nobody can place, or that is a school's, says neither and has no row.
--
-- email  as messages show it
-- kind   personal: anyone can have an address there, or the domain is a family's or one person's own; work: it is an
--        organization's
select
  correspondent.address as email,
  case
    when bool_or(organization_domain.kind = 'organization') then 'work'
    else 'personal'
  end as kind
from profiles.correspondent
join organization_domain on organization_domain.domain = correspondent.mail_site
left join organization using (organization_id)
where organization_domain.kind in ('organization', 'mailbox', 'private')
  and coalesce(organization.kind, '') != 'education'
  and correspondent.address is not null
group by correspondent.address
order by email
