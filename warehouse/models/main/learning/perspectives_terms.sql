-- macro: perspectives_terms(of := null)
-- One term of the score by which `perspectives` orders; what is not known is none.
--
-- person_id  who
-- score      perspectives
-- term       circle, industry, job_function or place
-- value      how different, from 0 to 1
-- weight     what one of it counts, see `weight`
-- points     what it adds
-- why        in words
with
  compared as (
    from perspectives(of)
  ),
  measured as (
    select
      person_id,
      'circle' as term,
      'perspectives_circle' as name,
      circle as value,
      round(100 * circle)::integer || ' % of the people around the two are around one of them only' as why
    from compared
    union all
    select
      person_id,
      'industry',
      'perspectives_industry',
      industry,
      case industry when 1 then 'another industry' else 'the same industry' end
    from compared
    union all
    select
      person_id,
      'job_function',
      'perspectives_function',
      job_function,
      case job_function when 1 then 'another field' else 'the same field' end
    from compared
    union all
    select
      person_id,
      'place',
      'perspectives_place',
      place,
      case place when 1 then 'another country' else 'the same country' end
    from compared
  )
select
  measured.person_id,
  'perspectives' as score,
  measured.term,
  measured.value,
  weight.value as weight,
  measured.value * weight.value as points,
  measured.why
from measured
join weight using (name)
where measured.value is not null
order by
  measured.person_id,
  measured.term
