-- macro: shared_history_of(of)
-- One other person and one organization that both `of` and they are or were at, for the same kind of thing: how long
-- they were there together, at least and at most. All days count once, however many posts they had, and none after
-- `as_of`.
--
-- person_id           the other
-- organization_id     where, see `organization`
-- kind                work, education or membership
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
  own as (
    from affiliation
    where person_id = (select known_id.person_id from known_id where known_id.any_id = of)
  ),
  pair as (
    select
      theirs.person_id,
      theirs.organization_id,
      theirs.kind,
      own.basis as basis,
      theirs.basis as their_basis,
      own.is_current as is_current,
      theirs.is_current as they_are_current,
      own.start_lo is null and own.end_lo is null as is_undated,
      theirs.start_lo is null and theirs.end_lo is null as they_are_undated,
      own.unit_key = theirs.unit_key as same_unit,
      own.is_place_known and theirs.is_place_known as is_place_known,
      -- greatest and least skip nulls: right for the ends that count to `as_of`, wrong for the others.
      case
        when own.start_hi is not null and theirs.start_hi is not null then greatest(own.start_hi, theirs.start_hi)
      end as certain_from,
      case
        when own.end_lo is not null and theirs.end_lo is not null then least(own.end_lo, theirs.end_lo, as_of)
      end as certain_to,
      case
        when own.start_lo is not null and theirs.start_lo is not null then greatest(own.start_lo, theirs.start_lo)
      end as possible_from,
      least(own.end_hi, theirs.end_hi, as_of) as possible_to,
      coalesce(greatest(own.start_lo, theirs.start_lo) <= least(own.end_hi, theirs.end_hi, as_of), true) as is_possible
    from own
    join affiliation as theirs
      on theirs.organization_id = own.organization_id
      and theirs.kind = own.kind
      and theirs.person_id != own.person_id
    cross join as_of
    -- Who surely came later has no history here yet.
    where coalesce(own.start_lo <= as_of, true)
      and coalesce(theirs.start_lo <= as_of, true)
  ),
  stretch as (
    select
      person_id,
      organization_id,
      kind,
      'certain' as how,
      certain_from as from_day,
      certain_to as to_day
    from pair
    where certain_from <= certain_to
      and is_place_known
    union all
    select
      person_id,
      organization_id,
      kind,
      'possible',
      possible_from,
      possible_to
    from pair
    where possible_from <= possible_to
  ),
  -- Each stretch counts the days that none before it has reached.
  counted as (
    select
      *,
      greatest(0, to_day - greatest(from_day, max(to_day) over earlier + 1) + 1) as new_days
    from stretch
    window earlier as (
      partition by person_id, organization_id, kind, how
      order by from_day, to_day
      rows between unbounded preceding and 1 preceding
    )
  ),
  measured as (
    select
      person_id,
      organization_id,
      kind,
      coalesce(sum(new_days) filter (where how = 'certain'), 0)::integer as certain_days,
      coalesce(sum(new_days) filter (where how = 'possible'), 0)::integer as possible_days,
      min(from_day) filter (where how = 'certain') as certain_from,
      max(to_day) filter (where how = 'certain') as certain_to,
      min(from_day) filter (where how = 'possible') as possible_from
    from counted
    group by
      person_id,
      organization_id,
      kind
  ),
  history as (
    select
      person_id,
      organization_id,
      kind,
      bool_or(is_possible) as is_possible,
      bool_or(is_possible and possible_from is null) as is_open,
      max(possible_to) filter (where is_possible) as possible_to,
      bool_or(
        certain_from <= certain_to
        and is_place_known
        and 'observed' in (basis, their_basis)
      ) as is_certain_by_mail,
      list_sort(list(distinct basis)) as bases,
      list_sort(list(distinct their_basis)) as their_bases,
      -- One post there that goes on is enough. To have left, they must have left all, but for what has no dates: a card
      -- that nobody looked after goes on saying what once was.
      case
        when bool_or(is_current) then true
        when bool_or(not is_current) and bool_and(is_current is not null or is_undated) then false
      end as is_current,
      case
        when bool_or(they_are_current) then true
        when bool_or(not they_are_current) and bool_and(they_are_current is not null or they_are_undated) then false
      end as they_are_current,
      bool_or(same_unit) as same_unit
    from pair
    group by
      person_id,
      organization_id,
      kind
  )
select
  history.person_id,
  history.organization_id,
  history.kind,
  coalesce(measured.certain_days, 0) as certain_days,
  case
    when not history.is_open then coalesce(measured.possible_days, 0)
  end as possible_days,
  history.is_possible,
  measured.certain_from,
  measured.certain_to,
  case
    when not history.is_open then measured.possible_from
  end as possible_from,
  history.possible_to,
  coalesce(history.is_certain_by_mail, false) as is_certain_by_mail,
  history.bases,
  history.their_bases,
  history.is_current,
  history.they_are_current,
  history.same_unit,
  ln(1 + coalesce(measured.certain_days, 0) / 30.4375) * case when history.same_unit then 1.5 else 1 end
    / sqrt(coalesce(organization.size, 1)) as bond
from history
left join measured using (person_id, organization_id, kind)
left join organization using (organization_id)
order by
  bond desc,
  possible_days desc nulls last,
  possible_to desc,
  history.is_possible desc,
  history.person_id,
  history.organization_id,
  history.kind
