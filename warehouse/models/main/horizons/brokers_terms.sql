-- macro: brokers_terms(of := null)
-- One factor of the score by which `brokers` orders.
--
-- person_id  who
-- score      brokers
-- term       contacts; evenness: whether they share their contact out evenly; openness: whether their contacts don't
--            know each other
-- value      how many contacts; else from 0 to 1
-- weight     what one of it counts: the product of the factors before it
-- points     by how much it changes the product
-- why        in words
with
  broker as (
    from brokers(of)
  )
select
  person_id,
  'brokers' as score,
  'contacts' as term,
  contacts::double as value,
  1.0::double as weight,
  contacts::double as points,
  contacts || ' people took part in a contact with them' as why
from broker
union all
select
  person_id,
  'brokers',
  'evenness',
  evenness,
  contacts,
  contacts * evenness - contacts,
  'by shares of contact as good as ' || round(contacts * evenness, 1) || ' equal ones'
from broker
union all
select
  person_id,
  'brokers',
  'openness',
  openness,
  contacts * evenness,
  score - contacts * evenness,
  'since some of those know each other as good as ' || round(score, 1)
from broker
order by
  person_id,
  term
