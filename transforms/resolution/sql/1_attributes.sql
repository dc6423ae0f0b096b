-- What profiles say of themselves, prepared for comparing: names as forms, addresses as handles, values with how common they are.
-- Reads the inputs (profile, name, email, …), `word` (lists of words), `setting`.

create macro loose(folded) as
  -- ue and u, oe and o, ae and a are one: Mueller is Müller
  regexp_replace(folded, '([aou])e', '\1', 'g');

create macro among(list_name, text) as
  exists (select 1 from word where word.list = list_name and word.word = text);

set variable generations = (select list(word.word) from word where word.list = 'generation');
set variable same = (select value from setting where name = 'same');
set variable review = (select value from setting where name = 'review');
set variable closure = (select value from setting where name = 'closure');
set variable word_bits_most = (select value from setting where name = 'word_bits_most');
set variable initial_bits = (select value from setting where name = 'initial_bits');
set variable imagined_names = (select value from setting where name = 'imagined_names');
set variable imagined_share = (select value from setting where name = 'imagined_share');

create table nickname as
select distinct loose(long) as long, loose(short) as short
from nickname_word;

-- One row: how many profiles there are, as bits; rounded up, so that one profile more seldom changes any score.
create table size as
select greatest(ceil(log2(count(*) + 1)), 4)::double as bits
from profile;

-- One row a profile and spelling of its name; placeholders ("LinkedIn Member") are no names.
create table profile_name as
select distinct
  name.profile_id,
  name.name_key,
  coalesce(name.given_key, '') as given_key,
  coalesce(name.family_key, '') as family_key
from name
semi join profile using (profile_id)
where name.name_key is not null
  and not among('anonymous', name.name_key);

-- One row a spelling: its words, first and last, letters only, the generation (jr, sr) apart.
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
  array_to_string(words, '') as joined
from worded
where len(words) > 0;

create table profile_form as
select profile_name.profile_id, form.form_no
from profile_name
join form using (name_key, given_key, family_key);

-- One row a word of names: how much it tells, in bits. Counted over different names, so that one person in five sources
-- does not make a name common; a handful of imagined names keeps small address books from calling every name unique.
create table name_word as
with counted as (
  select unnest(list_distinct(words)) as word, bag
  from form
),
total as (
  select count(distinct bag) as names
  from form
)
select
  word,
  count(distinct bag) as names,
  round(least(
    getvariable('word_bits_most'),
    -log2((count(distinct bag) + getvariable('imagined_names') * getvariable('imagined_share'))
      / (any_value(total.names) + getvariable('imagined_names')))
  )) as bits
from counted, total
group by word;

-- One row a spelling: the bits of its words.
create table form_bits as
select
  form.form_no,
  coalesce(sum(name_word.bits) filter (length(name_word.word) > 1), 0) as bits,
  coalesce(max(name_word.bits) filter (name_word.word = form.first), getvariable('initial_bits')) as first_bits,
  coalesce(
    max(name_word.bits) filter (replace(name_word.word, ' ', '') = form.last),
    sum(name_word.bits) filter (contains(form.last, name_word.word) and length(name_word.word) > 2),
    getvariable('initial_bits')
  ) as last_bits
from form
left join (select form_no, unnest(list_distinct(words)) as word from form) as part using (form_no)
left join name_word using (word)
group by form.form_no;

-- One row a profile and address. The mailbox of user 12+ada@users.noreply.github.com is ada's, whatever the number.
create table profile_address as
with cut as (
  select distinct
    email.profile_id,
    case
      when email.address_key like '%@users.noreply.github.com' then regexp_replace(email.address_key, '^[0-9]+[+]', '')
      else email.address_key
    end as address
  from email
  semi join profile using (profile_id)
  where email.address_key is not null
),
halved as (
  select
    profile_id,
    address,
    regexp_replace(split_part(address, '@', 1), '[+].*$', '') as local,
    split_part(address, '@', 2) as domain
  from cut
)
select
  *,
  among('nobody', local) or domain not like '%.%' or among('nowhere', domain) as is_placeholder,
  among('role', local) as is_role,
  among('free_mail', domain) as is_free_mail
