-- macro: reconnect_terms(n := 12, of := null)
-- One term of the score of one person in `reconnect`. The score is a product; its factors are shown one after the
-- other, each with what it changes of the product of those before, so that the points of a person sum to the score.
--
-- person_id  whose score
-- score      reconnect
-- term       peak; job_change, title, move, birthday and mutual_contact, as far as there are; willingness
-- value      what was measured, from 0 to 1
-- weight     what one of it counts here
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
with
  queue as (
    from reconnect_places(n, coalesce(of, me()))
  ),
  term as (
    select
      person_id,
      place,
      0 as position,
      'peak' as term,
      peak as value,
      scale as weight,
      scale * peak as points,
      'at its best ' || round(100 * peak)::integer || ' % of the strongest tie; ' || contact_days || ' days of contact'
        as why
    from queue
    union all
    select
      person_id,
      place,
      generate_subscripts(items, 1),
      unnest(items).term,
      1,
      scale * peak * unnest(items).weight,
      scale * peak * unnest(items).weight,
      unnest(items).why
    from queue
    union all
    select
      person_id,
      place,
      1000,
      'willingness',
      willingness,
      scale * peak * news,
      scale * peak * news * (willingness - 1),
      'sent ' || received || ' to ' || sent || ' received'
    from queue
  )
select
  person_id,
  'reconnect' as score,
  term,
  value,
  weight,
  points,
  why
from term
order by
  place,
  position
