-- macro: recommender(of := null)
-- Part of `who_can_recommend`: one person who certainly worked at the same time and place as `of`, or recommended or
-- endorsed them before, with all that the score of `who_can_recommend` is made of. Without `of`, the owner of the
-- warehouse is meant.
--
-- person_id        who
-- name             what they are called
-- organization_id  where they were together longest, see `organization`; null for nowhere
-- organization     its name
-- overlap          0 to 1: of the months certainly together
-- same_unit        1 in one department, else 0
-- threads          0 to 1: of the threads together
-- recommended      1 if they recommended `of`, else 0
-- endorsed         1 if they endorsed `of`, else 0
-- seen             what all these are worth together
-- standing         factor: of where they stand beside `of`
-- closeness        factor: of the strength of the tie
-- why_overlap      evidence in words, as all that follow
-- why_threads      of threads
-- why_standing     of where they stand
-- why_closeness    of the tie
-- of_name          what `of` is called
with
  own as (
    select
      person.person_id,
      person.name
    from known_id
    join person using (person_id)
    where known_id.any_id = coalesce(of, me())
  ),
  together as (
    select
      person_id,
      max(struct_pack(certain_days, organization_id)) as longest,
      sum(certain_days) as certain_days,
      coalesce(bool_or(same_unit), false) as same_unit
    from shared_history_of(coalesce(of, me()))
    where kind = 'work'
      and certain_days > 0
    group by person_id
  ),
  praise as (
    from vouched(of)
    where recommendations_received + endorsements_received > 0
  ),
  witness as (
    select person_id
    from together
    union
    select person_id
    from praise
  ),
  correspondent as (
    select
      person_id_b as person_id,
      threads
    from acquaintance
    where person_id_a in (select own.person_id from own)
    union all
    select
      person_id_a,
      threads
    from acquaintance
    where person_id_b in (select own.person_id from own)
  ),
  post as (
    select
      affiliation.person_id,
      coalesce(is_current, false) as is_current,
      post_no,
      seniority_rank(seniority) as rank,
      title
    from affiliation
    semi join (from witness union all select own.person_id from own) as either
      on either.person_id = affiliation.person_id
    where kind = 'work'
      and seniority is not null
  ),
  -- Where somebody stands now; of who has no post now, where they stood last.
  standing as (
    select
      person_id,
      max({
        'is_current': is_current,
        'post_no': case when not is_current then post_no end,
        'rank': rank,
        'title': title
      }) as highest
    from post
    group by person_id
  ),
  constant as (
    select
      max(value) filter (where name = 'recommend_months_half') as months_half,
      max(value) filter (where name = 'recommend_same_unit') as same_unit_weight,
      max(value) filter (where name = 'recommend_threads') as threads_weight,
      max(value) filter (where name = 'recommend_threads_half') as threads_half,
      max(value) filter (where name = 'recommend_recommended') as recommended_weight,
      max(value) filter (where name = 'recommend_endorsed') as endorsed_weight,
      max(value) filter (where name = 'recommend_below') as below,
      max(value) filter (where name = 'recommend_standing_unknown') as standing_unknown,
      max(value) filter (where name = 'recommend_without_contact') as without_contact,
      max(value) filter (where name = 'recommend_strength_half') as strength_half
    from weight
    where starts_with(name, 'recommend_')
  ),
  measured as (
    select
      person.person_id,
      person.name,
      own.name as of_name,
      together.longest.organization_id as organization_id,
      organization.name as organization,
      coalesce(together.certain_days, 0) / 30.4375 as months,
      coalesce(together.same_unit, false) as same_unit,
      coalesce(correspondent.threads, 0) as threads,
      (coalesce(praise.recommendations_received, 0) > 0)::integer as recommended,
      (coalesce(praise.endorsements_received, 0) > 0)::integer as endorsed,
      standing.highest.rank as rank,
      standing.highest.title as title,
      own_standing.highest.rank as own_rank,
      coalesce(tie.strength, 0) as strength,
      tie.contact_days,
      tie.last_contact_on,
      constant.*
    from witness
    join person on person.person_id = witness.person_id
    cross join own
    cross join constant
    left join together on together.person_id = witness.person_id
    left join organization on organization.organization_id = together.longest.organization_id
    left join correspondent on correspondent.person_id = witness.person_id
    left join praise on praise.person_id = witness.person_id
    left join standing on standing.person_id = witness.person_id
    left join standing as own_standing on own_standing.person_id = own.person_id
    left join ties(of) as tie on tie.person_id = witness.person_id
    where person.is_current
      and person.person_id != own.person_id
  )
select
  person_id,
  name,
  organization_id,
  organization,
  months / (months + months_half) as overlap,
  same_unit::integer as same_unit,
  threads / (threads + threads_half) as threads,
  recommended,
  endorsed,
  months / (months + months_half)
    + same_unit::integer * same_unit_weight
    + threads / (threads + threads_half) * threads_weight
    + recommended * recommended_weight
    + endorsed * endorsed_weight as seen,
  case
    when rank >= own_rank then 1
    when rank < own_rank then below
    else standing_unknown
  end as standing,
  without_contact + (1 - without_contact) * strength / (strength + strength_half) as closeness,
  coalesce(
    greatest(0.1, round(months, 1)) || ' months certainly together at work, most at ' || organization,
    'no time certainly together at work'
  ) as why_overlap,
  threads || case when threads = 1 then ' thread together' else ' threads together' end as why_threads,
  coalesce('is or was ' || title, 'their standing is not known') as why_standing,
  coalesce(
    contact_days || case when contact_days = 1 then ' day' else ' days' end
      || ' of contact, the last ' || last_contact_on,
    'no mail or message'
  ) as why_closeness,
  of_name
from measured
order by person_id
