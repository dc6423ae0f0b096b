-- One row a pair of spellings: the level at which they agree, and the bits of what they agree in.

create or replace table form_level as
with sides as (
  select
    form_pair.form_x,
    form_pair.form_y,
    x, y,
    bits_x, bits_y,
    coalesce(bag_edit.edit, 0) as edit,
    len(x.words) > 1 and len(y.words) > 1 as are_whole,
    family_stem(x.last) = family_stem(y.last) and x.last != '' as same_last,
    x.first = y.first as same_first,
    length(x.first) = 1 or length(y.first) = 1 as has_initial,
    exists (
      select 1
      from nickname
      where (nickname.short, nickname.long) in ((x.first, y.first), (y.first, x.first))
    ) or exists (
      select 1
      from nickname as one
      join nickname as other using (long)
      where one.short = x.first
        and other.short = y.first
    ) as are_nicknames,
    (
      without_gender(x.first) = without_gender(y.first) and length(without_gender(x.first)) > 2
      or x.first = y.first || 'a'
      or y.first = x.first || 'a'
    )
      and bits_x.is_first_common
      and bits_y.is_first_common
      and regexp_matches(x.first, '[ae]$') != regexp_matches(y.first, '[ae]$') as are_man_and_woman,
    jaro_winkler_similarity(x.first, y.first) as first_similarity,
    jaro_winkler_similarity(x.last, y.last) as last_similarity
  from form_pair
  join form as x on x.form_no = form_pair.form_x
  join form as y on y.form_no = form_pair.form_y
  join form_bits as bits_x on bits_x.form_no = form_pair.form_x
  join form_bits as bits_y on bits_y.form_no = form_pair.form_y
  left join bag_edit on bag_edit.bag_x = x.bag and bag_edit.bag_y = y.bag
),
levelled as (
  select
    *,
    case
      when x.relative != y.relative then 'unlike'
      when (x.relative is null) != (y.relative is null) then 'relative'
      when x.bag = y.bag and len(x.long_words) > 1 then 'same'
      when x.joined = y.joined and length(x.joined) > 5 and (are_whole or len(x.words) != len(y.words)) then 'same_letters'
      when x.joined = y.joined and (length(x.joined) < 5 or not regexp_full_match(x.joined, '[a-z0-9]+')) then 'same_single'
      when are_whole and len(x.long_words) > 1 and list_has_all(y.words, x.long_words)
        or are_whole and len(y.long_words) > 1 and list_has_all(x.words, y.long_words) then 'contained'
      when are_whole and same_last and has_initial and left(x.first, 1) = left(y.first, 1) then 'initial'
      when are_whole and same_last and are_nicknames then 'nickname'
      when are_whole and same_last and are_man_and_woman then 'other_given'
      when are_whole and edit >= 0.85 and (same_last or same_first or edit >= 0.9) then 'close'
      when are_whole and same_last and first_similarity >= 0.87 then 'close'
      when are_whole and same_first and last_similarity >= 0.9 then 'close'
      when are_whole and first_similarity >= 0.85 and last_similarity >= 0.85 then 'similar'
      when are_whole and same_last then 'other_given'
      when are_whole and same_first then 'other_family'
      when are_whole and edit >= 0.7 then 'similar'
      when are_whole and list_has_any(x.long_words, y.long_words) then 'one_word'
      when are_whole then 'unlike'
      when x.joined != y.joined and list_has_any(x.words, y.words) then 'part'
    end as level
  from sides
)
select
  form_x,
  form_y,
  level,
  case level
    when 'same' then least(bits_x.bits, bits_y.bits)
    when 'same_letters' then greatest(bits_x.bits, bits_y.bits)
    when 'same_single' then least(bits_x.bits, bits_y.bits)
    when 'contained' then case when len(x.long_words) <= len(y.long_words) then bits_x.bits else bits_y.bits end
    when 'initial' then least(bits_x.last_bits, bits_y.last_bits) + getvariable('initial_bits')
    when 'nickname' then least(bits_x.last_bits, bits_y.last_bits) + least(bits_x.first_bits, bits_y.first_bits) - 1
    when 'close' then case
      when same_last then least(bits_x.last_bits, bits_y.last_bits) + least(bits_x.first_bits, bits_y.first_bits) - 2
      when same_first then least(bits_x.last_bits, bits_y.last_bits) - 2 + least(bits_x.first_bits, bits_y.first_bits)
      else least(bits_x.bits, bits_y.bits) - 4
    end
    when 'similar' then 6
    when 'part' then case when len(x.words) = 1 then bits_x.bits else bits_y.bits end
    when 'other_family' then least(bits_x.first_bits, bits_y.first_bits) * 0.5
    else 0
  end as bits,
  case when x.name_key = y.name_key then x.name_key else x.name_key || ' / ' || y.name_key end as detail
