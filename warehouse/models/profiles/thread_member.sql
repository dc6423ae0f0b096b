-- One interaction in one thread: what answers, or answers the same, or is one conversation to its source, is one
-- thread. A message that we don't have still holds its answers together. A topic alone never does.
--
-- interaction_id  of the interaction
-- thread_id       interaction_id of the thread's first one
with recursive
  -- Nearest last. A conversation is treated as one more message, that all of its messages answer.
  answer as materialized (
    select
      interaction_copy.interaction_id as node,
      -- As in `interaction_copy`; of several mails under one Message-ID the one that has nothing else in its key.
      (
        md5_number_lower(
          if(
            starts_with(reference.refers_to, 'mid:'),
            reference.refers_to,
            reference.source || '/' || reference.refers_to
          )
        ) >> 1
      )::bigint as other,
      max(reference.position) as nearness
    from staged.reference
    left join profiles.told_again using (landed_seq, context_id, interaction)
    join profiles.interaction_copy
      on interaction_copy.telling_no = coalesce(told_again.telling_no, reference.landed_seq)
    group by all
    union all
    select distinct
      interaction_copy.interaction_id,
      (md5_number_lower('conversation/' || interaction.source || '/' || interaction.conversation) >> 1)::bigint,
      0
    from staged.interaction
    left join profiles.told_again using (landed_seq, context_id, interaction)
    join profiles.interaction_copy
      on interaction_copy.telling_no = coalesce(told_again.telling_no, interaction.landed_seq)
    where interaction.conversation is not null
  ),
  -- From each message up to the one it answers, doubling the step until all stand on a beginning: long chains take few
  -- rounds. Rings, which only broken mail has, would go round for ever.
  climb(node, top, round) using key (node) as (
    select
      node,
      arg_max(other, (nearness, other)),
      0
    from answer
    group by node
    union
    select
      climb.node,
      higher.top,
      climb.round + 1
    from climb
    join recurring.climb as higher on higher.node = climb.top
    where higher.top != climb.top
      and climb.round < 32
  ),
  -- Where a message names several, their beginnings are one thread.
  tie as materialized (
    select distinct
      coalesce(one.top, answer.node) as one,
      coalesce(two.top, answer.other) as other
    from answer
    left join climb as one on one.node = answer.node
    left join climb as two on two.node = answer.other
    where coalesce(one.top, answer.node) != coalesce(two.top, answer.other)
  ),
  tie_both_ways as materialized (
    select one, other from tie
    union
    select other, one from tie
  ),
  -- Connected components as FastSV finds them (Zhang, Azad, Buluc, PP 2020): in each round everyone looks two labels
  -- ahead, on their own side and over each tie, and takes the least. Twice as long a chain takes one round more.
  label(top, least_top) using key (top) as (
    select distinct
      one,
      one
    from tie_both_ways
    union
    (
      with
        grand as (
          select
            known.top,
            known.least_top,
            above.least_top as least_above
          from recurring.label as known
          join recurring.label as above on above.top = known.least_top
        ),
        proposed as (
          select
            top,
            least_above as least_top
          from grand
          union all
          select
            unnest([near.top, near.least_top]),
            far.least_above
          from tie_both_ways
          join grand as near on near.top = tie_both_ways.one
          join grand as far on far.top = tie_both_ways.other
          where far.least_above < near.least_top
        )
      select
        proposed.top,
        min(proposed.least_top)
      from proposed
      join recurring.label as known on known.top = proposed.top
      where proposed.least_top < known.least_top
        and exists (from label)
      group by proposed.top
    )
  ),
  grouped as (
    select
      interaction.interaction_id,
      interaction.sent_at,
      coalesce(label.least_top, climb.top, interaction.interaction_id) as thread
    from profiles.interaction
    left join climb on climb.node = interaction.interaction_id
    left join label on label.top = coalesce(climb.top, interaction.interaction_id)
  )
select
  interaction_id,
  first_value(interaction_id) over (
    partition by thread
    order by sent_at nulls last, interaction_id
  ) as thread_id
from grouped