from halved;

-- One row a profile and what it calls itself without blanks: the left side of an address, or a name of one word.
create table handle as
select distinct profile_id, local as handle, loose(regexp_replace(local, '[^a-z]', '', 'g')) as letters
from profile_address
where not is_placeholder
  and not is_role
union
select profile_form.profile_id, form.joined, loose(regexp_replace(form.joined, '[^a-z]', '', 'g'))
from profile_form
join form using (form_no)
where len(form.words) = 1
  and regexp_full_match(form.joined, '[a-z0-9]{5,}');

-- One row a spelling and way of writing it as a handle: rom le clair as romleclair, rleclair, leclairr …
create table form_handle as
with ways as (
  select form_no, 'handle_full' as level, unnest([joined, first || last, last || first]) as letters
  from form
  where length(first) > 1
    and length(last) > 1
  union
  select form_no, 'handle_initial', unnest([left(first, 1) || last, last || left(first, 1), array_to_string(list_transform(words[1:-2], lambda w: left(w, 1)), '') || last])
  from form
  where length(last) > 2
  union
  select form_no, 'handle_given', first || left(last, 1)
  from form
  where length(first) > 2
    and last != ''
)
select form_no, letters, max_by(level, case level when 'handle_full' then 3 when 'handle_initial' then 2 else 1 end) as level
from ways
where length(letters) >= 4
group by form_no, letters;

-- One row a profile and identifying value.
create table identifier as
select profile_id, 'address' as fact, address as value, is_role
from profile_address
where not is_placeholder
union
select phone.profile_id, 'phone', phone.e164, false
from phone
semi join profile using (profile_id)
where phone.e164 is not null
union
select link.profile_id, case when link.link_kind in ('website', 'organization') then 'page' else 'account' end, link.url_key, false
from link
semi join profile using (profile_id)
where link.url_key is not null;

-- One row an identifying value: how many profiles carry it, and under how many unlike names (by their initials).
create table identifier_use as
select
  identifier.fact,
  identifier.value,
  count(distinct identifier.profile_id) as profiles,
  count(distinct least(left(form.first, 1), left(form.last, 1)) || greatest(left(form.first, 1), left(form.last, 1)))
    filter (len(form.words) > 1) as names
from identifier
left join profile_form using (profile_id)
left join form using (form_no)
group by identifier.fact, identifier.value;

-- One row a profile and network on which a person has one account: the accounts it names there.
create table account as
select profile_id, link_kind, list(distinct url_key order by url_key) as urls
from link
semi join profile using (profile_id)
where url_key is not null
  and among('one_account_each', link_kind)
group by profile_id, link_kind;

create table profile_birthday as
select distinct birthday.*
from birthday
semi join profile using (profile_id)
where birthday.month is not null
   or birthday.year is not null;

-- One row a profile and employer or domain of a work address, with how much it tells.
create table workplace as
with said as (
  select profile_id, organization_key as workplace
  from organization
  semi join profile using (profile_id)
  where organization_key is not null
  union
  select profile_id, domain
  from profile_address
  where not is_placeholder
    and not is_free_mail
),
use as (
  select workplace, count(distinct profile_id) as profiles
  from said
  group by workplace
)
select profile_id, workplace, round(least(6, size.bits - log2(profiles))) as bits
from said
join use using (workplace), size;

-- One row a profile and town, with how much it tells.
create table town as
with said as (
  select distinct profile_id, locality_key as town
  from place
  semi join profile using (profile_id)
  where locality_key is not null
),
use as (
  select town, count(distinct profile_id) as profiles
  from said
  group by town
)
select profile_id, town, round(least(6, size.bits - log2(profiles))) as bits
from said
join use using (town), size;
