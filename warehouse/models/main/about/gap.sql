-- One thing that an answer could not know, and of how many: so that an empty result is not mistaken for a no. `reknit
-- ask` says it below each answer.
--
-- answer   the table or macro
-- what     what is not known, in words
-- counted  how many it concerns, of what `what` names
-- remedy   what would mend it
with
  -- section: shared
  undated as (
    select
      kind,
      count(distinct person_id) as counted
    from affiliation
    where start_lo is null
      and organization_id is not null
    group by kind
  ),
  shared as (
    select
      unnest(if(kind = 'education', ['classmates', 'classmate'], ['colleagues', 'former_colleague'])) as answer,
      'people whose beginning there no source tells, so that they are possible only' as what,
      counted,
      'a source with dates, such as their own profile, an alumni list, or older exports of the same account' as remedy
    from undated
    where kind in ('work', 'education')
  )
select
  answer,
  what,
  counted,
  remedy
from shared
where counted > 0
order by
  answer,
  what
