-- key: answer, what
-- One thing that an answer could not know, and of how many: so that an empty result is not mistaken for a no. `reknit
-- ask` says it below each answer.
--
-- answer   the table or macro
-- what     what is not known, in words
-- counted  how many it concerns, of what `what` names
-- remedy   what would mend it
with
  -- section: lifelong
  lifelong as (
    select
      'reconnect' as answer,
      'people with too few days of contact to tell their rhythm, so that they are left out' as what,
      count(*) as counted,
      'more of the mail of that time' as remedy
    from tie
    where rhythm = 'unknown'
    union all
    select
      'reconnect',
      'ties of which nothing tells whether they are personal or work',
      count(*),
      'a card that labels their numbers and addresses home or work'
    from tie
    where kind is null
    union all
    select
      'upcoming',
      'people whose birthday is not known',
      count(*),
      'a card with it'
    from person
    where is_current
      and not is_me
      and (birth_month is null or birth_day is null)
    union all
    select
      unnest(['owed_replies', 'owed_to_me']),
      'mails and messages whose date can not be believed, so that nothing tells whether they were the last',
      count(*),
      null
    from interaction
    where is_contact
      and day is null
  ),
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
  ),
  -- section: careers
  careers as (
    select
      'my_career' as answer,
      'stations of which nobody says when they began' as what,
      count(*) as counted,
      'your own profile in an export, with the dates of your positions' as remedy
    from my_career
    where start_lo is null
    union all
    select
      'organization',
      'organizations of which nobody says in which country they are; of some a domain lets guess it',
      count(*),
      'country in [[organization]] of the settings'
    from organization
    where country_known_by is distinct from 'settings'
  ),
  -- section: inside
  inside as (
    select
      unnest(['insiders', 'insiders_in']) as answer,
      'people of whom it is not known whether they are still where they were' as what,
      count(distinct person_id) as counted,
      'a newer export of a network that they keep up themselves' as remedy
    from presence
    where is_current is null
    union all
    select
      unnest(['insiders', 'former_insiders']),
      'names and domains that several organizations bear, so that all of these are listed',
      count(*),
      'the organization_id of the one meant, or [[organization]] in the settings if they are one'
    from (
      select lower(alias) as alias
      from organization_alias
      group by lower(alias)
      having count(distinct organization_id) > 1
    )
    union all
    select
      'former_insiders',
      'people of whom no source tells when they left',
      count(distinct person_id),
      'a source with dates, such as their own profile, or older exports of the same account'
    from presence
    where not is_current
      and left_lo is null
      and left_hi is null
    union all
    select
      unnest(['insiders_in', 'moves']),
      'organizations whose industry nobody says',
      count(*),
      'industry in [[organization]] of the settings'
    from organization
    where industry is null
    union all
    select
      unnest(['job_change', 'job_changes', 'moves']),
      'changes of which no earliest day is known',
      count(*),
      'older exports of the same account'
    from job_change
    where earliest_on is null
    union all
    select
      unnest(['job_change', 'job_changes', 'moves']),
      'people at several employers at once, or in an order that nobody tells',
      count(*),
      'a source with dates, or successive exports of one account'
    from (
      select person_id
      from presence
      where kind = 'work'
      group by person_id
      having count(*) > 1
    )
    anti join job_change using (person_id)
  ),
  -- section: referrals
  someone as (
    select person_id
    from person
    where is_current
      and not is_me
  ),
  referral as (
    select
      unnest(['who_can_refer', 'who_can_recommend', 'collaborators', 'team_for']) as answer,
      'people without any mail or message with the owner, so that nothing tells how close they are' as what,
      count(*) as counted,
      'the mailboxes and messages of the owner; with a connection alone they count as strangers' as remedy
    from someone
    anti join tie using (person_id)
    union all
    select
      'who_brings_openings',
      'people without any mail or message with the owner, who are left out',
      count(*),
      'the mailboxes and messages of the owner'
    from someone
    anti join tie using (person_id)
    union all
    select
      'who_can_refer',
      'organizations where nobody is known to be now',
      count(*),
      'a newer export of connections, or mail from there'
    from organization
    where kind = 'work'
      and organization_id not in (
        select presence.organization_id
        from presence
        where presence.is_current
      )
    union all
    select
      'who_can_refer',
      'mail domains of which it is not clear whose they are, so that an address there shows nobody anywhere',
      count(*),
      'an [[organization]] in the settings with its `domains`'
    from organization_domain
    where kind = 'unclear'
    union all
    select
      'who_can_refer',
      'names and domains that several organizations bear, so that all of these are asked',
      count(*),
      'the organization_id of the one meant, or [[organization]] in the settings if they are one'
    from (
      select lower(alias) as alias
      from organization_alias
      group by lower(alias)
      having count(distinct organization_id) > 1
    )
    union all
    select
      'who_can_refer',
      'people with work but no job title that tells a field, so that they are half relevant to any role',
      count(*),
      'an export of connections, which has titles, or a card with one'
    from (
      select affiliation.person_id
      from affiliation
      semi join someone using (person_id)
      where affiliation.kind = 'work'
      group by affiliation.person_id
      having count(affiliation.job_function) = 0
    )
    union all
    select
      'who_can_recommend',
      'people who may have worked with the owner, but certainly on no day, and are left out',
      count(*),
      'a source with dates of both, or older exports of the same account'
    from (
      select person_id
      from shared_history
      where kind = 'work'
        and is_possible
      group by person_id
      having max(certain_days) = 0
    )
  ),
  -- section: skills
  skilled as (
    select
      unnest(['collaborators', 'team_for', 'person_skill']) as answer,
      'people of whom no skill is known' as what,
      count(*) as counted,
      'endorsements given, or job titles; exports name the skills of nobody but the owner' as remedy
    from someone
    anti join person_skill using (person_id)
  ),
  -- section: horizons
  unseen as (
    select
      unnest(['introduction', 'paths_to', 'reach', 'brokers', 'perspectives', 'mentors']) as answer,
      'people who are in no mail or message with anybody, so that no way to them is seen' as what,
      count(*) as counted,
      'the mailboxes and messages of the owner, or of others who lend theirs' as remedy
    from someone
    anti join neighbour using (person_id)
    union all
    select
      unnest(['introduction', 'paths_to', 'reach', 'brokers']),
      'contacts between people whose day cannot be believed, which count for nothing',
      count(*),
      'the original of the mail, if its date can be put right'
    from interaction
    where is_contact
      and day is null
    union all
    select
      'paths_to',
      'names and domains that several organizations bear, so that ways into all of these are sought',
      count(*),
      'the organization_id of the one meant, or [[organization]] in the settings if they are one'
    from (
      select lower(alias) as alias
      from organization_alias
      group by lower(alias)
      having count(distinct organization_id) > 1
    )
  ),
  -- section: learning
  near as (
    select
      count(*) - count(person_now.industry) as without_industry,
      count(*) - count(person_now.job_function) as without_function,
      count(*) - count(person_now.country) as without_country,
      count(*) - count(person_now.seniority) as without_seniority
    from person_now
    semi join tie using (person_id)
  ),
  unlike as (
    select
      unnest(['perspectives', 'network_diversity']) as answer,
      'people in contact with the owner whose industry is not known' as what,
      without_industry as counted,
      'industry in [[organization]] of the settings' as remedy
    from near
    union all
    select
      unnest(['perspectives', 'network_diversity']),
      'people in contact with the owner whose field of work is not known',
      without_function,
      'an export of connections, which has titles, or a card with one'
    from near
    union all
    select
      unnest(['perspectives', 'network_diversity']),
      'people in contact with the owner whose country is not known',
      without_country,
      'a card with their address or phone number'
    from near
    union all
    select
      'network_diversity',
      'people in contact with the owner whose standing is not known',
      without_seniority,
      'an export of connections, which has titles, or a card with one'
    from near
    union all
    select
      'mentors',
      'people with a skill whose standing no title tells, who are left out',
      count(distinct person_skill.person_id),
      'an export of connections, which has titles, or a card with one'
    from person_skill
    semi join someone using (person_id)
    join person_now using (person_id)
    where person_now.standing is null
  )
select
  answer,
  what,
  counted,
  remedy
from (
  from lifelong
  union all
  from shared
  union all
  from careers
  union all
  from inside
  union all
  from referral
  union all
  from skilled
  union all
  from unseen
  union all
  from unlike
)
where counted > 0
order by
  answer,
  what
