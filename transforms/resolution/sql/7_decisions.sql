-- The pairs worth telling of and what became of them: likely ones, joined ones, judged ones, and those that kept likely ones apart. `grouped`: profile_id, cluster.

create table person as
select
  profile_id,
  min_by(profile_id, (first_landed_seq, profile_id)) over (partition by cluster) as person_id
from profile
join grouped using (profile_id);

create table judged as
select
  least(profile_a, profile_b) as a,
  greatest(profile_a, profile_b) as b,
  bool_or(verdict = 'different') as is_apart
from judgement
semi join profile on profile.profile_id = judgement.profile_a
semi join profile on profile.profile_id = judgement.profile_b
where profile_a != profile_b
group by all;

-- Two people told apart by a judgement on any of their profiles.
create table people_apart as
select distinct least(x.person_id, y.person_id) as p, greatest(x.person_id, y.person_id) as q
from judged
join person as x on x.profile_id = judged.a
join person as y on y.profile_id = judged.b
where judged.is_apart;

create table decided as
select
  scored.a,
  scored.b,
  scored.probability,
  case
    when pa.is_owner and pb.is_owner then 'owner'
    when judged.a is not null then 'judgement'
    when x.person_id = y.person_id and scored.is_certain then 'certain'
    when x.person_id = y.person_id then 'score'
    when people_apart.p is not null then 'judgement'
    when scored.is_against or scored.probability >= getvariable('same') then 'conflict'
    else 'score'
  end as decided_by,
  case
    when x.person_id = y.person_id then 'same'
    when decided_by = 'judgement' or scored.is_against or scored.probability < getvariable('review') then 'different'
    else 'review'
  end as decision
from scored
join person as x on x.profile_id = scored.a
join person as y on y.profile_id = scored.b
join profile as pa on pa.profile_id = scored.a
join profile as pb on pb.profile_id = scored.b
left join component as of_a on of_a.profile_id = scored.a
left join component as of_b on of_b.profile_id = scored.b
left join judged on judged.a = scored.a and judged.b = scored.b
left join people_apart
  on people_apart.p = least(x.person_id, y.person_id)
 and people_apart.q = greatest(x.person_id, y.person_id)
where scored.probability >= getvariable('review')
   or x.person_id = y.person_id
   or judged.a is not null
   or scored.is_against and of_a.component = of_b.component;
