-- One domain of e-mail addresses, and what is known of it beforehand.
--
-- domain           what follows the @
-- mail_site        the part of it that its owner registered, or the whole where former students have an address for
--                  life, or the part that the settings say is an organization's
-- is_mailbox_site  whether it is known that anyone can have an address there, or has one for life; not where the
--                  settings say that it is an organization's
with
  said as (
    select
      domain,
      mail_site,
      is_mailbox_site
    from staged.email
    where mail_site is not null
    union all
    select
      domain,
      mail_site,
      is_mailbox_site
    from profiles.correspondent_shown
    where mail_site is not null
  ),
  site as (
    select
      domain,
      any_value(mail_site) as mail_site,
      bool_or(is_mailbox_site) as is_mailbox_site
    from said
    group by domain
  ),
  settled as (
    select
      site.domain,
      settings_domain.domain as mail_site
    from site
    join profiles.settings_domain on ends_with('.' || site.domain, '.' || settings_domain.domain)
    qualify row_number() over (
      partition by site.domain
      order by len(settings_domain.domain) desc
    ) = 1
  )
select
  site.domain,
  coalesce(settled.mail_site, site.mail_site) as mail_site,
  site.is_mailbox_site and settled.domain is null as is_mailbox_site
from site
left join settled using (domain)
