-- One organization that somebody is or was at, or has an address of.
--
-- organization_id   made from its key, so the same in every build
-- name              as most people write it
-- organization_key  the different words of its name without legal form, sorted; its domain where nobody says the name
-- kind              work, education or membership: what most people have been there for
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
      organization_id,
      arg_max(domain, (people, domain)) as domain
    from organization_domain
    where organization_id is not null
    group by organization_id
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
  organization_name.organization_key,
  coalesce(usual.kind, 'work') as kind,
  main_domain.domain,
  coalesce(counted.people_count, 0) as people_count,
  coalesce(counted.current_count, 0) as current_count,
  coalesce(counted.observed_count, 0) as observed_count
from organization_name
left join usual using (organization_id)
left join main_domain using (organization_id)
left join counted using (organization_id)
order by organization_id
