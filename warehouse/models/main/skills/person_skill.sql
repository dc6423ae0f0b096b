-- key: person_id, skill_key
-- One person and one skill of theirs, and how sure it is that they have it. Its case, accents and signs make no other
-- skill. Skills are what people state of themselves, what others vouch for, and what job titles name: a field of work
-- (see `affiliation.job_function`), or a skill that somebody states or vouches for. The owner's are here, too.
--
-- person_id       who
-- name            what they are called
-- skill_key       normal form of the skill, see `skill_key_of`
-- skill           as most people write it
-- confidence      0 to 1: 1 - the product of what each piece of evidence leaves in doubt (see `weight`)
-- idf             how rare it is: ln(1 + people with any skill / people with this one)
-- people_count    people with this one
-- is_own_word     whether they say so themselves
-- endorser_count  different people who vouch for it
-- mention_count   recommendations of them that name it; only of what they state or others vouch for, since "go" and
--                 "excel" are words, too
-- is_in_title     whether a title of theirs names it, now or then
-- why             the evidence in words
with
  own as (
    select
      person.person_id,
      skill_key_of(skill.skill) as skill_key,
      skill.skill,
      count(*) as times
    from profiles.skill
    join resolved.person using (profile_id)
    cross join as_of
    where skill.is_current
      and skill.first_observed_at::date <= as_of + 1
    group by all
  ),
  vouched as (
    select
      person_id,
      skill_key,
      skill,
      count(*) as endorser_count
    from endorsement
    where is_current
    group by all
  ),
  told as (
    select
      person_id,
      skill_key,
      skill,
      true as is_own_word,
      0 as endorser_count
    from own
    where skill_key is not null
    union all
    select
      person_id,
      skill_key,
      skill,
      false,
      endorser_count
    from vouched
  ),
  spelling as (
    select
      skill_key,
      skill
    from told
    group by
      skill_key,
      skill
    qualify row_number() over (
      partition by skill_key
      -- Not in small letters throughout, if as many people write it otherwise.
      order by count(*) desc, skill = lower(skill), skill
    ) = 1
  ),
  praise as (
    select
      row_number() over () as praise_no,
      person_id,
      string_split(skill_key_of(text), ' ') as words
    from recommendation
    where is_current
      and text is not null
  ),
  praise_phrase as (
    select distinct
      praise_no,
      person_id,
      array_to_string(words[start:start + length - 1], ' ') as skill_key
    from praise
    cross join lateral (select unnest(range(1, len(words) + 1)) as start)
    cross join (select unnest([1, 2, 3, 4]) as length)
  ),
  mentioned as (
    select
      person_id,
      skill_key,
      count(*) as mention_count
    from praise_phrase
    semi join told using (person_id, skill_key)
    group by
      person_id,
      skill_key
  ),
  held as (
    select
      person_id,
      title,
      job_function,
      max(post_no) as post_no
    from affiliation
    cross join as_of
    where kind = 'work'
      and title is not null
      and coalesce(start_lo <= as_of, true)
    group by
      person_id,
      title,
      job_function
  ),
  title as (
    select distinct
      title,
      string_split(skill_key_of(title), ' ') as words
    from held
  ),
  -- One or two letters are too many other things: the R of R&D, the go of go-to-market.
  title_phrase as (
    select distinct
      title,
      array_to_string(words[start:start + length - 1], ' ') as skill_key
    from title
    cross join lateral (select unnest(range(1, len(words) + 1)) as start)
    cross join (select unnest([1, 2, 3, 4]) as length)
    where len(skill_key) >= 3
      or regexp_matches(skill_key, '[+#]')
  ),
  title_skill as (
    select
      title,
      skill_key
    from title_phrase
    semi join spelling using (skill_key)
  ),
  titled as (
    select
      person_id,
      skill_key,
      arg_max(title, (post_no, title)) as title
    from (
      select
        person_id,
        title,
        post_no,
        skill_key
      from held
      join title_skill using (title)
      union all
      select
        person_id,
        title,
        post_no,
        job_function
      from held
      where job_function is not null
    )
    group by
      person_id,
      skill_key
  ),
  said as (
    select
      person_id,
      skill_key,
      bool_or(is_own_word) as is_own_word,
      sum(endorser_count)::integer as endorser_count
    from told
    group by
      person_id,
      skill_key
  ),
  weighed as (
    select
      person_id,
      skill_key,
      coalesce(said.is_own_word, false) as is_own_word,
      coalesce(said.endorser_count, 0) as endorser_count,
      coalesce(mentioned.mention_count, 0)::integer as mention_count,
      titled.title
    from said
    full join titled using (person_id, skill_key)
    left join mentioned using (person_id, skill_key)
    where person_id in (select person.person_id from person where person.is_current)
  ),
  counted as (
    select
      skill_key,
      count(*)::integer as people_count
    from weighed
    group by skill_key
  ),
  everybody as (
    select count(distinct person_id) as people
    from weighed
  ),
  constant as (
    select
      max(value) filter (where name = 'skill_own_word') as own_word,
      max(value) filter (where name = 'skill_endorser') as endorser,
      max(value) filter (where name = 'skill_mention') as mention,
      max(value) filter (where name = 'skill_title') as title
    from weight
  )
select
  weighed.person_id,
  person.name,
  weighed.skill_key,
  coalesce(spelling.skill, weighed.skill_key) as skill,
  1
    - (1 - constant.own_word * weighed.is_own_word::integer)
    * pow(1 - constant.endorser, weighed.endorser_count)
    * pow(1 - constant.mention, weighed.mention_count)
    * (1 - constant.title * (weighed.title is not null)::integer) as confidence,
  ln(1 + everybody.people / counted.people_count) as idf,
  counted.people_count,
  weighed.is_own_word,
  weighed.endorser_count,
  weighed.mention_count,
  weighed.title is not null as is_in_title,
  concat_ws(
    ', ',
    case when weighed.is_own_word then 'by their own word' end,
    case
      when weighed.endorser_count = 1 then 'one person vouches for it'
      when weighed.endorser_count > 1 then weighed.endorser_count || ' people vouch for it'
    end,
    case
      when weighed.mention_count = 1 then 'a recommendation names it'
      when weighed.mention_count > 1 then weighed.mention_count || ' recommendations name it'
    end,
    'their title "' || weighed.title || '"'
  ) as why
from weighed
join person using (person_id)
join counted using (skill_key)
left join spelling using (skill_key)
cross join everybody
cross join constant
order by
  weighed.skill_key,
  confidence desc,
  weighed.person_id
