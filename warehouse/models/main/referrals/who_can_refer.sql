-- macro: who_can_refer(company, role := null, of := null)
-- One person who can refer `of` to a company, best first: access × strength of the tie × relevance to the role ×
-- seniority × tenure × freshness of what we know, and more for who recommended or endorsed either way. Without `of`,
-- the owner of the warehouse is meant. Who neither works there, nor left within two years, nor may still be there is
-- not listed. `who_can_refer_terms` shows every factor.
--
-- person_id        who
-- name             what they are called
-- organization_id  where, see `organization`
-- organization     its name
-- title            what they do or did there; null when not said
-- presence         there, left or unknown
-- way              advocate, or route for somebody of human resources: they take names on, but have seen no work
-- score            0 to 1, and what vouching adds
-- weakest          the factor that holds it back most
-- reason           the evidence in words
select
  person_id,
  name,
  organization_id,
  organization,
  title,
  presence,
  way,
  access * closeness * relevance * standing * tenure * freshness + vouching as score,
  case least(access, closeness, relevance, standing, tenure, freshness)
    when access then 'access'
    when closeness then 'strength'
    when relevance then 'role'
    when standing then 'seniority'
    when tenure then 'tenure'
    else 'freshness'
  end as weakest,
  concat_ws(
    '; ',
    why_access,
    why_closeness,
    case when recommended > 0 then why_recommended end,
    case when endorsed > 0 then why_endorsed end
  ) as reason
from referrer(company, role, of)
order by
  score desc,
  person_id
