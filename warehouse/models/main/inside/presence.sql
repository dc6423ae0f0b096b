-- key: person_id, organization_id
-- One person at one organization where they are or were: all their posts there as one stay, whether they are there now,
-- and how that is known. `job_change` tells apart stays with another employer between them.
--
-- person_id                 who
-- name                      what they are called
-- organization_id           where, see `organization`
-- organization              its name
-- kind                      work, education or membership: of the post that counts
-- is_current                whether they are there now: true when something proves it, false when they have left, null
--                           when it is not known. Stricter than `affiliation`: a card or an address without dates
--                           proves it only if it was written or had mail within a year, since one that a source had
--                           from the first is of any age
-- title                     what they do or did there, of the post that counts: one that goes on, else the newest with
--                           a title
-- unit                      department or faculty
-- seniority                 what the title says of their standing, from intern to executive; null when it does not
-- job_function              what it says of their field, such as engineering; null when it does not
-- since_lo                  earliest day they can have begun; null when nobody says
-- since_hi                  latest day they can have begun: they were there by then
-- left_lo                   earliest day they can have left: they were there until then
-- left_hi                   latest day they can have left: an end is stated, or they were elsewhere by then; null when
--                           nobody says, or they are there still
-- bases                     how it is known: stated (a source says so), observed (an address or mail shows it)
-- sources                   who says so, or has the address
-- shown_on                  last day on which something shows them there; of a card or an address without mail the day
--                           on which it was first seen, since it may be older than any later look
-- first_known_on            first day a record said so, or a mail showed it (UTC)
-- moved_to_organization_id  organization_id of the next employer, as far as known; null when none is, or they came back
-- moved_to                  its name
-- why                       the evidence in words
with
  post as (
    select
      affiliation.*,
      -- The year is ours.
      is_current
        and is_proven
        and (end_lo is not null or is_dated or shown_on >= as_of - 365) as is_held
    from affiliation
    cross join as_of
    where organization_id is not null
      and coalesce(start_lo <= as_of, true)
  ),
  whole as (
    select
      person_id,
      organization_id,
      max(struct_pack(
        is_held := coalesce(is_held, false),
        has_title := title is not null,
        shown_on,
        post_no,
        kind,
        title,
        unit,
        seniority,
        job_function
      )) as post,
      case
        when bool_or(is_held) then true
        when bool_and(is_current is not null and not is_current) then false
      end as is_current,
      bool_or(is_proven) as is_proven,
      case when bool_and(start_lo is not null) then min(start_lo) end as since_lo,
      min(start_hi) as since_hi,
      max(end_lo) as left_lo,
      case when bool_and(end_hi is not null) then max(end_hi) end as left_hi,
      list_sort(list(distinct basis)) as bases,
      list_sort(list_distinct(flatten(list(sources)))) as sources,
      coalesce(max(shown_on) filter (where is_proven), max(shown_on)) as shown_on,
      max_by(sources, (is_proven, shown_on, post_no)) as shown_by,
      min(first_observed_on) as first_known_on
    from post
    group by
      person_id,
      organization_id
  ),
  went as (
    select
      person_id,
      from_organization_id as organization_id,
      max_by(job_change, change_no) as change
    from job_change
    group by
      person_id,
      from_organization_id
  ),
  came as (
    select
      person_id,
      to_organization_id as organization_id,
      max(change_no) as change_no
    from job_change
    group by
      person_id,
      to_organization_id
  ),
  moved as (
    select
      person_id,
      organization_id,
      went.change.to_organization_id as moved_to_organization_id,
      went.change.to_organization as moved_to,
      went.change.latest_on as moved_by
    from went
    left join came using (person_id, organization_id)
    where coalesce(came.change_no < went.change.change_no, true)
  ),
  told as (
    select
      whole.* replace (
        case
          when is_current then null
          when is_current is null then left_hi
          -- Elsewhere by then, unless something shows them here for some days more.
          else coalesce(left_hi, greatest(moved_by, left_lo))
        end as left_hi
      ),
      case when is_current is distinct from true then moved_to_organization_id end as moved_to_organization_id,
      case when is_current is distinct from true then moved_to end as moved_to,
      array_to_string(shown_by, ', ') as said_by
    from whole
    left join moved using (person_id, organization_id)
  )
select
  told.person_id,
  person.name,
  told.organization_id,
  organization_name.name as organization,
  post.kind as kind,
  told.is_current,
  post.title as title,
  post.unit as unit,
  post.seniority as seniority,
  post.job_function as job_function,
  since_lo,
  since_hi,
  left_lo,
  left_hi,
  bases,
  sources,
  shown_on,
  first_known_on,
  moved_to_organization_id,
  moved_to,
  case
    when told.is_current then 'there on ' || shown_on || ' by ' || said_by
    when not told.is_current and left_lo is not null and left_hi is not null
      then 'left between ' || left_lo || ' and ' || left_hi || ' by ' || said_by
    when not told.is_current and left_hi is not null then 'left by ' || left_hi || ', by ' || said_by
    when not told.is_current then 'left; last there on ' || shown_on || ' by ' || said_by
    when not is_proven then 'noted by ' || said_by || ', which may be old; nothing shows them there now'
    else 'last there on ' || shown_on || ' by ' || said_by || '; unseen since, which is not left'
  end || coalesce('; then at ' || moved_to, '') as why
from told
join person using (person_id)
join organization_name using (organization_id)
order by
  told.organization_id,
  told.person_id
