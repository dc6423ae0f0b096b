-- warn: sources that know the owner agree on a name, an address or a page; else one is somebody else's export
with
  owner_profile as (
    from profiles.profile
    where is_owner
      and not is_correspondent
  ),
  known_by as (
    select profile_id, 'name' as kind, name_key as value
    from profiles.name
    union
    select profile_id, 'email', address_key
    from profiles.email
    union
    select profile_id, 'link', url_key
    from profiles.link
  ),
  agreeing as (
    select one.profile_id
    from known_by as one
    join known_by as other using (kind, value)
    semi join owner_profile on owner_profile.profile_id = other.profile_id
    where one.profile_id != other.profile_id
  )
select
  source,
  profile_id
from owner_profile
where source != 'me'
  and profile_id not in (from agreeing)
  and (select count(*) from owner_profile) > 1
