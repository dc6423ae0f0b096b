-- key: person_id, organization_id
-- One person whom addresses and mail show at one organization: they have or had an address at its domain. `affiliation`
-- has these beside the stated posts.
--
-- person_id          who
-- organization_id    where, see `organization`
-- kind               as the person states it there, else as most people do, else work
-- is_place_known     whether it is known that the domain is an organization's, by more than that nobody states another
-- start_lo           earliest day it can have begun, by their stated posts there if this fits them; null without any
-- start_hi           day by which a record or a mail had the address
-- end_lo             day of the last mail from it; null without any
-- end_hi             latest day it can have ended, by those stated posts
-- is_said            whether a current record has the address
-- message_count      mail from it
-- mail_days          days on which mail came from it
-- last_mail_on       last day of mail from it or to it; null without any
-- sources            who has the address
-- first_observed_on  first day a record or a mail had it (UTC)
-- last_observed_on   last day (UTC)
with
  address as (
    select
      person.person_id,
      organization_domain.organization_id,
      min(first_observed_at)::date as first_observed_on,
      max(last_observed_at)::date as last_observed_on,
      bool_or(email.is_current) as is_said,
      bool_or(organization_domain.known_by != 'nobody') as is_place_known,
      list_sort(list(distinct email.source)) as sources
    from profiles.email
    join profiles.mail_site using (domain)
    join organization_domain on organization_domain.domain = mail_site.mail_site
    join resolved.person using (profile_id)
    where organization_domain.organization_id is not null
    group by
      person.person_id,
      organization_domain.organization_id
  ),
  sent as (
    select
      person.person_id,
      organization_domain.organization_id,
      min(interaction.sent_at)::date as first_sent_on,
      max(interaction.sent_at)::date as last_sent_on,
      count(distinct interaction_id) as message_count,
      count(distinct interaction.sent_at::date) as mail_days
    from profiles.party
    join profiles.correspondent using (correspondent_no)
    join profiles.interaction using (interaction_id)
    join profiles.mail_site using (domain)
    join organization_domain on organization_domain.domain = mail_site.mail_site
    join resolved.person using (profile_id)
    anti join profiles.not_person using (correspondent_no)
    where party.role = 'from'
      and organization_domain.organization_id is not null
      and interaction.sent_at is not null
      -- What a person writes to a list or a crowd is written from where they are; what a machine sends in their name
      -- is not.
      and coalesce(interaction.not_contact, '') not in ('automatic', 'bulk', 'bounce', 'draft')
    group by
      person.person_id,
      organization_domain.organization_id
  ),
  -- Mail to them counts, too: of an address that was left, one would have heard.
  mailed as (
    select
      person.person_id,
      organization_domain.organization_id,
      max(correspondent_shown.last_observed_at)::date as last_mail_on
    from profiles.correspondent_shown
    join profiles.subject using (source, subject)
    join profiles.mail_site using (domain)
    join organization_domain on organization_domain.domain = mail_site.mail_site
    join resolved.person using (profile_id)
    where organization_domain.organization_id is not null
    group by
      person.person_id,
      organization_domain.organization_id
  ),
  stretch as (
    select
      person_id,
      organization_id,
      -- least skips nulls, which is what is meant: either is proof.
      least(address.first_observed_on, sent.first_sent_on) as start_hi,
      sent.last_sent_on as end_lo,
      coalesce(sent.message_count, 0) as message_count,
      coalesce(sent.mail_days, 0) as mail_days,
      mailed.last_mail_on,
      address.is_said,
      address.is_place_known,
      address.sources,
      address.first_observed_on,
      address.last_observed_on
    from address
    left join sent using (person_id, organization_id)
    left join mailed using (person_id, organization_id)
  ),
  stated as (
    select
      person_id,
      organization_id_of(organization_token_key) as organization_id,
      kind,
      bool_or(is_dated and not is_contradictory) as is_dated,
      if(bool_or(start_lo is null), null, min(start_lo)) as start_lo,
      if(bool_or(end_hi is null), null, max(end_hi)) as end_hi
    from stated_post
    group by all
  ),
  usual as (
    select
      organization_id,
      kind
    from stated
    group by
      organization_id,
      kind
    qualify row_number() over (
      partition by organization_id
      order by count(*) desc, kind desc
    ) = 1
  ),
  placed as (
    select
      stretch.*,
      coalesce(stated.kind, usual.kind, 'work') as kind,
      stated.start_lo,
      stated.end_hi,
      stated.is_dated
        and coalesce(stretch.start_hi >= stated.start_lo, true)
        and coalesce(stretch.end_lo <= stated.end_hi, true) as is_within
    from stretch
    left join stated using (person_id, organization_id)
    left join usual using (organization_id)
    qualify row_number() over (
      partition by person_id, organization_id
      order by coalesce(is_within, false) desc, stated.kind desc
    ) = 1
  )
select
  person_id,
  organization_id,
  kind::post_kind as kind,
  is_place_known,
  if(is_within, start_lo, null) as start_lo,
  least(start_hi, if(is_within, end_hi, null)) as start_hi,
  end_lo,
  if(is_within, end_hi, null) as end_hi,
  is_said,
  message_count,
  mail_days,
  last_mail_on,
  sources,
  first_observed_on,
  last_observed_on
from placed
