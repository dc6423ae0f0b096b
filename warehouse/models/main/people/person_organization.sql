-- key: person_id, organization_key, kind, organization, title
-- One post of one person: an employer, school or association, and what they do there.
--
-- person_id          who
-- organization       as written where it was seen last
-- organization_key   normal form, by which the ways of writing are one organization
-- title              job title or degree; null when not said
-- kind               work, education or membership
-- has_ended          whether an end is stated
-- is_current         whether a current record says so
-- is_best            whether `person` shows this one
-- source_count       sources that name the organization now; when none does any more, those that did
-- first_observed_on  first day a record said so (UTC)
-- last_observed_on   last day (UTC)
with
  said as (
    select
      person_id,
      coalesce(organization_key, organization) as organization_key,
      organization_id_of(organization_token_key) as organization_id,
      title,
      kind,
      arg_max(organization, (version, -ordinal)) as organization,
      -- What a former wording left open, the present one may have ended.
      coalesce(
        bool_and(coalesce(end_lo, end_hi) is not null) filter (where is_current),
        bool_and(coalesce(end_lo, end_hi) is not null)
      ) as has_ended,
      bool_or(is_current) as is_current,
      list(distinct source) as sources,
      list(distinct source) filter (where is_current) as current_sources,
      max(start_lo) as start_lo,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      max((version, -ordinal)) as recency
    from profiles.organization
    join resolved.person using (profile_id)
    where organization is not null
    group by all
  ),
  counted as (
    select
      *,
      -- Sources seldom word a title alike, so they agree when they name the same organization.
      len(list_distinct(flatten(list(coalesce(if(is_current, current_sources, sources), [])) over (
        partition by person_id, organization_key, kind, is_current
      )))) as source_count
    from said
  ),
  placed as (
    select
      counted.*,
      present_post.title as present_title,
      coalesce(
        kind = 'work'
          and present_post.person_id is not null
          and counted.organization_id is not distinct from present_post.organization_id,
        false
      ) as is_present_post
    from counted
    left join present_post using (person_id)
  ),
  ranked as (
    select
      *,
      row_number() over (
        partition by person_id
        order by
          is_current desc,
          is_present_post desc,
          kind = 'work' and not has_ended desc,
          source_count desc,
          title is not distinct from present_title desc,
          title is not null desc,
          recency desc,
          organization_key,
          title
      ) as place
    from placed
  )
select
  person_id,
  organization,
  organization_key,
  title,
  kind::post_kind as kind,
  has_ended,
  is_current,
  is_current and place = 1 and is_present_post as is_best,
  source_count,
  first_observed_on,
  last_observed_on
from ranked
order by person_id, place
