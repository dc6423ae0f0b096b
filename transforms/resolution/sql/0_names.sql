-- Settings, and what profiles are called, prepared for comparing: names as forms, words with how much they tell.
-- Reads the inputs (profile, name, email, …), `word` (lists of words), `nickname_word`, `kinship`, `common_word`, `setting`.

create macro loose(folded) as
  -- ue and u, oe and o, ae and a are one: Mueller is Müller
  regexp_replace(folded, '([aou])e', '\1', 'g');

create macro family_stem(last) as
  -- a man and a woman of one Slavic family: Ivanov and Ivanova, Kowalski and Kowalska
  regexp_replace(last, '(ov|ev|in|sk|ck)(a|i|ii|ij|y|aia|aya|aja)$', '\1');

create macro without_gender(first) as
  -- Andrea and Andreas, Martin and Martina, Mario and Maria, Christian and Christine
  regexp_replace(first, '(ian|ia|io|ie|ine|ina|in|ette|an|as|us|os|a|e|o)$', '');

create macro among(list_name, text) as
  exists (select 1 from word where word.list = list_name and word.word = text);

set variable generations = (select list(word.word) from word where word.list = 'generation');
set variable same = (select value from setting where name = 'same');
set variable review = (select value from setting where name = 'review');
set variable closure = (select value from setting where name = 'closure');
set variable word_bits_most = (select value from setting where name = 'word_bits_most');
set variable generation_years = (select value from setting where name = 'generation_years');
set variable common_bits = (select value from setting where name = 'common_bits');
set variable namesakes_from = (select value from setting where name = 'namesakes_from');
set variable initial_bits = (select value from setting where name = 'initial_bits');
set variable imagined_names = (select value from setting where name = 'imagined_names');
set variable imagined_common_names = (select value from setting where name = 'imagined_common_names');
set variable imagined_share = (select value from setting where name = 'imagined_share');

create table nickname as
select distinct loose(long) as long, loose(short) as short
from nickname_word;

-- One row: how many profiles there are, as bits; rounded up, so that one profile more seldom changes any score.
create table size as
select greatest(ceil(log2(count(*) + 1)), 4)::double as bits
from profile;

-- One row a profile and spelling of its name; placeholders ("LinkedIn Member") are no names. A maiden name stands behind
-- each given name that the profile has: that is how the person was called.
create table profile_name as
with said as (
  select
    name.profile_id,
    name.name_key,
    coalesce(name.given_key, '') as given_key,
    coalesce(name.family_key, '') as family_key,
    name.kind
  from name
  semi join profile using (profile_id)
  where name.name_key is not null
    and not among('anonymous', name.name_key)
),
born as (
  select
    said.profile_id,
    said.given_key || ' ' || maiden.name_key as name_key,
    said.given_key,
    maiden.name_key as family_key
  from said
  join said as maiden using (profile_id)
  where said.kind is distinct from 'maiden'
    and said.family_key != ''
    and maiden.kind = 'maiden'
    and not starts_with(maiden.name_key, said.given_key || ' ')
)
select distinct profile_id, name_key, given_key, family_key
from said
where kind is distinct from 'maiden'
   or family_key != ''
   or not exists (select 1 from born where born.profile_id = said.profile_id)
union
from born;

-- One row a spelling: its words, first and last, letters only, the generation (jr, sr) apart; the relative that it calls
-- ("Mama", "Oma Berta") rather than names.
create table form as
with spelt as (
  select distinct name_key, given_key, family_key
  from profile_name
),
worded as (
  select
    *,
    list_filter(string_split(loose(name_key), ' '), lambda w: not list_contains(getvariable('generations'), w)) as words,
    list_filter(string_split(name_key, ' '), lambda w: list_contains(getvariable('generations'), w))[1] as generation
  from spelt
)
select
  row_number() over (order by name_key, given_key, family_key) as form_no,
  name_key,
  given_key,
  family_key,
  generation,
  words,
  list_filter(words, lambda w: length(w) > 1) as long_words,
  case when family_key = '' then words[1] else string_split(loose(given_key), ' ')[1] end as first,
  case when family_key = '' then '' else replace(loose(family_key), ' ', '') end as last,
  array_to_string(list_sort(words), ' ') as bag,
  array_to_string(words, '') as joined,
  (select min(relative) from kinship where kinship.word in (words[1], array_to_string(words, ' '))) as relative
from worded
where len(words) > 0;

create table profile_form as
select profile_name.profile_id, form.form_no
from profile_name
join form using (name_key, given_key, family_key);

-- One row a word of names: how much it tells, in bits. Counted over different names, so that one person in five sources
-- does not make a name common; a handful of imagined names keeps small address books from calling every name unique, and
-- more of them where the word is known to be common.
create table name_word as
with counted as (
  select unnest(list_distinct(words)) as word, bag
  from form
),
total as (
  select count(distinct bag) as names
  from form
),
common as (
  select loose(word) as word, max(share) as share
  from common_word
  group by all
)
select
  word,
  count(distinct bag) as names,
  count(common.share) > 0 as is_common,
  round(least(
    getvariable('word_bits_most'),
    -log2((count(distinct bag) + getvariable('imagined_names') * getvariable('imagined_share'))
      / (any_value(total.names) + getvariable('imagined_names'))),
    -log2((count(distinct bag) + getvariable('imagined_common_names') * any_value(common.share))
      / (any_value(total.names) + getvariable('imagined_common_names')))
  )) as bits
from counted
left join common using (word), total
group by word;

-- One row a spelling: the bits of its words. The words of one language go together, so that a name of common words only
-- tells less than its words by themselves. A handful of people has no namesakes yet; among many the book's own counts tell.
create table form_bits as
with book as (
  select
    count(distinct bag) as names,
    names / (names + getvariable('namesakes_from'))
      * getvariable('imagined_common_names') / (names + getvariable('imagined_common_names')) as share
  from form
)
select
  form.form_no,
  case
    when bool_and(coalesce(name_word.is_common, true))
      then round(2 * getvariable('common_bits') * any_value(book.share)) / 2 * greatest(count(name_word.word) - 1, 0)
    else 0
  end as discount,
  coalesce(sum(name_word.bits) filter (length(name_word.word) > 1), 0) - discount as bits,
  coalesce(bool_or(name_word.is_common) filter (name_word.word = form.first), false) as is_first_common,
  coalesce(max(name_word.bits) filter (name_word.word = form.first), getvariable('initial_bits')) as first_bits,
  coalesce(
    max(name_word.bits) filter (replace(name_word.word, ' ', '') = form.last),
    sum(name_word.bits) filter (contains(form.last, name_word.word) and length(name_word.word) > 2),
    getvariable('initial_bits')
  ) - discount as last_bits
from form
left join (select form_no, unnest(list_distinct(words)) as word from form) as part using (form_no)
left join name_word on name_word.word = part.word and length(part.word) > 1, book
group by form.form_no;
