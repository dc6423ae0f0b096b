-- One post of one person at one organization: what sources state of it, or what addresses and mail show, never both in one
-- row. Its time is an interval with four bounds, since sources know its ends as "2019", "by May" or not at all. Posts that
-- several sources state are one row if their dates can all be true, else a row for each source.
--
-- person_id          who
-- post_no            number of the post among those of the person, in order of time
-- organization_id    where, see `organization`
-- organization       its name
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
-- is_current         whether it goes on, as far as is known
-- is_contradictory   whether its source's dates can't all be true, such as an end before the beginning; then none is believed
-- sources            who says so; of an observed one, who has the address
-- first_observed_on  first day a record said so, or a mail showed it (UTC)
-- last_observed_on   last day (UTC)
with
  post as (
    select
      person_id,
      left(md5(organization_token_key), 16) as organization_id,
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
      is_ongoing,
      is_said,
      is_dated,
      is_contradictory,
      sources,
      first_observed_on,
      last_observed_on
    from stated_post
    union all by name
    select
      person_id,
      organization_id,
      kind,
      'observed' as basis,
      start_lo,
      start_hi,
      end_lo,
      end_hi,
      false as is_ongoing,
      -- Whoever wrote from there within a year is taken to be there still; ours.
      if(end_lo is null, is_said, end_lo >= as_of - 365) as is_said,
      false as is_dated,
      false as is_contradictory,
      sources,
      first_observed_on,
      last_observed_on
    from observed_post
    cross join as_of
  ),
  -- Where somebody works now by their own word; an address book may not have heard of it yet.
  holding as (
    select distinct
      person_id,
      organization_id
    from post
    cross join as_of
    where kind = 'work'
      and is_ongoing
      and coalesce(end_hi >= as_of, true)
  ),
  judged as (
    select
      post.*,
      is_said
        and not is_contradictory
        and coalesce(start_lo <= as_of, true)
        and coalesce(end_hi >= as_of, true)
        and (
          is_ongoing
          or is_dated
          or kind != 'work'
          or person_id not in (select holding.person_id from holding)
          or (person_id, organization_id) in (from holding)
        ) as is_current
    from post
    cross join as_of
  )
select
  person_id,
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
  ) as post_no,
  organization_id,
  organization_name.name as organization,
  kind,
  basis,
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
  is_contradictory,
  sources,
  first_observed_on,
  last_observed_on
from judged
join organization_name using (organization_id)
order by
  person_id,
  post_no
