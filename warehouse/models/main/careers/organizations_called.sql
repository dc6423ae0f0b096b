-- macro: organizations_called(company)
-- One organization that is called so: by its name or a former one, however it is written (`organization_words`), by its
-- domain or an address there, or by its organization_id. Never by a part of a name: "Plan A" is not "Plan". No row when
-- none is; `organizations_like` has the nearest.
--
-- organization_id  which
-- name             as most people write it
-- how              what `company` is of it: name, former name, domain or id
with
  said as (
    select
      organization_words(company) as words,
      regexp_extract(lower(trim(company)), '^(?:https?://)?(?:www\.)?(?:[^@\s]*@)?([^@/\s]+)/?$', 1) as domain,
      trim(company) as id
  ),
  found as (
    select
      organization_id,
      case kind
        when 'domain' then 'domain'
        when 'former words' then 'former name'
        else 'name'
      end as how
    from organization_alias
    cross join said
    where (kind in ('words', 'former words') and alias = said.words)
      or (kind = 'domain' and (alias = said.domain or ends_with(said.domain, '.' || alias)))
    union all
    select
      organization_id,
      'id'
    from organization_name
    cross join said
    where organization_id = said.id
  )
select
  organization_id,
  organization_name.name,
  how
from found
join organization_name using (organization_id)
qualify row_number() over (
  partition by organization_id
  order by array_position(['id', 'name', 'former name', 'domain'], how)
) = 1
order by
  array_position(['id', 'name', 'former name', 'domain'], how),
  organization_id
