-- macro: network_diversity(of := null)
-- One respect in which the people whom `of` is in contact with may differ, and how much they do; the owner of the
-- warehouse by default. Of whom it is not known is counted, and in nothing else.
--
-- dimension      industry, job_function, seniority, country, organization, or decade_met: of the first contact seen
-- people         people of whom it is known
-- unknown        people of whom it is not
-- groups         different values among them
-- blau           1 - the sum of p², p being the share of each group: the chance that two, drawn with replacement,
--                differ; null without people
-- shannon        - the sum of p × ln p: 0 for one group, ln(groups) when they are equally large; null without people
-- largest        the largest group; of equal ones the first by name
-- largest_share  its share of the people
with
  near as (
    select
      neighbour.first_on,
      person_now.*
    from neighbour
    join person_now on person_now.person_id = neighbour.neighbour_id
    where neighbour.person_id = (select person_id from known_id where any_id = coalesce(of, me()))
      and neighbour.exchanged > 0
  ),
  trait as (
    select
      unnest(['industry', 'job_function', 'seniority', 'country', 'organization', 'decade_met']) as dimension,
      unnest([
        industry,
        job_function,
        seniority,
        country,
        organization_id,
        (year(first_on) // 10 * 10) || 's'
      ]) as trait,
      unnest([industry, job_function, seniority, country, organization, (year(first_on) // 10 * 10) || 's']) as name
    from near
  ),
  counted as (
    select
      dimension,
      trait,
      min(name) as name,
      count(*) as people
    from trait
    group by
      dimension,
      trait
  ),
  summed as (
    select
      dimension,
      coalesce(sum(people) filter (where trait is not null), 0)::bigint as people,
      coalesce(sum(people) filter (where trait is null), 0)::bigint as unknown,
      count(trait) as groups,
      sum(people * people) filter (where trait is not null) as squares,
      sum(people * ln(people) order by people) filter (where trait is not null) as logarithms,
      min((-people, name)) filter (where trait is not null) as largest
    from counted
    group by dimension
  )
select
  dimension,
  people,
  unknown,
  groups,
  1 - squares / (people * people) as blau,
  case groups when 1 then 0 else ln(people) - logarithms / people end as shannon,
  largest[2] as largest,
  -largest[1] / people as largest_share
from summed
order by dimension
