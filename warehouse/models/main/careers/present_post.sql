-- key: person_id
-- The post by which one person is told where they work now: of those that go on, and those that a source states and
-- nobody has heard the end of, one that surely goes on before one that may, then one of which something shows it
-- lately, one that a source states, the one of most sources, the one that began last.
--
-- person_id        who
-- organization_id  where, see `organization`; null when what is said there is none, such as "Self-employed"
-- organization     its name; null with it
-- title            what they do there, see `affiliation`; null when not said
-- seniority        what the title says of their standing, from intern to executive; null when it does not
-- job_function     what it says of their field, such as engineering; null when it does not
-- is_certain       whether it surely goes on; else it may
select
  person_id,
  organization_id,
  organization,
  title,
  seniority,
  job_function,
  is_current is not null as is_certain
from affiliation
cross join as_of
where kind = 'work'
  and not is_contradictory
  and is_place_known
  and (is_current or is_current is null and basis = 'stated')
qualify row_number() over (
  partition by person_id
  order by
    is_current is not null desc,
    -- The year is ours.
    is_proven and (end_lo is not null or is_dated or shown_on >= as_of - 365) desc,
    basis = 'stated' desc,
    len(sources) desc,
    title is not null desc,
    coalesce(start_lo, start_hi) desc nulls last,
    post_no desc
) = 1
order by person_id
