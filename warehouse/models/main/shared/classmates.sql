-- macro: classmates(of := null)
-- One person and one school where they and `of` study or studied at the same time, or can have. Without `of`, the owner
-- of the warehouse is meant. Where only the year is known in which somebody ended, such as their class, they are not
-- taken to have studied for longer than the other did, or than `study_years` (see `weight`).
--
-- person_id           who
-- name                what they are called
-- organization_id     where, see `organization`
-- organization        its name
-- certain_days        days that both were there, whatever the unknown ends of their time there are
-- possible_days       days that both can have been there; null when a beginning is not known
-- is_possible         whether they can have been there together at all
-- certain_from        first of the certain days; null without any
-- certain_to          last of them
-- possible_from       first of the possible days; null when a beginning is not known
-- possible_to         last of them
-- is_certain_by_mail  whether a certain day rests on an observed post, of either of the two
-- bases               how the posts of `of` there are known: stated, observed
-- their_bases         how theirs are
-- is_current          whether `of` is there now; null when that is not known
-- they_are_current    whether they are; null when that is not known
-- same_unit           whether they were in one department or faculty; null when that is not known of both
-- bond                ln(1 + certain months), half as much again in the same unit, divided by the square root of the
--                     organization's size where the settings say that; 0 without a certain day
with
  pair as (
    select
      theirs.person_id,
      theirs.organization_id,
      own.start_lo,
      own.end_lo,
      theirs.start_lo as their_start_lo,
      theirs.end_lo as their_end_lo,
      greatest(
        longest.years,
        date_diff('year', own.start_lo, own.end_lo),
        date_diff('year', theirs.start_lo, theirs.end_lo)
      ) as years
    from affiliation as own
    join affiliation as theirs using (organization_id, kind)
    cross join (select value::integer as years from weight where name = 'study_years') as longest
    where kind = 'education'
      and own.person_id = (select known_id.person_id from known_id where known_id.any_id = coalesce(of, me()))
  ),
  -- On a list of classes most people came long after, or were gone long before; and who ends in the year in which
  -- another begins has left before the autumn.
  meeting as (
    select distinct
      person_id,
      organization_id
    from pair
    where (coalesce(their_start_lo, their_end_lo - to_years(years)) < end_lo) is not false
      and (coalesce(start_lo, end_lo - to_years(years)) < their_end_lo) is not false
  )
select
  history.person_id,
  person.name,
  history.organization_id,
  organization.name as organization,
  history.* exclude (person_id, organization_id, kind)
from shared_history_of(coalesce(of, me())) as history
join person using (person_id)
join organization on organization.organization_id = history.organization_id
semi join meeting on meeting.person_id = history.person_id and meeting.organization_id = history.organization_id
where history.kind = 'education'
  and history.is_possible
order by
  bond desc,
  possible_days desc nulls last,
  possible_to desc,
  person_id,
  organization_id
