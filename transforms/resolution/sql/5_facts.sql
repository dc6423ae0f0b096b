-- One row a pair and fact: the level at which it agrees or disagrees; `bonus` adds to the level's weight.

create or replace table fact as
with
-- identifiers: the best of each kind
shared as (
  select
    pair.a,
    pair.b,
    x.fact,
    case
      when x.is_role then 'role'
      when use.names <= 1 then 'one_name'
      when use.names = 2 then 'two_names'
      else 'many_names'
    end as level,
    case when level in ('one_name', 'two_names') then size.bits else 0 end as bonus,
    x.value as detail
  from pair
  join identifier as x on x.profile_id = pair.a
  join identifier as y on y.profile_id = pair.b and y.fact = x.fact and y.value = x.value
  join identifier_use as use on use.fact = x.fact and use.value = x.value, size
  qualify row_number() over (partition by pair.a, pair.b, x.fact order by bonus desc, level, x.value) = 1
),
differing as (
  select pair.a, pair.b, x.fact, 'differs' as level, 0 as bonus, null as detail
  from pair
  join (select distinct profile_id, fact from identifier where fact in ('address', 'phone')) as x on x.profile_id = pair.a
  join (select distinct profile_id, fact from identifier) as y on y.profile_id = pair.b and y.fact = x.fact
  anti join shared on shared.a = pair.a and shared.b = pair.b and shared.fact = x.fact
),
-- two addresses a typing error apart; not in the first letter, which is where a household's initials stand, and not in the
-- digits. A case, since bare equations DuckDB would join everybody on before it comes to the pairs.
near_address as (
  select pair.a, pair.b, 'near_address' as fact, 'close' as level, 0 as bonus, min(x.address || ' / ' || y.address) as detail
  from pair
  join profile_address as x on x.profile_id = pair.a and not x.is_placeholder and not x.is_role
  join profile_address as y on y.profile_id = pair.b and not y.is_placeholder and not y.is_role
  anti join shared on shared.a = pair.a and shared.b = pair.b and shared.fact = 'address'
  where length(x.local) > 4
    and case
      when x.domain != y.domain or left(x.local, 1) != left(y.local, 1) then false
      when regexp_replace(x.local, '[^0-9]', '', 'g') != regexp_replace(y.local, '[^0-9]', '', 'g') then false
      else damerau_levenshtein(x.local, y.local) <= 2
    end
  group by pair.a, pair.b
),
-- the same handle at two providers
handle_use as (
  select handle, count(distinct profile_id) as profiles
  from handle
  group by handle
),
own_handle as (
  select distinct handle.handle
  from handle
  join profile_form using (profile_id)
  join form_handle using (form_no, letters)
),
same_handle as (
  select
    pair.a,
    pair.b,
    'handle' as fact,
    case
      when name_word.word is not null then 'name_word'
      when own_handle.handle is not null and regexp_matches(x.handle, '[0-9]{2}') then 'name_and_number'
      when own_handle.handle is not null then 'from_name'
      when length(x.handle) >= 8 or length(x.handle) >= 6 and regexp_matches(x.handle, '[0-9]') then 'long'
      else 'short'
    end as level,
    case when level = 'name_word' then name_word.bits when level = 'from_name' then 0 else size.bits - 2 * log2(greatest(use.profiles - 1, 1)) end as bonus,
    x.handle as detail
  from pair
  join handle as x on x.profile_id = pair.a
  join handle as y on y.profile_id = pair.b and y.handle = x.handle
  join handle_use as use on use.handle = x.handle
  left join own_handle on own_handle.handle = x.handle
  left join name_word on name_word.word = x.letters and name_word.names > 1
  anti join shared on shared.a = pair.a and shared.b = pair.b and shared.fact = 'address', size
  where length(x.handle) > 4
  qualify row_number() over (partition by pair.a, pair.b order by bonus desc, level, x.handle) = 1
),
-- one account each on one network, and not the same
other_account as (
  select pair.a, pair.b, 'account' as fact, 'differs' as level, 0 as bonus, min(x.link_kind) as detail
  from pair
  join account as x on x.profile_id = pair.a
  join account as y on y.profile_id = pair.b and y.link_kind = x.link_kind
  anti join shared on shared.a = pair.a and shared.b = pair.b and shared.fact = 'account'
  where not list_has_any(x.urls, y.urls)
  group by pair.a, pair.b
),
birth_level as (
  select
    pair.a,
    pair.b,
    case
      when x.year = y.year and x.month = y.month and x.day = y.day then 'same'
      when (x.year is null or y.year is null) and x.month = y.month and x.day = y.day then 'same_day'
      when (x.day is null or y.day is null) and x.year = y.year and coalesce(x.month = y.month, true) then 'same_year'
      when x.year = y.year and x.month = y.day and x.day = y.month then 'swapped'
      when (x.year = y.year)::int + (x.month = y.month)::int + (x.day = y.day)::int = 2 then 'close'
      when damerau_levenshtein(x.year || '-' || x.month || '-' || x.day, y.year || '-' || y.month || '-' || y.day) <= 2 then 'partly'
      else 'differs'
    end as level
  from pair
  join profile_birthday as x on x.profile_id = pair.a
  join profile_birthday as y on y.profile_id = pair.b
),
birth as (
  select a, b, fact, level, 0 as bonus, null as detail
  from birth_level
  join weight using (level)
  where weight.fact = 'birthday'
  qualify row_number() over (partition by a, b order by points desc, level) = 1
),
both_work as (
  select pair.a, pair.b, 'workplace' as fact, 'differs' as level, 0 as bonus, null as detail
  from pair
  join employed as x on x.profile_id = pair.a
  join employed as y on y.profile_id = pair.b
  where not list_has_any(x.employers, y.employers)
),
work as (
  select pair.a, pair.b, 'workplace' as fact, 'same' as level, max(if(contains(x.workplace, '.'), least(x.bits, 1), x.bits)) as bonus, max_by(x.workplace, (x.bits, x.workplace)) as detail
  from pair
  join workplace as x on x.profile_id = pair.a
  join workplace as y on y.profile_id = pair.b and y.workplace = x.workplace
  anti join shared on shared.a = pair.a and shared.b = pair.b and shared.fact = 'address'
  group by pair.a, pair.b
),
living as (
  select pair.a, pair.b, 'town' as fact, 'same' as level, max(x.bits) as bonus, max_by(x.town, (x.bits, x.town)) as detail
  from pair
  join town as x on x.profile_id = pair.a
  join town as y on y.profile_id = pair.b and y.town = x.town
  group by pair.a, pair.b
),
living_apart as (
  select pair.a, pair.b, 'town' as fact, 'differs' as level, 0 as bonus, null as detail
  from pair
  semi join town as x on x.profile_id = pair.a
  semi join town as y on y.profile_id = pair.b
  anti join living on living.a = pair.a and living.b = pair.b
),
one_list as (
  select pair.a, pair.b, 'one_list' as fact, 'same' as level, 0 as bonus, null as detail
  from pair
  join profile as x on x.profile_id = pair.a
  join profile as y on y.profile_id = pair.b and y.snapshot_group = x.snapshot_group
)
select a, b, fact, level, bonus::double as bonus, detail::varchar as detail
from (
  select a, b, 'name' as fact, level, bonus, detail
  from naming
  union all from shared
  union all from differing
  union all from near_address
  union all from same_handle
  union all from other_account
  union all from birth
  union all from work
  union all from both_work
  union all from living
  union all from living_apart
  union all from one_list
  union all
  select a, b, 'chance', 'any', -size.bits, null
  from pair, size
);

