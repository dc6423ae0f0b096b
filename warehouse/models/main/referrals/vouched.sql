-- macro: vouched(of := null)
-- Part of `who_can_refer`: one person who recommended or endorsed `of`, or whom `of` recommended or endorsed, as
-- current records have it. Without `of`, the owner of the warehouse is meant.
--
-- person_id                 who
-- recommendations_received  recommendations that they wrote for `of`
-- recommendations_given     those that `of` wrote for them
-- endorsements_received     skills of `of` that they vouch for
-- endorsements_given        skills of theirs that `of` vouches for
with
  own as (
    select known_id.person_id
    from known_id
    where known_id.any_id = coalesce(of, me())
  ),
  praise as (
    select
      recommender_person_id as person_id,
      'recommendation received' as what
    from recommendation
    where is_current
      and person_id in (from own)
    union all
    select
      person_id,
      'recommendation given'
    from recommendation
    where is_current
      and recommender_person_id in (from own)
    union all
    select
      endorser_person_id,
      'endorsement received'
    from endorsement
    where is_current
      and person_id in (from own)
    union all
    select
      person_id,
      'endorsement given'
    from endorsement
    where is_current
      and endorser_person_id in (from own)
  )
select
  person_id,
  count(*) filter (where what = 'recommendation received') as recommendations_received,
  count(*) filter (where what = 'recommendation given') as recommendations_given,
  count(*) filter (where what = 'endorsement received') as endorsements_received,
  count(*) filter (where what = 'endorsement given') as endorsements_given
from praise
group by person_id
order by person_id
