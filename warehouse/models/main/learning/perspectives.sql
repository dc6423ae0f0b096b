-- macro: perspectives(of := null)
-- One person whom `of` is in contact with and from whose world they hear other things than from their own; the owner of
-- the warehouse by default. The most different first.
--
-- person_id        who
-- name             what they are called
-- organization_id  where they work now, see `organization`; null when not known
-- organization     its name
-- score            how different: the sum of the four below, each times its weight (see `weight`)
-- weakest          the one of them that adds least
-- circle           1 - Jaccard of the people around both: those around both by those around either, the two themselves
--                  and the owner aside; null when nobody is, and for the owner
-- industry         1 when theirs is another, 0 when it is the same; null when it is not known of both
-- job_function     the same of their field of work
-- place            the same of their country
-- why              what differs, in words
with
  self as (
    select
      known_id.person_id,
      person_now.* exclude (person_id)
    from known_id
    join person_now using (person_id)
    where known_id.any_id = coalesce(of, me())
  ),
  around as (
    select
      neighbour_id,
      exchanged
    from neighbour
    where person_id = (select person_id from self)
  ),
  familiar as (
    select neighbour_id
    from around
    union all
    select person_id
    from self
    union all
    select me()
  ),
  -- First, since they are few for the owner, who is in most of what is seen.
  stranger as (
    select network_position.person_id
    from network_position
    anti join familiar on familiar.neighbour_id = network_position.person_id
  ),
  -- Whom they know of whom `of` was never in a contact with.
  apart as (
    select
      link.person_id,
      count(*) as people
    from neighbour as link
    semi join stranger on stranger.person_id = link.neighbour_id
    where link.person_id in (select around.neighbour_id from around)
    group by link.person_id
  ),
  own as (
    select
      (select count(*) from around where coalesce(neighbour_id != me(), true)) as people,
      coalesce(person_id != me(), true)::integer as self_counts
    from self
  ),
  compared as (
    select
      around.neighbour_id as person_id,
      -- Of the people around `of` one is the person themselves, and the other way round.
      case
        when around.neighbour_id is distinct from me()
          then 1 - (coalesce(theirs.contacts, 0) - own.self_counts - coalesce(apart.people, 0))
            / nullif(own.people - 1 + coalesce(apart.people, 0), 0)
      end as circle,
      (person_now.industry != self.industry)::integer::double as industry,
      (person_now.job_function != self.job_function)::integer::double as job_function,
      (person_now.country != self.country)::integer::double as place,
      person_now.* exclude (person_id, industry, job_function),
      person_now.industry as their_industry,
      person_now.job_function as their_function
    from around
    cross join self
    cross join own
    left join network_position as theirs on theirs.person_id = around.neighbour_id
    left join apart on apart.person_id = around.neighbour_id
    left join person_now on person_now.person_id = around.neighbour_id
    where around.exchanged > 0
  ),
  constant as (
    select
      max(value) filter (where name = 'perspectives_circle') as circle,
      max(value) filter (where name = 'perspectives_industry') as industry,
      max(value) filter (where name = 'perspectives_function') as job_function,
      max(value) filter (where name = 'perspectives_place') as place
    from weight
  ),
  weighed as (
    select
      compared.*,
      constant.circle * coalesce(compared.circle, 0) as from_circle,
      constant.industry * coalesce(compared.industry, 0) as from_industry,
      constant.job_function * coalesce(compared.job_function, 0) as from_function,
      constant.place * coalesce(compared.place, 0) as from_place
    from compared
    cross join constant
  )
select
  weighed.person_id,
  person.name,
  weighed.organization_id,
  weighed.organization,
  weighed.from_circle + weighed.from_industry + weighed.from_function + weighed.from_place as score,
  case least(weighed.from_circle, weighed.from_industry, weighed.from_function, weighed.from_place)
    when weighed.from_industry then 'industry'
    when weighed.from_function then 'job_function'
    when weighed.from_place then 'place'
    else 'circle'
  end as weakest,
  weighed.circle,
  weighed.industry,
  weighed.job_function,
  weighed.place,
  concat_ws(
    '; ',
    round(100 * weighed.circle)::integer || ' % of the people around the two are around one of them only',
    case weighed.industry when 1 then 'another industry: ' || weighed.their_industry end,
    case weighed.job_function when 1 then 'another field: ' || weighed.their_function end,
    case weighed.place when 1 then 'another country: ' || weighed.country end
  ) as why
from weighed
join person using (person_id)
order by
  score desc,
  weighed.person_id
