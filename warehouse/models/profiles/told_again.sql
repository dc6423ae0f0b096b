-- One telling of an interaction by a record that tells of several, or was read in several ways. There are few, so that
-- the number of the record serves for all others.
--
-- landed_seq   the stored record
-- context_id   what its container said
-- interaction  the source's key for the interaction
-- telling_no   number of the telling, below 0
with
  again as (
    select landed_seq
    from staged.interaction
    group by landed_seq
    having count(*) > 1
  )
select
  landed_seq,
  context_id,
  interaction,
  -row_number() over (order by landed_seq, context_id, interaction) as telling_no
from staged.interaction
semi join again using (landed_seq)
group by
  landed_seq,
  context_id,
  interaction
