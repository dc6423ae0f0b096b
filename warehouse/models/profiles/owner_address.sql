-- One address of the owner, as the settings or a source say.
--
-- address_key  its normal form
with
  -- The settings are mended by taking an address out; what a source once knew of the owner stays true.
  owner_record as (
    from profiles.record_version
    where is_current
      or source != 'me'
  )
select distinct email.address_key
from staged.email
semi join owner_record using (source, landed_seq, context_id)
where email.subject = 'me'
  and email.address_key is not null
