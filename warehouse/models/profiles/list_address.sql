-- One address that is a mailing list's, as the header of some mail says.
--
-- address_key  its normal form
-- reason       the evidence in words
with
  listed as (
    select distinct
      list_id_key,
      list_post_key
    from staged.interaction
    where list_id_key is not null
      or list_post_key is not null
  ),
  found as (
    select
      list_post_key as address_key,
      'a List-Post names this address' as reason
    from listed
    where list_post_key is not null
    union
    -- <dev.lists.example.org> is the List-Id of dev@lists.example.org.
    select
      address_key,
      'a List-Id is made of this address'
    from profiles.correspondent
    where replace(address_key, '@', '.') in (select list_id_key from listed where list_id_key is not null)
  )
select
  address_key,
  max(reason) as reason
from found
group by address_key
