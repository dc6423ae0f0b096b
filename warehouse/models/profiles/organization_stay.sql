-- One stretch of looks at one part of a source that kept naming one organization for one profile without saying since
-- when, such as the company of a connection in successive exports. A look that shows another organization instead ends
-- the stretch; one that shows none says nothing.
--
-- profile_id              who
-- source                  who says so
-- part                    of the source: folder or file
-- kind                    work, education or membership
-- organization            as written last
-- organization_token_key  the different words of its name, its present one, sorted; null when it names none, such as
--                         "Self-employed"
-- unit                    department or faculty, as written last
-- title                   job title or degree, as written last
-- unit_key                normal form of the unit
-- title_key               normal form of the title
-- seniority               what the title says of their standing
-- job_function            what it says of their field
-- start_lo                day of the look before, which showed another as held then; null for none
-- start_hi                day of the first look
-- end_lo                  day of the last look, if the source said that it held then; else null
-- end_hi                  day of the look after, which showed another; null for none
-- is_ongoing              whether the source said at the last look that it held then
-- is_current              whether a current record says so
-- first_observed_on       day of the first look (UTC)
-- last_observed_on        day of the last (UTC)
with
  named as (
    select
      profile_id,
      affiliation.source,
      sighting.part,
      sighting.position,
      sighting.observed_at::date as looked_on,
      affiliation.kind,
      coalesce(renamed.organization_token_key, affiliation.organization_token_key) as token_key,
      coalesce(token_key, lower(affiliation.organization)) as place_key,
      bool_or(affiliation.is_ongoing) as is_ongoing,
      bool_or(record_version.is_current) as is_current,
      arg_min(
        {
          'organization': affiliation.organization,
          'unit': affiliation.unit,
          'title': affiliation.title,
          'unit_key': affiliation.unit_key,
          'title_key': affiliation.title_key,
          'seniority': affiliation.seniority,
          'job_function': affiliation.job_function
        },
        (affiliation.title is null, -record_version.version, affiliation.ordinal)
      ) as post
    from staged.affiliation
    join profiles.subject using (source, subject)
    join profiles.record_version using (source, landed_seq, context_id)
    join profiles.sighting using (source, landed_seq, context_id)
    left join profiles.settings_former_name as renamed
      on renamed.former_token_key = affiliation.organization_token_key
    where coalesce(affiliation.start_lo, affiliation.start_hi, affiliation.end_lo, affiliation.end_hi) is null
    group by all
  ),
  look as (
    select
      profile_id,
      source,
      part,
      kind,
      position,
      looked_on,
      bool_or(is_ongoing) as is_ongoing,
      row_number() over (
        partition by profile_id, source, part, kind
        order by position
      ) as number
    from named
    group by
      profile_id,
      source,
      part,
      kind,
      position,
      looked_on
  ),
  numbered as (
    select
      named.*,
      look.number,
      look.number - row_number() over (
        partition by profile_id, source, part, kind, place_key
        order by position
      ) as stretch
    from named
    join look using (profile_id, source, part, kind, position)
  ),
  stay as (
    select
      profile_id,
      source,
      part,
      kind,
      token_key,
      place_key,
      arg_max(post, number) as post,
      min(number) as first_number,
      max(number) as last_number,
      min(looked_on) as first_observed_on,
      max(looked_on) as last_observed_on,
      max(looked_on) filter (where is_ongoing) as end_lo,
      arg_max(is_ongoing, number) as is_ongoing,
      bool_or(is_current) as is_current
    from numbered
    group by
      profile_id,
      source,
      part,
      kind,
      token_key,
      place_key,
      stretch
  )
select
  stay.profile_id,
  stay.source,
  stay.part,
  stay.kind,
  stay.post.organization as organization,
  stay.token_key as organization_token_key,
  stay.post.unit as unit,
  stay.post.title as title,
  stay.post.unit_key as unit_key,
  stay.post.title_key as title_key,
  stay.post.seniority as seniority,
  stay.post.job_function as job_function,
  if(before.is_ongoing, before.looked_on, null) as start_lo,
  stay.first_observed_on as start_hi,
  stay.end_lo,
  after.looked_on as end_hi,
  stay.is_ongoing,
  stay.is_current,
  stay.first_observed_on,
  stay.last_observed_on
from stay
left join look as before
  on before.profile_id = stay.profile_id
  and before.source = stay.source
  and before.part = stay.part
  and before.kind = stay.kind
  and before.number = stay.first_number - 1
left join look as after
  on after.profile_id = stay.profile_id
  and after.source = stay.source
  and after.part = stay.part
  and after.kind = stay.kind
  and after.number = stay.last_number + 1
