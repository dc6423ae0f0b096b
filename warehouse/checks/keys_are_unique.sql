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
    select 'tie', [person_id] from tie
    union all
    select 'contact_day', [person_id, day::varchar] from contact_day
    union all
    select 'weight', [name] from weight
    union all
    select 'match_pair', [profile_id_a, profile_id_b] from match_pair
    union all
    select 'affiliation', [person_id, post_no::varchar] from affiliation
    union all
    select 'organization', [organization_id] from organization
    union all
    select 'organization_alias', [organization_id, kind, alias] from organization_alias
    union all
    select 'organization_domain', [domain] from organization_domain
    union all
    select 'shared_history', [person_id, organization_id, kind] from shared_history
  )
select
  "table",
  key
from key
group by all
having count(*) > 1
  or list_contains(list_transform(key, lambda part: part is null), true)
