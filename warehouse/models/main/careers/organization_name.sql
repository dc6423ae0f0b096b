-- key: organization_id
-- What one organization is called, by the settings or by whatever source.
--
-- organization_id   made from its key, so the same in every build
-- organization_key  the different words of its name without legal form, sorted; its domain where nobody says the name
-- name              as the settings write it, else as most people do
with
  written as (
    select
      organization_token_key as organization_key,
      organization as name,
      count(distinct person_id) as people
    from profiles.organization
    join resolved.person using (profile_id)
    where organization_token_key is not null
    group by all
    union all
    select
      domain,
      domain,
      people
    from organization_domain
    where organization_id = organization_id_of(domain)
    union all
    -- More than any number of people.
    select
      organization_token_key,
      name,
      1_000_000_000
    from profiles.settings_organization
  ),
  named as (
    from written
    qualify row_number() over (
      partition by organization_key
      -- Not in capitals throughout, if somebody writes it better.
      order by people desc, name = upper(name), name
    ) = 1
  )
select
  organization_id_of(organization_key) as organization_id,
  organization_key,
  name
from named
order by organization_id
