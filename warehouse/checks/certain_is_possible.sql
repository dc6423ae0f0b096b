-- fail: days that two people were certainly together are days that they can have been
select
  person_id,
  organization_id,
  kind
from shared_history
where certain_days > possible_days
  or (certain_days > 0 and not is_possible)
  or (possible_days > 0) > is_possible
  or certain_days is null
