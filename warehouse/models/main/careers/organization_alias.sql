-- One way to call one organization: a name as somebody writes it, the words of names that are the same, or a domain.
--
-- organization_id  which
-- alias            the name, words or domain
-- kind             name, words or domain
-- known_by         stated (sources write it so), normal form, or for a domain the evidence: see `organization_domain`
-- people_count     persons who are said to be there under this name, or who have an address there
with
  written as (
    select
      organization_token_key,
      organization,
      organization_key,
      person_id
    from profiles.organization
    join resolved.person using (profile_id)
    where organization_token_key is not null
  )
select
  organization_id_of(organization_token_key) as organization_id,
  organization as alias,
  'name' as kind,
  'stated' as known_by,
  count(distinct person_id) as people_count
from written
group by
  organization_token_key,
  organization
union all
select
  organization_id_of(organization_token_key),
  organization_token_key,
  'words',
  'normal form',
  count(distinct person_id)
from written
group by organization_token_key
union all
select
  organization_id,
  domain,
  'domain',
  known_by,
  people
from organization_domain
where organization_id is not null
order by
  organization_id,
  kind,
  people_count desc,
  alias
