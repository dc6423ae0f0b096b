-- Two people who may be one, likeliest first, with what speaks for it and against it.
with
  pair as (
    select
      least(person_id_a, person_id_b) as person_id_a,
      greatest(person_id_a, person_id_b) as person_id_b,
      max(match_probability) as match_probability,
      arg_max(profile_id_a, (match_probability, profile_id_a, profile_id_b)) as profile_id_a,
      arg_max(profile_id_b, (match_probability, profile_id_a, profile_id_b)) as profile_id_b
    from match_pair
    where decision = 'review'
    group by
      1,
      2
  ),
  likeliest as (
    from pair
    order by
      match_probability desc,
      person_id_a,
      person_id_b
    limit 9
  )
select
  likeliest.person_id_a,
  likeliest.person_id_b,
  coalesce(person_a.name, person_a.email, 'no name') as name_a,
  coalesce(person_b.name, person_b.email, 'no name') as name_b,
  concat_ws(', ', person_a.title, person_a.organization) as known_as_a,
  concat_ws(', ', person_b.title, person_b.organization) as known_as_b,
  match_probability,
  list(why order by points desc, why) filter (points > 0) as for_it,
  list(why order by points, why) filter (points < 0 and fact <> 'chance') as against_it
from likeliest
join person as person_a on person_a.person_id = person_id_a
join person as person_b on person_b.person_id = person_id_b
left join match_evidence using (profile_id_a, profile_id_b)
group by all
order by
  match_probability desc,
  person_id_a,
  person_id_b
