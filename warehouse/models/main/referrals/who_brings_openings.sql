-- macro: who_brings_openings(of := null)
-- One person who is likely to know of openings that `of` does not hear of, best first. Not the closest: in the
-- experiments of Rajkumar, Saint-Jacques, Bojinov, Brynjolfsson and Aral ("A causal test of the strength of weak ties",
-- Science 377, 2022) moderately weak ties brought most jobs by mutual contacts (an inverted U), and the weakest by
-- intensity of contact. So this is another list than `who_can_refer`, on purpose. Without `of`, the owner of the
-- warehouse is meant.
--
-- person_id        who
-- name             what they are called
-- organization     where they work, as far as known
-- title            what they do there
-- mutual_contacts  people whom both know by mail or message
-- score            0 to 1
-- weakest          the factor that holds it back most: mutual_contacts or intensity
-- reason           the evidence in words
select
  person_id,
  name,
  organization,
  title,
  mutual_contacts,
  moderation * weakness as score,
  case when moderation <= weakness then 'mutual_contacts' else 'intensity' end as weakest,
  why_moderation || '; ' || why_weakness as reason
from opener(of)
order by
  score desc,
  person_id
