-- One address that is a mailing list's, as the header of some mail says.
--
-- address_key  its normal form
-- reason       the evidence in words
with
  -- <dev.lists.example.org> is the List-Id of dev@lists.example.org.
  list_name as (
    select distinct list_id_key
    from staged.interaction
    where list_id_key is not null
  ),
  found as (
    select
      list_post_key as address_key,
      'a List-Post names this address' as reason
    from staged.interaction
    where list_post_key is not null
    union
    select
      address_key,
      'a List-Id is made of this address'
    from profiles.correspondent
    where replace(address_key, '@', '.') in (from list_name)
  )
select
  address_key,
  max(reason) as reason
from found
group by address_key
