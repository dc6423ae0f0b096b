-- One place where one source says that one profile lives or works, as written.
--
-- profile_id         who
-- source             who says so
-- street             as written
-- locality           town
-- region             as written
-- postcode           as written
-- country            as written
-- text               the whole, where the source does not split it
-- label              the source's: home, work …
-- locality_key       normal form of the town
-- postcode_key       normal form
-- country_key        two letters of ISO 3166 where the name is known, else the folded name
-- country_code       capital letters of ISO 3166; null when no country is named, or none that is known
-- is_current         whether a current record says so
-- version            the record version to believe most of those that say so
-- ordinal            place among the claims of that record, from its top
-- first_observed_at  first moment a record said so (timestamp, UTC)
-- last_observed_at   last moment a record said so (timestamp, UTC)
select
  profile_id,
  source,
  street,
  locality,
  region,
  postcode,
  country,
  text,
  label,
  locality_key,
  postcode_key,
  country_key,
  country_code,
  bool_or(is_current) as is_current,
  max(version) as version,
  arg_min(place.ordinal, (-version, place.ordinal)) as ordinal,
  min(first_observed_at) as first_observed_at,
  max(last_observed_at) as last_observed_at
from staged.place
join profiles.subject using (source, subject)
join profiles.record_version using (source, landed_seq, context_id)
group by all
