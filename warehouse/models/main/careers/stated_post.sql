-- One post of one person that sources state: all statements of it together, if they can all be true, else a row for
-- each source. `affiliation` has these beside the observed ones.
--
-- person_id               who
-- organization_token_key  where: the different words of its name, sorted; null when it names none, such as
--                         "Self-employed"
-- kind                    work, education or membership
-- is_dated                whether a source itself gives dates; the others have bounds by when they were seen
-- title                   job title or degree, as written last; null when not said
-- unit                    department or faculty
-- unit_key                normal form of the unit
-- seniority               what the title says of their standing, from intern to executive; null when it does not
-- job_function            what it says of their field, such as engineering; null when it does not
-- start_lo                earliest day it can have begun; null when not bounded
-- start_hi                latest day it can have begun
-- end_lo                  earliest day it can have ended
-- end_hi                  latest day it can have ended
-- is_contradictory        whether its source's dates can't all be true; then the bounds are null
-- is_ongoing              whether a current record says that it held when its source was observed
-- is_said                 whether a current record says so
-- sources                 who says so
-- first_observed_on       first day a record said so (UTC)
-- last_observed_on        last day (UTC)
with
  shown as (
    select
      person.person_id,
      post_claim.*,
      coalesce(organization_token_key, lower(organization)) as place_key
    from profiles.post_claim
    join resolved.person using (profile_id)
  ),
  -- A source that has no ids shows a card that was edited as another profile: what one look no longer shows of a person
  -- and the next shows in its place are two stays, as they are within one profile.
  place as (
    select
      person_id,
      source,
      part,
      kind,
      place_key,
      min(first_observed_on) as first_on,
      max(last_observed_on) as last_on,
      max(end_lo) as end_lo,
      bool_or(is_current) as is_current
    from shown
    where not is_dated
    group by all
  ),
  turn as (
    select
      former.person_id,
      former.source,
      former.part,
      former.kind,
      former.place_key as former_key,
      later.place_key as later_key,
      former.last_on as former_on,
      former.end_lo,
      later.first_on as later_on
    from place as former
    join place as later
      on later.person_id = former.person_id
      and later.source = former.source
      and later.part = former.part
      and later.kind = former.kind
      and later.first_on > former.last_on
    where not former.is_current
  ),
  begun as (
    select
      person_id,
      source,
      part,
      kind,
      later_key as place_key,
      later_on as first_observed_on,
      max(end_lo) as start_lo
    from turn
    group by all
  ),
  ended as (
    select
      person_id,
      source,
      part,
      kind,
      former_key as place_key,
      former_on as last_observed_on,
      min(later_on) as end_hi
    from turn
    group by all
  ),
  bounded as (
    select
      shown.* replace (
        greatest(shown.start_lo, begun.start_lo) as start_lo,
        least(shown.end_hi, ended.end_hi) as end_hi
      )
    from shown
    left join begun using (person_id, source, part, kind, place_key, first_observed_on)
    left join ended using (person_id, source, part, kind, place_key, last_observed_on)
  ),
  claim as (
    select
      *,
      if(is_dated, coalesce(title_key, ''), '')
        || if(organization_token_key is null, '|' || lower(organization), '') as post_key,
      row_number() over (
        order by person_id, source, profile_id, organization_token_key, kind, title, unit, first_observed_on,
          last_observed_on, start_lo, start_hi, end_lo, end_hi, is_ongoing, is_current
      ) as number
    from bounded
  ),
  told as (
    select
      *,
      case
        when is_contradictory then number::varchar
        when not coalesce(
          greatest(max(start_lo) over post - min(start_hi) over post, max(end_lo) over post - min(end_hi) over post) > 0
            or max(start_lo) over post > min(end_hi) over post,
          false
        ) then ''
        when not coalesce(
          greatest(max(start_lo) over own - min(start_hi) over own, max(end_lo) over own - min(end_hi) over own) > 0
            or max(start_lo) over own > min(end_hi) over own,
          false
        ) then 'of ' || source
        else number::varchar
      end as telling
    from claim
    window
      post as (partition by person_id, organization_token_key, kind, is_dated, post_key, is_contradictory),
      own as (partition by person_id, organization_token_key, kind, is_dated, post_key, is_contradictory, source)
  ),
  stated as (
    select
      min(number) as number,
      person_id,
      organization_token_key,
      kind,
      is_dated,
      is_contradictory,
      max(struct_pack(
        is_current,
        has_title := title is not null,
        last_observed_on,
        number := -number,
        title,
        unit,
        title_key,
        unit_key,
        seniority,
        job_function
      )) as newest,
      max(start_lo) as start_lo,
      min(start_hi) as start_hi,
      max(end_lo) as end_lo,
      min(end_hi) as end_hi,
      bool_or(is_ongoing and is_current) as is_ongoing,
      bool_or(is_current) as is_said,
      list(distinct source) as sources,
      min(first_observed_on) as first_observed_on,
      max(last_observed_on) as last_observed_on
    from told
    group by
      person_id,
      organization_token_key,
      kind,
      is_dated,
      is_contradictory,
      post_key,
      telling
  ),
  -- When somebody can have been at an organization by all their dated posts there.
  hull as (
    select
      person_id,
      organization_token_key,
      kind,
      if(count(*) = 1, min(number), null) as only_post,
      any_value(newest.title_key) as title_key,
      if(bool_or(start_lo is null), null, min(start_lo)) as start_lo,
      if(bool_or(end_hi is null), null, max(end_hi)) as end_hi
    from stated
    where is_dated
      and not is_contradictory
    group by
      person_id,
      organization_token_key,
      kind
  ),
  -- What has no dates of its own was, where that can be, within that time; of an only post it is another statement.
  placed as (
    select
      stated.*,
      hull.start_lo as hull_start_lo,
      hull.end_hi as hull_end_hi,
      if(coalesce(stated.newest.title_key = hull.title_key, true), hull.only_post, null) as same_as
    from stated
    join hull using (person_id, organization_token_key, kind)
    where not stated.is_dated
      and coalesce(stated.start_hi >= hull.start_lo, true)
      and coalesce(stated.end_hi >= hull.start_lo, true)
      and coalesce(stated.end_lo <= hull.end_hi, true)
      and coalesce(stated.start_lo <= hull.end_hi, true)
  ),
  joined as (
    select
      same_as as number,
      min(start_hi) as start_hi,
      max(end_lo) as end_lo,
      bool_or(is_ongoing) as is_ongoing,
      bool_or(is_said) as is_said,
      flatten(list(sources)) as sources,
      min(first_observed_on) as first_observed_on,
      max(last_observed_on) as last_observed_on
    from placed
    where same_as is not null
    group by same_as
  )
-- greatest and least skip nulls, which is what is meant here: the tighter of what is known.
select
  stated.person_id,
  stated.organization_token_key,
  stated.kind::post_kind as kind,
  stated.is_dated,
  stated.newest.title,
  stated.newest.unit,
  stated.newest.unit_key,
  stated.newest.seniority::seniority as seniority,
  stated.newest.job_function,
  greatest(stated.start_lo, placed.hull_start_lo) as start_lo,
  least(stated.start_hi, joined.start_hi) as start_hi,
  greatest(stated.end_lo, joined.end_lo) as end_lo,
  least(stated.end_hi, placed.hull_end_hi) as end_hi,
  stated.is_contradictory,
  stated.is_ongoing or coalesce(joined.is_ongoing, false) as is_ongoing,
  stated.is_said or coalesce(joined.is_said, false) as is_said,
  list_sort(list_distinct(stated.sources || coalesce(joined.sources, []))) as sources,
  least(stated.first_observed_on, joined.first_observed_on) as first_observed_on,
  greatest(stated.last_observed_on, joined.last_observed_on) as last_observed_on
from stated
left join placed using (number)
left join joined using (number)
where placed.same_as is null
