-- key: domain
-- One mail domain, as its owner registered it, and whose it is. Who has an address at an organization's domain is or
-- was there, if that is known by more than that nobody states another; an address at any other says nothing of the
-- kind.
--
-- domain           such as acme.example
-- kind             organization; mailbox (anyone can have an address); private (a family's or a person's own); unclear
-- organization_id  whose it is; null unless an organization's
-- known_by         the evidence: settings (before all other), list (of providers), name (it is the organization's),
--                  people (those with an address there name that organization), label (home …; of an organization's:
--                  work), nobody (there states any, so that it stands for itself, if it is one at all), family (they
--                  bear its name), or no_agreement
-- people           persons who have or had an address there
-- stated_by        of those, how many name the organization, or where there is none, the organization named most
with
  holder as (
    select
      mail_site.mail_site as domain,
      person.person_id,
      bool_or(mail_site.is_mailbox_site) as is_listed,
      coalesce(bool_or(lower(email.label) in ('home', 'private', 'personal', 'privat', 'casa')), false) as is_home,
      coalesce(bool_or(lower(email.label) in ('work', 'business', 'office', 'arbeit', 'travail')), false) as is_work
    from profiles.email
    join profiles.mail_site using (domain)
    join resolved.person using (profile_id)
    group by all
  ),
  -- The words of "kestrel-vane.example", and the same without the hyphen.
  label as (
    select
      domain,
      bool_or(is_listed) as is_listed,
      string_split(split_part(domain, '.', 1), '-') as words,
      replace(split_part(domain, '.', 1), '-', '') as joined,
      regexp_replace(joined, '([aou])e|a(a)', '\1\2', 'g') as plain,
      count(*) as people,
      count(*) filter (where is_home) as home_people,
      count(*) filter (where is_work) as work_people
    from holder
    group by domain
  ),
  stated as (
    select distinct
      person.person_id,
      organization_token_key as token_key,
      replace(replace(coalesce(organization_key, organization_token_key), ' and ', ''), ' ', '') as joined,
      -- Immergrün is immergruen.example as well as immergrun.example.
      case
        when regexp_matches(lower(organization), '[äöüæøå]')
          then regexp_replace(joined, '([aou])e|a(a)', '\1\2', 'g')
      end as plain
    from profiles.organization
    join resolved.person using (profile_id)
    where kind != 'membership'
      and organization_token_key is not null
  ),
  named as (
    select
      label.domain,
      stated.token_key,
      stated.person_id
    from label
    join stated using (joined)
    where not label.is_listed
    union
    select
      label.domain,
      stated.token_key,
      stated.person_id
    from label
    join stated using (plain)
    where not label.is_listed
    union
    select
      label.domain,
      stated.token_key,
      stated.person_id
    from label
    join stated on stated.token_key = array_to_string(list_sort(list_distinct(label.words)), ' ')
    where not label.is_listed
  ),
  namesake as (
    select
      domain,
      token_key,
      count(*) as people
    from named
    group by
      domain,
      token_key
    qualify row_number() over (
      partition by domain
      order by count(*) desc, token_key
    ) = 1
  ),
  vote as (
    select
      label.domain,
      stated.token_key,
      count(distinct person_id) as stated_by,
      bool_or(holder.is_work) as is_work,
      -- auric.example and "Auric Health", uni-rheinfels.example and "Universität Rheinfels".
      bool_or(
        (starts_with(stated.joined, label.joined) and len(label.joined) >= 4)
        or coalesce(starts_with(stated.plain, label.plain) and len(label.plain) >= 4, false)
        or len(
          list_filter(
            list_intersect(label.words, string_split(stated.token_key, ' ')),
            lambda word: len(word) >= 4
          )
        ) > 0
      ) as has_part_of_name
    from holder
    join label using (domain)
    join stated using (person_id)
    where not label.is_listed
    group by
      label.domain,
      stated.token_key
  ),
  voter as (
    select
      holder.domain,
      count(distinct person_id) as people
    from holder
    join stated using (person_id)
    group by holder.domain
  ),
  elected as (
    select
      vote.*,
      -- Half a name is much, where some who have an address there say so too: the others may have moved on. Without it
      -- most of them must. Ours.
      (has_part_of_name and stated_by * 5 >= voter.people)
        or ((is_work or stated_by >= 3) and stated_by * 2 > voter.people) as is_theirs
    from vote
    join voter using (domain)
    qualify row_number() over (
      partition by vote.domain
      order by has_part_of_name desc, stated_by desc, token_key
    ) = 1
  ),
  family as (
    select
      holder.domain,
      count(distinct person_id) as people
    from holder
    join label using (domain)
    join resolved.person using (person_id)
    join profiles.name using (profile_id)
    where name.family_key = label.joined
      or replace(name.name_key, ' ', '') = label.joined
      or list_has_any(label.words, string_split(name.name_key, ' '))
    group by holder.domain
  ),
  settled as (
    select
      settings_domain.domain,
      settings_domain.organization_token_key as token_key,
      coalesce(vote.stated_by, 0) as stated_by
    from profiles.settings_domain
    left join vote
      on vote.domain = settings_domain.domain
      and vote.token_key = settings_domain.organization_token_key
  ),
  judged as (
    select
      label.domain,
      label.people,
      case
        when settled.domain is not null then ('organization', 'settings', settled.token_key)
        when label.is_listed then ('mailbox', 'list', null::varchar)
        when namesake.token_key is not null then ('organization', 'name', namesake.token_key)
        when family.people * 2 >= label.people then ('private', 'family', null)
        when label.home_people > label.work_people then ('mailbox', 'label', null)
        when elected.is_theirs then ('organization', 'people', elected.token_key)
        when elected.token_key is null and label.work_people > label.home_people
          then ('organization', 'label', label.domain)
        when elected.token_key is null then ('organization', 'nobody', label.domain)
        when voter.people >= 5 and elected.stated_by * 3 < voter.people then ('mailbox', 'no_agreement', null)
        else ('unclear', 'no_agreement', null)
      end as verdict,
      coalesce(settled.stated_by, if(verdict[2] = 'name', of_namesake.stated_by, elected.stated_by), 0) as stated_by
    from label
    left join settled using (domain)
    left join namesake using (domain)
    left join vote as of_namesake
      on of_namesake.domain = label.domain
      and of_namesake.token_key = namesake.token_key
    left join elected using (domain)
    left join voter using (domain)
    left join family using (domain)
    union all
    select
      settled.domain,
      0,
      ('organization', 'settings', settled.token_key),
      0
    from settled
    anti join label using (domain)
  )
select
  domain,
  verdict[1]::domain_kind as kind,
  organization_id_of(verdict[3]) as organization_id,
  verdict[2] as known_by,
  people,
  stated_by
from judged
order by domain