-- What people of one household, or of one office, share: where no name agrees it is one piece of evidence, the strongest.
insert into fact
select a, b, 'household', 'once', max(weight.points + fact.bonus) - sum(weight.points + fact.bonus), null
from fact
join weight using (fact, level)
join naming using (a, b)
where fact.fact in ('address', 'phone', 'page', 'workplace', 'town')
  and weight.points + fact.bonus > 0
  and naming.level in ('other_given', 'other_generation', 'unlike', 'one_word', 'similar', 'relative')
group by a, b
having count(*) > 1;

-- Every pair compared so far, with its facts and their sum. Points are whole sixteenths: such sums are exact, so that the
-- order of the rows cannot show in them.
insert into evidence
select
  fact.a,
  fact.b,
  fact.fact,
  fact.level,
  round(16 * (weight.points + fact.bonus)) / 16 as points,
  weight.why || coalesce(': ' || fact.detail, '') as why,
  weight.apart_below
from fact
join weight using (fact, level);

insert into scored
select
  a,
  b,
  sum(points) as log_odds,
  1 / (1 + pow(2, -log_odds)) as probability,
  bool_or(fact in ('address', 'account') and level = 'one_name') as is_certain,
  probability < max(apart_below) as is_against
from evidence
semi join pair using (a, b)
group by a, b;
