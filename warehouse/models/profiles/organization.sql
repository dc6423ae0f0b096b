-- One job, course of study or membership that one source gives one profile, as written.
--
-- profile_id              who
-- source                  who says so
-- organization            as written
-- unit                    department or faculty
-- title                   job title or degree
-- kind                    work, education or membership
-- start_lo                earliest day it can have begun; null when not bounded
-- start_hi                latest day it can have begun
-- end_lo                  earliest day it can have ended
-- end_hi                  latest day it can have ended
-- is_ongoing              whether the source says that it held when the source was observed
-- organization_key        normal form of the organization; null when it names none, such as "Self-employed"
-- organization_token_key  the different words of that, sorted, those of its present name where the settings say that it
--                         had another; null with it
-- written_token_key       the different words of the name as written; null with it
-- unit_key                normal form of the unit
-- title_key               normal form of the title
-- seniority               what the title says of their standing, from intern to executive; null when it does not
-- job_function            what it says of their field, such as engineering; null when it does not
-- industry                of the organization, as written; null when not said
-- industry_key            normal form of that
-- is_current              whether a current record says so
-- version                 the record version to believe most of those that say so
-- ordinal                 place among the claims of that record, from its top
-- first_observed_at       first moment a record said so (timestamp, UTC)
-- last_observed_at        last moment a record said so (timestamp, UTC)
select
  profile_id,
  source,
  organization,
  unit,
  title,
  kind,
  start_lo,
  start_hi,
  end_lo,
  end_hi,
  is_ongoing,
  organization_key,
  coalesce(renamed.organization_token_key, affiliation.organization_token_key) as organization_token_key,
  affiliation.organization_token_key as written_token_key,
  unit_key,
  title_key,
  seniority,
  job_function,
  industry,
  industry_key,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(affiliation.ordinal, (-version, affiliation.ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.affiliation
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
left join profiles.settings_former_name as renamed on renamed.former_token_key = affiliation.organization_token_key
group by all
