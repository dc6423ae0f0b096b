-- One term of the score of one person in the queue: the factors of a product, in turn.
select
  person_id,
  term,
  points,
  why,
  row_number() over () as place
from reconnect_terms(n := 12)
order by place
