-- Pairs of profiles worth comparing: those that share a block that is not too large to tell anything.

-- One row a profile and block. `cap`: a block of more profiles is passed over; other blocks narrow what it would have held.
create table block as
with named as (
  select profile_form.profile_id, form.*
  from profile_form
  join form using (form_no)
)
select profile_id, fact || ':' || value as block, 50 as cap from identifier
union
select profile_id, 'name:' || bag, 80 from named where len(long_words) > 1
union
select profile_id, 'joined:' || joined, 40 from named where length(joined) > 5
union
select named.profile_id, 'name+work:' || last || left(first, 1) || workplace, 40 from named join workplace using (profile_id) where last != ''
union
select profile_id, 'last+f:' || last || ' ' || left(first, 1), 60 from named where length(last) > 1
union
select profile_id, 'last+f:' || first || ' ' || left(last, 1), 60 from named where length(last) > 1 and length(first) > 1
union
select profile_id, 'ends:' || left(last, 3) || ' ' || left(first, 3), 40 from named where length(last) > 2 and length(first) > 2
union
select profile_id, 'rare:' || word, 12 from (select profile_id, unnest(words) as word from named) where length(word) > 3
union
select profile_id, 'handle:' || handle, 20 from handle where length(handle) > 3
union
select profile_id, 'form:' || letters, 30 from handle where length(letters) > 3
union
select profile_form.profile_id, 'form:' || form_handle.letters, 30 from profile_form join form_handle using (form_no)
union
select profile_id, format('born:{}-{}-{}', year, month, day), 30 from profile_birthday where day is not null
union
select named.profile_id, format('born:{}-{} {}', month, day, left(first, 2)), 30 from named join profile_birthday using (profile_id) where day is not null
union
select named.profile_id, format('born:{}-{} {}', year, month, left(last, 2)), 30 from named join profile_birthday using (profile_id) where month is not null
union
select named.profile_id, format('town:{} {}', town, first), 20 from named join town using (profile_id)
union
select named.profile_id, format('town:{} {}', town, last), 20 from named join town using (profile_id) where last != ''
union
select profile_a, 'judged:' || profile_a || '/' || profile_b, 2 from judgement semi join profile on profile.profile_id = judgement.profile_a
union
select profile_b, 'judged:' || profile_a || '/' || profile_b, 2 from judgement semi join profile on profile.profile_id = judgement.profile_b;

create table pair as
with useful as (
  select profile_id, hash(block) as block
  from block
  qualify count(*) over (partition by block) between 2 and any_value(cap) over (partition by block)
)
select distinct a.profile_id as a, b.profile_id as b
from useful as a
join useful as b
  on a.block = b.block
 and a.profile_id < b.profile_id;

create table evidence (
  a integer,
  b integer,
  fact varchar,
  level varchar,
  points double,
  why varchar,
  apart_below double
);

create table scored (
  a integer,
  b integer,
  log_odds double,
  probability double,
  is_certain boolean,
  is_against boolean
);
