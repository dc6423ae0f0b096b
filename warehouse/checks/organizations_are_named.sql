-- fail: an organization has a name, and all the ways to call it are known
select organization_id
from organization
anti join organization_alias using (organization_id)
union all
select organization_id
from organization
where name is null
