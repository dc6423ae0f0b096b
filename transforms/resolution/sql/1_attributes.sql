-- What profiles say of themselves besides names: addresses, handles, identifying values, work and town, with how common they are.

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
  among('role', local)
    or exists (select 1 from word where list = 'household' and list_contains(regexp_split_to_array(local, '[._-]'), word)) as is_role,
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
  greatest(
    count(distinct least(left(form.first, 1), left(form.last, 1)) || greatest(left(form.first, 1), left(form.last, 1)))
      filter (len(form.words) > 1),
    count(distinct form.relative)
  ) as names
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

-- One row a profile that names its employers: all of them, without blanks. Where only a domain tells of work, nothing
-- says that it is another employer.
create table employed as
select profile_id, list(distinct workplace order by workplace) as employers
from workplace
where not contains(workplace, '.')
group by profile_id;

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
