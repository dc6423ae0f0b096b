-- key: person_id
-- What the owner said last of getting in touch with one person: `reknit snooze`, `done` or `dismiss`. What was said
-- after `as_of`, or taken back, is left out.
--
-- person_id     whom
-- name          what they are called
-- action        snooze (not for now), done (we were in touch, where no source shows it) or dismiss (not again)
-- acted_on      the day on which it was said
-- until         the day from which `reconnect` may show them again; null after a dismiss, so never
-- is_in_effect  whether that day is still to come
-- who           account that said it
-- made_at       when (timestamp, UTC)
with
  said as (
    select
      person.person_id,
      action.action,
      action.acted_on,
      case action.action
        when 'snooze' then action.until
        when 'done' then action.acted_on + (select value from weight where name = 'reconnect_done_days')::integer
      end as until,
      action.who,
      action.made_at
    from archive.action
    join profiles.subject on subject.own_id = action.profile_id
    join resolved.person on person.profile_id = subject.profile_id
    cross join as_of
    where action.withdrawn_at is null
      and action.acted_on <= as_of
    qualify row_number() over (
      partition by person.person_id
      order by action.made_at desc, action.action_id
    ) = 1
  )
select
  said.person_id,
  person.name,
  said.action,
  said.acted_on,
  said.until,
  coalesce(said.until > as_of, true) as is_in_effect,
  said.who,
  said.made_at
from said
join person using (person_id)
cross join as_of
order by said.person_id
