-- macro: moves(industry, since, of := null)
-- One change of employer into, out of or within an industry that can have happened on or after a day, the newest first.
-- An industry is named by some of its words in any order, as in `insiders_in`. Without `of`, the owner of the warehouse
-- is meant.
--
-- person_id             who
-- name                  what they are called
-- direction             into the industry, out of it, or within it
-- from_organization_id  where they were, see `organization`
-- from_organization     its name
-- from_industry         its industry; null when nobody says
-- from_title            what they did there last; null when not said
-- organization_id       where they went
-- organization          its name
-- industry              its industry; null when nobody says
-- title                 what they do or did there last; null when not said
-- earliest_on           earliest day it can have happened; null when nobody says
-- latest_on             latest day it can have happened
-- is_surely_since       whether it happened on or after the day for certain
-- is_certain            whether it is known that they left the old place; else they may have both
-- known_by              stated dates, successive exports, mail or several sources
-- sources               who says so, or has the addresses
-- first_known_on        first day on which the records of both were there to be seen (UTC)
-- strength              of the tie of `of` to them; 0 when there was no contact
-- last_contact_on       last day of contact; null without any
with
  asker as (
    select person_id
    from known_id
    where any_id = coalesce(of, me())
  ),
  asked as (
    select string_split(nullif(folded(industry), ''), ' ') as words
  ),
  place as (
    select
      organization.organization_id,
      organization.industry,
      coalesce(list_has_all(string_split(organization.industry_key, ' '), asked.words), false) as is_in
    from organization
    cross join asked
  )
select
  change.person_id,
  change.name,
  case
    when former.is_in and place.is_in then 'within'
    when place.is_in then 'into'
    else 'out of'
  end as direction,
  change.from_organization_id,
  change.from_organization,
  former.industry as from_industry,
  change.from_title,
  change.to_organization_id as organization_id,
  change.to_organization as organization,
  place.industry,
  change.to_title as title,
  change.earliest_on,
  change.latest_on,
  coalesce(change.earliest_on >= since, false) as is_surely_since,
  change.is_certain,
  change.known_by,
  change.sources,
  change.first_known_on,
  coalesce(tie.strength, 0) as strength,
  tie.last_contact_on
from job_change as change
join place on place.organization_id = change.to_organization_id
join place as former on former.organization_id = change.from_organization_id
left join asker on true
left join ties(of) as tie on tie.person_id = change.person_id
where change.person_id is distinct from asker.person_id
  and (of is null or asker.person_id is not null)
  and change.latest_on >= since
  and (place.is_in or former.is_in)
order by
  change.latest_on desc,
  strength desc,
  change.person_id,
  change.change_no
