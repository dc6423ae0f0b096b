-- fail: every record that claims something leads to a profile or to an interaction
select
  reading.landed_seq,
  reading.context_id
from staged.reading
join profiles.record_version using (landed_seq, context_id)
anti join profiles.mention on mention.version = record_version.version
anti join profiles.interaction_copy on interaction_copy.version = record_version.version
where reading.claims > 0
