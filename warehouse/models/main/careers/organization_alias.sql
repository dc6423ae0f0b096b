-- key: organization_id, kind, alias
-- One way to call one organization: a name as somebody writes it, the words of names that are the same, or a domain.
--
-- organization_id  which
-- alias            the name, words or domain
-- kind             name, words, former name, former words (of a former name) or domain
-- known_by         settings, stated (sources write it so), normal form, or for a domain the evidence: see
--                  `organization_domain`
-- people_count     persons who are said to be there under this name, or who have an address there
with
  said as (
    select
      organization_token_key as token_key,
      written_token_key as words,
      organization as name,
      false as is_of_settings,
      person_id
    from profiles.organization
    join resolved.person using (profile_id)
    where organization_token_key is not null
    union all
    select
      organization_token_key,
      organization_token_key,
      name,
      true,
      null
    from profiles.settings_organization
    union all
    select
      organization_token_key,
      former_token_key,
      former_name,
      true,
      null
    from profiles.settings_former_name
  )
select
  organization_id_of(token_key) as organization_id,
  name as alias,
  if(words = token_key, 'name', 'former name') as kind,
  if(bool_or(is_of_settings), 'settings', 'stated') as known_by,
  count(distinct person_id) as people_count
from said
group by
  token_key,
  words,
  name
union all
select
  organization_id_of(token_key),
  words,
  if(words = token_key, 'words', 'former words'),
  'normal form',
  count(distinct person_id)
from said
group by
  token_key,
  words
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
