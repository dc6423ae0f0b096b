-- macro: reconnect_candidates(of)
-- Part of `reconnect`: one person with whom the tie of `of` is dormant or cooling, with what `reconnect` goes by. Whom
-- the owner has snoozed, done or dismissed is away for that time.
--
-- person_id        who
-- name             what they are called
-- place            in the queue, from 1
-- is_surprising    whether they get one of every third places: little time together, and higher standing
-- kind             of the tie: personal, work or both; null when nothing tells
-- rhythm           of the tie: dormant or cooling
-- last_contact_on  the last day of contact
-- silence_ratio    silence since then, in mean gaps between days of contact
-- contact_days     days of contact
-- sent             interactions that `of` sent them
-- received         interactions that they sent `of`
-- scale            the score of the best tie without news that answers everything (see `weight`)
-- score            scale * peak * news * willingness
-- peak             the most the tie ever was, of the most that any of `of` ever was
-- news             1, and for each thing new its weight
-- willingness      what they sent for each that `of` sent, one more of both, 1 at most
-- items            what is new, weightiest first: term, weight, why
with
  whose as (
    select person_id
    from known_id
    where any_id = of
  ),
  owner as (
    from whose
    where person_id = me()
  ),
  other as (
    from whose
    where person_id not in (from owner)
  ),
  ours as (
    select
      any_value(as_of) as as_of,
      max(value) filter (where name = 'reconnect_scale') as scale,
      max(value) filter (where name = 'reconnect_job_change') as job_change,
      max(value) filter (where name = 'reconnect_title') as title,
      max(value) filter (where name = 'reconnect_move') as move,
      max(value) filter (where name = 'reconnect_birthday') as birthday,
      max(value) filter (where name = 'reconnect_birthday_days')::integer as birthday_days,
      max(value) filter (where name = 'reconnect_mutual') as mutual,
      max(value) filter (where name = 'reconnect_little_days') as little_days,
      max(value) filter (where name = 'reconnect_little_together_days') as little_together_days
    from weight
    cross join as_of
  ),
  tied as (
    select
      *,
      max(strength_peak) over () as best_peak
    from known_ties(of)
    where exists (from whose)
  ),
  resting as (
    select tied.*
    from tied
    join person using (person_id)
    anti join (
      select action.person_id
      from action
      cross join owner
      where action.is_in_effect
    ) as away using (person_id)
    where tied.rhythm in ('cooling', 'dormant')
      and person.is_current
  ),
  mutual as (
    select
      resting.person_id,
      arg_max(friend.name, (friend.strength, friend.person_id)) as name,
      arg_max(neighbour.last_on, (friend.strength, friend.person_id)) as last_on
    from resting
    join neighbour using (person_id)
    join tied as friend
      on friend.person_id = neighbour.neighbour_id
      and friend.rhythm = 'active'
    where neighbour.exchanged > 0
      and neighbour.last_on > resting.last_contact_on
    group by resting.person_id
  ),
  told as (
    select
      resting.person_id,
      news.news,
      case news.news
        when 'job_change' then ours.job_change
        when 'title' then ours.title
        else ours.move
      end as weight,
      news.why || ' by ' || strftime(news.latest_on, '%b %Y') as why
    from resting
    join news using (person_id)
    cross join ours
    where news.latest_on > resting.last_contact_on
    union all
    select
      resting.person_id,
      'birthday',
      ours.birthday,
      'birthday on ' || strftime(next_birthday.falls_on, '%-d %b')
    from resting
    join next_birthday using (person_id)
    cross join ours
    where next_birthday.falls_on <= ours.as_of + ours.birthday_days
    union all
    select
      mutual.person_id,
      'mutual_contact',
      ours.mutual,
      'in touch with ' || coalesce(mutual.name, 'somebody you know') || ' in ' || strftime(mutual.last_on, '%b %Y')
    from mutual
    cross join ours
  ),
  gathered as (
    select
      person_id,
      1 + sum(weight) as news,
      list({'term': news, 'weight': weight, 'why': why} order by weight desc, news) as items
    from told
    group by person_id
  ),
  together as (
    select
      shared_history.person_id,
      certain_days
    from shared_history
    cross join owner
    union all
    select
      person_id,
      certain_days
    from shared_history_of((select max(person_id) from other))
  ),
  time_together as (
    select
      person_id,
      max(certain_days) as days
    from together
    group by person_id
  ),
  own_standing as (
    -- Whose own is not known stands as a professional does.
    select coalesce(max(standing), seniority_rank('professional')) as standing
    from person_now
    join whose using (person_id)
  ),
  weighed as (
    select
      resting.*,
      ours.scale,
      resting.strength_peak / resting.best_peak as peak,
      coalesce(gathered.news, 1) as news,
      coalesce(gathered.items, []) as items,
      least(1, (resting.received + 1) / (resting.sent + 1)) as willingness,
      coalesce(
        resting.contact_days <= ours.little_days
          and coalesce(time_together.days, 0) < ours.little_together_days
          and person_now.standing > own_standing.standing,
        false
      ) as is_surprising
    from resting
    cross join ours
    cross join own_standing
    left join gathered using (person_id)
    left join time_together using (person_id)
    left join person_now using (person_id)
  ),
  ranked as (
    select
      *,
      scale * peak * news * willingness as score,
      row_number() over (
        partition by is_surprising
        order by scale * peak * news * willingness desc, person_id
      ) as rank
    from weighed
  )
select
  person_id,
  name,
  -- 1, 2, 4, 5, 7 … for the others; where one kind runs out, the other moves up.
  row_number() over (
    order by case when is_surprising then 3 * rank else rank + (rank - 1) // 2 end
  ) as place,
  is_surprising,
  kind,
  rhythm,
  last_contact_on,
  silence_ratio,
  contact_days,
  sent,
  received,
  scale,
  score,
  peak,
  news,
  willingness,
  items
from ranked
order by place
