-- macro: me()
-- The owner of the warehouse, as the settings' [me] says; no row when they name nobody.
--
-- person_id      who
-- name           what they are called
-- given_name     given name, where a source tells it apart
-- family_name    family name
-- email          best e-mail address, one of their own before a shared one
-- phone          best phone number: +12025550123 where it can be completed, else as written
-- organization   where they work, as far as known
-- title          what they do there
-- birth_year     year of birth; null when unknown
-- birth_month    1 to 12
-- birth_day      1 to 31
-- locality       town
-- region         state or county
-- country        as written
-- country_code   two letters of ISO 3166: of that place, else of their phone numbers if all are of one country; null
--                when neither tells
-- is_me          whether this is the owner of the warehouse
-- is_current     whether any source still has them
-- profile_count  profiles that are this person, past ones too
-- source_count   sources that have or had them
-- first_seen_on  day of the first observation of them (UTC)
-- last_seen_on   day of the last (UTC)
select *
from person
where is_me
