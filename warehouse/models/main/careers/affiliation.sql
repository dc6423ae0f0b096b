-- key: person_id, post_no
-- One post of one person at one organization: what sources state of it, or what addresses and mail show, never both in
-- one row. Its time is an interval with four bounds, since sources know its ends as "2019", "by May" or not at all.
-- Posts that several sources state are one row if their dates can all be true, else a row for each source. What has no
-- dates of its own and was seen only after `as_of` is left out.
--
-- person_id          who
-- post_no            number of the post among those of the person, in order of time
-- organization_id    where, see `organization`; null when what is said there is none, such as "Self-employed"
-- organization       its name
-- is_place_known     false when only a domain tells the place for which nobody states an employer, so that it may be a
--                    provider of mailboxes; then nobody is certainly anybody's colleague by it
-- kind               work, education or membership
-- basis              stated (a source says so) or observed (they have an address or sent mail from there)
-- title              job title or degree, as written last; null when not said
-- unit               department or faculty
-- unit_key           normal form of the unit
-- seniority          what the title says of their standing, from intern to executive; null when it does not
-- job_function       what it says of their field, such as engineering; null when it does not
-- start_lo           earliest day it can have begun; null when nobody says
-- start_hi           latest day it can have begun: they were there by then
-- end_lo             earliest day it can have ended: they were there until then
-- end_hi             latest day it can have ended; null when nobody says, or it goes on
-- is_current         whether it goes on: true when something says so as of `as_of`, false when they have left or not
--                    yet begun, null when that is not known
-- is_dated           whether a source itself gives dates; else the bounds are of when it was seen
-- is_proven          whether something is of a known day when they were there: dates, a statement that goes on, mail,
--                    or a card that its source did not have at an earlier look; false where a card or an address may be
--                    of any age
-- shown_on           last day that something shows them there; of a card or an address without mail the day on which it
--                    was first seen
-- is_contradictory   whether its source's dates can't all be true, such as an end before the beginning; then none is
--                    believed
-- sources            who says so; of an observed one, who has the address
-- first_observed_on  first day a record said so, or a mail showed it (UTC)
-- last_observed_on   last day (UTC)
with
  -- Looks are dated in UTC and `as_of` is the owner's day: what they look at in the evening may be seen a day later.
  horizon as (
    select
      as_of,
      if(max(observed_at)::date = as_of + 1, as_of + 1, as_of) as seen_until
    from as_of
    left join profiles.snapshot on true
    group by as_of
  ),
  looked as (
    select
      source,
      min(observed_at)::date as first_look_on
    from profiles.snapshot
    group by source
  ),
  post as (
    select
      person_id,
      organization_id_of(organization_token_key) as organization_id,
      true as is_place_known,
      kind,
      'stated' as basis,
      title,
      unit,
      unit_key,
      seniority,
      job_function,
      start_lo,
      start_hi,
      end_lo,
      end_hi,
      null::date as last_mail_on,
      is_ongoing,
      is_said,
      is_dated,
      is_contradictory,
      sources,
      first_observed_on,
      last_observed_on
    from stated_post
    cross join horizon
    where is_dated
      or first_observed_on <= seen_until
    union all by name
    select
      person_id,
      organization_id,
      is_place_known,
      kind,
      'observed' as basis,
      start_lo,
      start_hi,
      end_lo,
      end_hi,
      if(last_mail_on > as_of, as_of, last_mail_on) as last_mail_on,
      false as is_ongoing,
      is_said,
      false as is_dated,
      false as is_contradictory,
      sources,
      first_observed_on,
      last_observed_on
    from observed_post
    cross join horizon
    where start_hi <= seen_until
  ),
  -- Where somebody works as of then by their own word.
  holding as (
    select
      person_id,
      organization_id,
      max(start_lo) as start_lo,
      max(start_hi) as start_hi
    from post
    cross join horizon
    where kind = 'work'
      and is_ongoing
      and organization_id is not null
      and coalesce(start_lo <= as_of, true)
      and start_hi <= seen_until
      and coalesce(end_hi >= as_of, true)
    group by
      person_id,
      organization_id
  ),
  -- The same of each other place where something shows them, and they do not say that they work there too.
  elsewhere as (
    select
      post.person_id,
      post.organization_id,
      max(holding.start_lo) as start_lo,
      max(holding.start_hi) as start_hi
    from post
    join holding using (person_id)
    anti join holding as here on here.person_id = post.person_id and here.organization_id = post.organization_id
    where post.kind = 'work'
    group by
      post.person_id,
      post.organization_id
  ),
  ended as (
    select
      person_id,
      organization_id,
      kind
    from post
    cross join as_of
    where is_dated
      and not is_contradictory
    group by
      person_id,
      organization_id,
      kind
    having bool_and(coalesce(end_hi < as_of, false))
  ),
  -- Where a source once had them and then had another place for them instead; the first day on which it did.
  replaced as (
    select
      post.person_id,
      post.organization_id,
      max(post.end_hi) as replaced_on
    from post
    anti join holding using (person_id, organization_id)
    where post.kind = 'work'
      and post.basis = 'stated'
      and not post.is_dated
    group by
      post.person_id,
      post.organization_id
  ),
  weighed as (
    select
      post.*,
      replaced.replaced_on,
      as_of,
      seen_until,
      coalesce(end_lo, last_observed_on) as last_shown_on,
      ended.person_id is not null as has_ended,
      elsewhere.person_id is not null as is_elsewhere,
      elsewhere.start_lo as elsewhere_start_lo,
      elsewhere.start_hi as elsewhere_start_hi,
      -- The year is ours.
      basis = 'observed' and end_lo >= as_of - 365 as is_fresh,
      is_said
        and post.kind != 'education'
        and coalesce(end_lo, end_hi) is null
        and last_observed_on >= as_of - 365 as is_noted
    from post
    cross join horizon
    left join ended
      on ended.person_id = post.person_id
      and ended.organization_id = post.organization_id
      and ended.kind = post.kind
    left join replaced
      on replaced.person_id = post.person_id
      and replaced.organization_id = post.organization_id
      and post.kind = 'work'
    left join elsewhere
      on elsewhere.person_id = post.person_id
      and elsewhere.organization_id is not distinct from post.organization_id
      and post.kind = 'work'
  ),
  -- The first that applies.
  judged as (
    select
      * exclude (as_of, seen_until),
      case
        when is_contradictory then null
        when start_lo > as_of or end_hi < as_of then false
        -- A stated end is believed before an address that was kept, or a card that has not heard of it.
        when has_ended and not is_dated and not is_ongoing then false
        when start_hi is null or start_hi > seen_until then null
        when end_lo >= as_of or is_ongoing then true
        when elsewhere_start_lo > last_shown_on then false
        when replaced_on > last_shown_on and is_elsewhere then false
        when is_fresh then true
        when is_noted then if(is_elsewhere, null, true)
        when elsewhere_start_hi > last_shown_on then false
      end as is_current
    from weighed
  ),
  -- What a source had from its first look on may have been written at any time before.
  numbered as (
    select
      *,
      row_number() over (
        partition by person_id
        order by
          coalesce(start_lo, start_hi, end_lo, end_hi),
          coalesce(end_hi, end_lo),
          organization_id,
          kind,
          basis desc,
          start_hi,
          end_lo,
          title,
          unit,
          first_observed_on,
          sources
      ) as post_no
    from judged
  ),
  written as (
    select distinct
      person_id,
      post_no
    from (
      select
        person_id,
        post_no,
        first_observed_on,
        unnest(sources) as source
      from numbered
      where end_lo is null
        and not is_dated
    )
    join looked using (source)
    where first_observed_on > first_look_on
  )
select
  person_id,
  post_no,
  organization_id,
  organization_name.name as organization,
  is_place_known,
  kind,
  basis::post_basis as basis,
  title,
  unit,
  unit_key,
  seniority,
  job_function,
  start_lo,
  start_hi,
  end_lo,
  end_hi,
  is_current,
  is_dated,
  end_lo is not null or is_dated or last_mail_on is not null or written.post_no is not null as is_proven,
  coalesce(end_lo, last_mail_on, start_hi, first_observed_on) as shown_on,
  is_contradictory,
  sources,
  first_observed_on,
  last_observed_on
from numbered
left join written using (person_id, post_no)
left join organization_name using (organization_id)
order by
  person_id,
  post_no
