-- key: person_id
-- One person and what they do and where they live now, as far as known: of several present posts the one that a source
-- states, then the one that began last.
--
-- person_id        who
-- organization_id  where they work; null when not known, or there is none
-- organization     its name
-- industry         normal form of its industry (`organization.industry_key`); null when no source says
-- job_function     field of their work, such as engineering; null when no title says
-- seniority        standing, from intern to executive; null when no title says
-- standing         the same as a number, from 1 for an intern to 9 for an executive
-- country          where they live or work, else where their phone numbers are of: two letters of ISO 3166; null when
--                  nothing tells
with
  post as (
    select
      person_id,
      organization_id,
      organization,
      job_function,
      seniority
    from affiliation
    where kind = 'work'
      and is_current
    qualify row_number() over (
      partition by person_id
      order by basis = 'stated' desc, coalesce(start_lo, start_hi) desc nulls last, post_no desc
    ) = 1
  )
select
  person.person_id,
  post.organization_id,
  post.organization,
  organization.industry_key as industry,
  post.job_function,
  post.seniority,
  nullif(
    list_position(
      ['intern', 'junior', 'professional', 'senior', 'lead', 'manager', 'director', 'vice_president', 'executive'],
      post.seniority
    ),
    0
  ) as standing,
  person.country_code as country
from person
left join post using (person_id)
left join organization using (organization_id)
order by person.person_id
