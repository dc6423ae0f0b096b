-- macro: insiders(company, of := null)
-- One person who is at an organization that is called so (`organizations_called`), or of whom it is not known that they
-- left: those who are surely there first, and of each kind the warmest tie of `of` first. Without `of`, the owner of
-- the warehouse is meant. Who left is in `former_insiders`.
--
-- person_id         who
-- name              what they are called
-- organization_id   where, see `organization`
-- organization      its name
-- called_by         how the question names it: by its name, a former name, domain or id; of a name that several
--                   organizations bear, all are listed
-- kind              work, education or membership
-- is_current        whether they are there now; null when that is not known
-- why               how that is known, in words
-- title             what they do or did there; null when not said
-- seniority         what the title says of their standing, from intern to executive; null when it does not
-- job_function      what it says of their field, such as engineering; null when it does not
-- unit              department or faculty; null when not said
-- since_lo          earliest day they can have begun; null when nobody says
-- since_hi          latest day they can have begun: they were there by then
-- left_lo           earliest day they can have left: they were there until then
-- left_hi           latest day they can have left; null when nobody says, or they are there still
-- shown_on          last day on which something shows them there; of a card or an address without mail the day on which
--                   it was first seen
-- days_since_shown  from that day to `as_of`: how fresh it is
-- bases             how it is known: stated (a source says so), observed (an address or mail shows it)
-- sources           who says so, or has the address
-- moved_to          their next employer, as far as known; null when none is
-- strength          of the tie of `of` to them; 0 when there was no contact
-- last_contact_on   last day of contact; null without any
with
  asker as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  )
select
  presence.person_id,
  presence.name,
  presence.organization_id,
  presence.organization,
  called.how as called_by,
  presence.kind,
  presence.is_current,
  presence.why,
  presence.title,
  presence.seniority,
  presence.job_function,
  presence.unit,
  presence.since_lo,
  presence.since_hi,
  presence.left_lo,
  presence.left_hi,
  presence.shown_on,
  (select as_of from as_of) - presence.shown_on as days_since_shown,
  presence.bases,
  presence.sources,
  presence.moved_to,
  coalesce(tie.strength, 0) as strength,
  tie.last_contact_on
from organizations_called(company) as called
join presence on presence.organization_id = called.organization_id
left join asker on true
left join ties(of) as tie on tie.person_id = presence.person_id
where presence.person_id is distinct from asker.person_id
  and (of is null or asker.person_id is not null)
  and presence.is_current is distinct from false
order by
  presence.is_current nulls last,
  presence.moved_to is not null,
  strength desc,
  presence.shown_on desc,
  presence.person_id,
  presence.organization_id
