-- key: organization_id
-- One organization that somebody is or was at, or has an address of, or that the settings know.
--
-- organization_id   made from its key, so the same in every build
-- name              as the settings write it, else as most people do
-- former_names      other names that it had, as the settings say; empty for none
-- organization_key  the different words of its name without legal form, sorted; its domain where nobody says the name
-- kind              work, education (a school or university) or membership: what the settings say, else what most
--                   people have been there for
-- industry          in the words of the settings, else of most people who name one; null when nobody says
-- industry_key      normal form of that, to compare with `folded(…)`
-- country           in English; null when not known
-- country_code      two letters of ISO 3166; null when not known
-- country_known_by  settings, or domain: a guess by the end of its domain; null when not known
-- size              how many people are there, more or less, as the settings say; null when not known
-- domain            mail domain of most people there; null when none is known to be the organization's
-- people_count      persons who are or were there by `as_of`
-- current_count     of those, how many are known to be there now
-- observed_count    of those, how many have an address there
with
  usual as (
    select
      organization_id,
      kind
    from affiliation
    group by
      organization_id,
      kind
    qualify row_number() over (
      partition by organization_id
      order by count(distinct person_id) desc, kind desc
    ) = 1
  ),
  main_domain as (
    select
      organization_domain.organization_id,
      arg_max(organization_domain.domain, (people, organization_domain.domain)) as domain,
      -- Of several countries, that of the domain with most people.
      arg_max(country.country_code, (people, organization_domain.domain)) as country_code
    from organization_domain
    left join country on country.domain = split_part(organization_domain.domain, '.', -1)
    where organization_id is not null
    group by organization_id
  ),
  said as (
    select
      organization_id_of(organization_token_key) as organization_id,
      arg_max(industry, (version, -ordinal)) as industry,
      industry_key
    from profiles.organization
    join resolved.person using (profile_id)
    where industry_key is not null
      and organization_token_key is not null
    group by
      organization_token_key,
      industry_key
    qualify row_number() over (
      partition by organization_token_key
      order by count(distinct person_id) desc, industry_key
    ) = 1
  ),
  settled as (
    select
      organization_id_of(organization_token_key) as organization_id,
      industry,
      industry_key,
      country_code,
      kind,
      size
    from profiles.settings_organization
  ),
  renamed as (
    select
      organization_id_of(organization_token_key) as organization_id,
      list(former_name order by former_name) as former_names
    from profiles.settings_former_name
    group by organization_token_key
  ),
  counted as (
    select
      organization_id,
      count(distinct person_id) as people_count,
      count(distinct person_id) filter (where is_current) as current_count,
      count(distinct person_id) filter (where basis = 'observed') as observed_count
    from affiliation
    cross join as_of
    where coalesce(start_lo <= as_of, true)
    group by organization_id
  )
select
  organization_id,
  organization_name.name,
  coalesce(renamed.former_names, []) as former_names,
  organization_name.organization_key,
  coalesce(settled.kind, usual.kind, 'work')::post_kind as kind,
  coalesce(settled.industry, said.industry) as industry,
  coalesce(settled.industry_key, said.industry_key) as industry_key,
  country.country,
  country.country_code,
  case
    when settled.country_code is not null then 'settings'
    when main_domain.country_code is not null then 'domain'
  end as country_known_by,
  settled.size,
  main_domain.domain,
  coalesce(counted.people_count, 0) as people_count,
  coalesce(counted.current_count, 0) as current_count,
  coalesce(counted.observed_count, 0) as observed_count
from organization_name
left join usual using (organization_id)
left join main_domain using (organization_id)
left join said using (organization_id)
left join settled using (organization_id)
left join renamed using (organization_id)
left join counted using (organization_id)
left join country on country.country_code = coalesce(settled.country_code, main_domain.country_code)
order by organization_id
