-- macro: reach_terms(of := null)
-- One term of the probability by which `reach` orders: the best way, link by link, and what the others add.
--
-- person_id  who
-- score      reach
-- term       tie: of `of` to whom they ask; acquaintance: of that one and the person, a factor; other_ways
-- value      the probability of the link; of other_ways how many there are
-- weight     what one of it counts
-- points     what it adds, below 0 what it takes away
-- why        in words
with
  best as (
    select
      person_id,
      score,
      connector,
      tie_probability,
      direct_probability is not null and direct_probability >= coalesce(probability, 0) as is_straight,
      greatest(coalesce(direct_probability, 0), coalesce(probability, 0)) as best,
      probability,
      direct_probability,
      connectors + (direct_probability is not null)::integer - 1 as other_ways
    from reach(of)
  )
select
  person_id,
  'reach' as score,
  'tie' as term,
  case when is_straight then direct_probability else tie_probability end as value,
  1.0::double as weight,
  case when is_straight then direct_probability else tie_probability end as points,
  case when is_straight then 'in contact' else 'through ' || coalesce(connector, 'somebody without a name') end as why
from best
union all
select
  person_id,
  'reach',
  'acquaintance',
  probability / tie_probability,
  tie_probability,
  probability - tie_probability,
  'the connector took part in contact with them'
from best
where not is_straight
union all
select
  person_id,
  'reach',
  'other_ways',
  other_ways,
  (score - best) / other_ways,
  score - best,
  other_ways || case other_ways when 1 then ' other way' else ' other ways' end
from best
where other_ways > 0
order by
  person_id,
  term
