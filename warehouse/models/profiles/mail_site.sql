-- One domain of e-mail addresses, and what is known of it beforehand.
--
-- domain           what follows the @
-- mail_site        the part of it that its owner registered, or the whole where former students have an address for
--                  life
-- is_mailbox_site  whether it is known that anyone can have an address there, or has one for life
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
    from staged.party
    where mail_site is not null
  )
select
  domain,
  any_value(mail_site) as mail_site,
  bool_or(is_mailbox_site) as is_mailbox_site
from said
group by domain