from levelled
where level is not null;

-- One row a pair and agreement between a name of one and a handle of the other.
create or replace table handle_level as
with directed as (
  select a, b, a as named, b as handled
  from pair
  union all
  select a, b, b, a
  from pair
)
select distinct
  directed.a,
  directed.b,
  form_handle.level,
  case form_handle.level
    when 'handle_full' then form_bits.first_bits + form_bits.last_bits
    when 'handle_initial' then form_bits.last_bits + getvariable('initial_bits')
    else form_bits.first_bits + 2
  end as bits,
  form.name_key || ' / ' || handle.handle as detail
from directed
join profile_form on profile_form.profile_id = directed.named
join form_handle using (form_no)
join handle on handle.profile_id = directed.handled and handle.letters = form_handle.letters
join form_bits using (form_no)
join form using (form_no);

-- One row a pair: how the names agree, the best of any two spellings; a handle speaks where the names themselves say less.
create or replace table naming as
with name_best as (
  select pair.a, pair.b, level, bits, detail, weight.points + bits as points
  from pair
  join profile_form as x on x.profile_id = pair.a
  join profile_form as y on y.profile_id = pair.b
  join form_level
    on form_level.form_x = least(x.form_no, y.form_no)
   and form_level.form_y = greatest(x.form_no, y.form_no)
  join weight using (level)
  where weight.fact = 'name'
  qualify row_number() over (partition by pair.a, pair.b order by points desc, level, detail) = 1
),
handle_best as (
  select a, b, level, bits, detail, weight.points + bits as points
  from handle_level
  join weight using (level)
  where weight.fact = 'name'
  qualify row_number() over (partition by a, b order by points desc, level, detail) = 1
),
name_fact as (
  select * from name_best
  union all
  select * from handle_best
),
-- father and son: by the word behind the name, or by one word and birthdays a generation apart
profile_generation as (
  select profile_id, list(distinct generation order by generation) as words
  from profile_form
  join form using (form_no)
  where generation is not null
  group by profile_id
),
born as (
  select profile_id, min(year) as year
  from profile_birthday
  group by profile_id
),
generations as (
  select
    pair.a,
    pair.b,
    'other_generation' as level,
    0 as bonus,
    concat_ws(' / ', x.words[1], y.words[1], born_x.year, born_y.year) as detail
  from pair
  left join profile_generation as x on x.profile_id = pair.a
  left join profile_generation as y on y.profile_id = pair.b
  left join born as born_x on born_x.profile_id = pair.a
  left join born as born_y on born_y.profile_id = pair.b
  where not list_has_any(x.words, y.words)
     or coalesce(x.words, y.words) is not null and abs(born_x.year - born_y.year) >= getvariable('generation_years')
)
from generations
union all
(
  select a, b, level, bits as bonus, detail
  from name_fact
  anti join generations using (a, b)
  qualify row_number() over (
    partition by a, b
    order by level in ('unlike', 'other_given', 'other_family', 'one_word', 'similar') desc, points desc, level, detail
  ) = 1
);
