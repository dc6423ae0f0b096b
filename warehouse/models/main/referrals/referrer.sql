-- macro: referrer(company, role := null, of := null)
-- Part of `who_can_refer`: one person who may refer `of` to a company, with all that the score of `who_can_refer` is
-- made of. Without `of`, the owner of the warehouse is meant.
--
-- person_id        who
-- name             what they are called
-- organization_id  where, see `organization`
-- organization     its name
-- title            what they do or did there; null when not said
-- presence         there, left or unknown
-- way              advocate, or route for somebody of human resources: they take names on, but have seen no work
-- access           factor: 1 for who is there
-- closeness        factor: of the strength of the tie
-- relevance        factor: of what they do to the role
-- standing         factor: of the seniority that their title says
-- tenure           factor: of the time there
-- freshness        factor: of what shows them there
-- recommended      directions in which one recommended the other, 0 to 2
-- endorsed         directions in which one endorsed the other, 0 to 2
-- vouching         what both add to the product of the factors
-- why_access       evidence in words, as all that follow
-- why_closeness    of the tie
-- why_relevance    of what they do
-- why_standing     of seniority
-- why_tenure       of the time there
-- why_freshness    of what shows them there
-- why_recommended  of recommendations
-- why_endorsed     of endorsements
with
  asked as (
    select
      person.name as of_name,
      job_function_of(role) as role_function,
      nullif(trim(role), '') as asked_role,
      -- Without what says only how high, or nothing: any engineer knows the work of a senior one.
      list_filter(
        string_split(folded(role), ' '),
        lambda word: length(word) > 1 and not list_contains(idle, word)
      ) as role_words
    from known_id
    join person using (person_id)
    cross join (
      select list(entry) || ['of', 'the', 'and', 'for', 'in', 'at', 'und', 'der', 'de'] as idle
      from title_word
      where job_function is null
    ) as said
    where known_id.any_id = coalesce(of, me())
  ),
  constant as (
    select
      max(value) filter (where name = 'refer_without_contact') as without_contact,
      max(value) filter (where name = 'refer_strength_half') as strength_half,
      max(value) filter (where name = 'refer_same_function') as same_function,
      max(value) filter (where name = 'refer_function_unknown') as function_unknown,
      max(value) filter (where name = 'refer_other_function') as other_function,
      max(value) filter (where name = 'refer_seniority_unknown') as seniority_unknown,
      max(value) filter (where name = 'refer_seniority_lowest') as seniority_lowest,
      max(value) filter (where name = 'refer_tenure_none') as tenure_none,
      max(value) filter (where name = 'refer_tenure_half_days') as tenure_half_days,
      max(value) filter (where name = 'refer_stale') as stale,
      max(value) filter (where name = 'refer_fresh_half_days') as fresh_half_days,
      max(value) filter (where name = 'refer_recommended') as recommended_points,
      max(value) filter (where name = 'refer_endorsed') as endorsed_points
    from weight
    where starts_with(name, 'refer_')
  ),
  measured as (
    select
      way_in.*,
      person.name,
      asked.of_name,
      asked.asked_role,
      tie.contact_days,
      tie.last_contact_on,
      coalesce(tie.strength, 0) as strength,
      coalesce(recommendations_received, 0) as recommendations_received,
      coalesce(recommendations_given, 0) as recommendations_given,
      coalesce(endorsements_received, 0) as endorsements_received,
      coalesce(endorsements_given, 0) as endorsements_given,
      -- greatest skips nulls, which would make an unknown day today.
      case when way_in.shown_on is not null then greatest(0, way_in.as_of - way_in.shown_on) end as age_days,
      case
        when asked_role is null then 1
        else greatest(
          case
            when job_function = role_function then same_function
            when job_function is null or role_function is null then function_unknown
            else other_function
          end,
          other_function
            + (1 - other_function)
            * len(list_intersect(role_words, string_split(skill_key_of(way_in.title), ' ')))
            / nullif(len(list_distinct(role_words)), 0)
        )
      end as relevance,
      constant.*
    from way_in(company, of) as way_in
    cross join asked
    cross join constant
    join person on person.person_id = way_in.person_id
    left join ties(of) as tie on tie.person_id = way_in.person_id
    left join vouched(of) as vouched on vouched.person_id = way_in.person_id
    where person.is_current
  ),
  factored as (
    select
      *,
      without_contact + (1 - without_contact) * strength / (strength + strength_half) as closeness,
      coalesce(
        seniority_lowest + (1 - seniority_lowest) * (seniority_rank(seniority) - 1) / 8,
        seniority_unknown
      ) as standing,
      tenure_none + (1 - tenure_none) * stay_days / (stay_days + tenure_half_days) as tenure,
      stale + (1 - stale) * coalesce(pow(0.5, age_days / fresh_half_days), 0) as freshness,
      (recommendations_received > 0)::integer + (recommendations_given > 0)::integer as recommended,
      (endorsements_received > 0)::integer + (endorsements_given > 0)::integer as endorsed
    from measured
  )
select
  person_id,
  name,
  organization_id,
  organization,
  title,
  presence,
  case when job_function = 'hr' then 'route' else 'advocate' end as way,
  access::double as access,
  closeness,
  relevance,
  standing,
  tenure,
  freshness,
  recommended,
  endorsed,
  recommended * recommended_points + endorsed * endorsed_points as vouching,
  case when presence = 'left' then 'left by ' || left_by || ': ' else '' end || why as why_access,
  coalesce(
    contact_days || case when contact_days = 1 then ' day' else ' days' end
      || ' of contact, the last ' || last_contact_on,
    'no mail or message'
  ) as why_closeness,
  case
    when asked_role is null then 'no role is asked for'
    else coalesce('is or was ' || title, 'what they do is not known')
  end as why_relevance,
  coalesce(replace(seniority, '_', ' '), 'not known') as why_standing,
  'there for ' || stay_days || case when stay_days = 1 then ' day' else ' days' end || ' at least' as why_tenure,
  coalesce('last shown there on ' || shown_on, 'nothing says when they were seen there') as why_freshness,
  case
    when recommended = 2 then 'each recommended the other'
    when recommendations_received > 0 then 'recommended ' || of_name
    when recommendations_given > 0 then of_name || ' recommended them'
    else 'no recommendation'
  end as why_recommended,
  case
    when endorsed = 2 then 'each endorsed the other'
    when endorsements_received > 0 then 'endorsed ' || of_name
    when endorsements_given > 0 then of_name || ' endorsed them'
    else 'no endorsement'
  end as why_endorsed
from factored
order by person_id
