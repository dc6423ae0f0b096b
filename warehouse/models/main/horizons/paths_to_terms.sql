-- macro: paths_to_terms(target, k := 3, of := null)
-- One factor of the probability of one of the ways that `paths_to` gives, called the same.
--
-- person_id     whom it leads to
-- score         paths_to
-- term          tie: that whom one asks does it; acquaintance: that the person does it for the connector
-- value         that probability
-- weight        what one of it counts: the product of those before it
-- points        by how much it changes the product; those of a way sum to its score
-- why           the evidence in words
-- place         which way
-- connector_id  who is asked in it; null when it leads straight to the person
with
  path as (
    from paths_to(target, k := k, of := of)
  )
select
  person_id,
  'paths_to' as score,
  'tie' as term,
  tie_probability as value,
  1.0::double as weight,
  tie_probability as points,
  why,
  place,
  connector_id
from path
union all
select
  person_id,
  'paths_to',
  'acquaintance',
  their_probability,
  tie_probability,
  score - tie_probability,
  why,
  place,
  connector_id
from path
where connector_id is not null
order by
  place,
  term desc
