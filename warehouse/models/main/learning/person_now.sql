-- key: person_id
-- One person and what they do and where they live now, as far as known: of several present posts the one that `person`
-- shows (`present_post`).
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
select
  person.person_id,
  present_post.organization_id,
  present_post.organization,
  organization.industry_key as industry,
  present_post.job_function,
  present_post.seniority,
  nullif(
    list_position(
      ['intern', 'junior', 'professional', 'senior', 'lead', 'manager', 'director', 'vice_president', 'executive'],
      present_post.seniority
    ),
    0
  ) as standing,
  person.country_code as country
from person
left join present_post using (person_id)
left join organization on organization.organization_id = present_post.organization_id
order by person.person_id
