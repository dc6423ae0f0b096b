-- scalar: organization_id_of(key)
-- The organization_id of the different words of a name, sorted, or of a domain; null of null. The same in every build.
select left(md5(key), 16)
