-- key: person_id, score, term
-- One term of one score of one person, for the owner of the warehouse: what it is made of, so that it can be argued
-- with. The points of a score are its terms' points together.
--
-- person_id  whose score
-- score      which: strength, and the answers that order people
-- term       name of the term
-- value      what was measured
-- weight     what one of it counts
-- points     what it adds; below 0 when it takes away
-- why        the evidence in words
with
  -- section: strength
  strength as (
    select
      person_id,
      'strength' as score,
      'contact' as term,
      tie.contact_days::double as value,
      tie.strength / tie.contact_days as weight,
      tie.strength as points,
      tie.contact_days || ' days of contact, the last ' || tie.last_contact_on as why
    from tie
  ),
  -- section: referrals
  referral as (
    from who_can_recommend_terms()
    union all
    from who_brings_openings_terms()
  ),
  -- section: horizons
  horizon as (
    select
      person_id,
      'introduction' as score,
      term,
      value,
      weight,
      points,
      why
    from reach_terms()
    semi join introduction using (person_id)
    union all
    from reach_terms()
    union all
    from brokers_terms()
  ),
  -- section: learning
  learning as (
    from perspectives_terms()
  ),
  -- section: lifelong
  lifelong as (
    from reconnect_terms(n := 1_000_000)
  )
select
  person_id,
  score,
  term,
  value,
  weight,
  points,
  why
from strength
union all
from lifelong
union all
from referral
union all
from horizon
union all
from learning
order by
  person_id,
  score,
  term
