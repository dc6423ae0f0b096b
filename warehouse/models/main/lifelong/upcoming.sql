-- macro: upcoming(days := 30, of := null)
-- One day worth a word within so many days from `as_of`, that day and the last included: a birthday, a work anniversary
-- or a year since the last contact. Without `of` the owner is meant, and everybody known; else those whom `of` has a
-- tie to. A day of 29 February is kept on the 28th in other years: a day early one can still wait, a day late not.
--
-- person_id  whose day
-- name       what they are called
-- occasion   birthday, work_anniversary (where the day they began is known) or last_contact (a year ago, of a tie with
--            3 days of contact at least)
-- falls_on   the day
-- in_days    days until then; 0 on `as_of`
-- years      how old they become, or how many years it is; null when the year of birth is not known
-- kind       of the tie: personal, work or both; null when nothing tells, or there is no tie
-- strength   of the tie on `as_of`; null without one
-- why        the evidence in words
with
  whose as (
    select
      person_id,
      as_of,
      as_of + days::integer as until
    from known_id
    cross join as_of
    where any_id = coalesce(of, me())
  ),
  known_tie as (
    select
      person_id,
      kind,
      strength,
      contact_days,
      last_contact_on
    from known_ties(of)
  ),
  began as (
    select
      person_id,
      organization,
      min(start_lo) as began_on
    from affiliation
    where kind = 'work'
      and not is_contradictory
    group by
      person_id,
      organization_id,
      organization
    having bool_or(is_current)
      and min(start_lo) = min(start_hi)
  ),
  past as (
    select
      person_id,
      'work_anniversary' as occasion,
      began_on as past_on,
      organization
    from began
    union all
    select
      person_id,
      'last_contact',
      last_contact_on,
      null
    from known_tie
    where contact_days >= (select value from weight where name = 'rhythm_contact_days')
  ),
  anniversary as (
    select
      past.*,
      whose.as_of,
      -- One of the two is the next.
      unnest([
        day_in_year(year(whose.as_of), month(past_on), day(past_on)),
        day_in_year(year(whose.as_of) + 1, month(past_on), day(past_on))
      ]) as falls_on,
      year(falls_on) - year(past_on) as years
    from past
    cross join whose
  ),
  coming as (
    select
      person_id,
      'birthday' as occasion,
      falls_on,
      turns as years,
      'birthday' || coalesce(', turns ' || turns, '') as why
    from next_birthday
    union all
    select
      person_id,
      occasion,
      falls_on,
      years,
      case occasion
        when 'last_contact' then 'a year since the last contact, on ' || past_on
        else years || case when years = 1 then ' year at ' else ' years at ' end || organization
      end
    from anniversary
    where years = 1
      or (occasion = 'work_anniversary' and years > 1)
  )
select
  coming.person_id,
  person.name,
  coming.occasion,
  coming.falls_on,
  coming.falls_on - whose.as_of as in_days,
  coming.years,
  tie.kind,
  tie.strength,
  coming.why
from coming
join whose on coming.falls_on between whose.as_of and whose.until
join person on person.person_id = coming.person_id
left join known_tie as tie on tie.person_id = coming.person_id
where person.is_current
  and coming.person_id != whose.person_id
  and (whose.person_id = me() or tie.person_id is not null)
order by
  coming.falls_on,
  tie.strength desc nulls last,
  coming.person_id,
  coming.occasion,
  coming.why
