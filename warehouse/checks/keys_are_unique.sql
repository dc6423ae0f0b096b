-- fail: a key names one row, and no part of it is null
with
  key as (
    select 'person' as "table", [person_id] as key from person
    union all
    select 'person_name', [person_id, name_key] from person_name
    union all
    select 'person_email', [person_id, email_key] from person_email
    union all
    select 'person_phone', [person_id, phone_key] from person_phone
    union all
    select 'person_link', [person_id, url_key] from person_link
    union all
    select 'profile', [profile_id, record_key] from profile
    union all
    select 'known_id', [any_id] from known_id
    union all
    select 'import_ledger', [run_id, source] from import_ledger
    union all
    select 'source_status', [source] from source_status
    union all
    select 'unread', [source, field] from unread
    union all
    select 'match_pair', [profile_id_a, profile_id_b] from match_pair
  )
select
  "table",
  key
from key
group by all
having count(*) > 1
  or list_contains(list_transform(key, lambda part: part is null), true)
