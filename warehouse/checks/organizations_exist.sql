-- fail: whatever organization a table speaks of is in `organization`, under a name and all its ways to be called
select organization_id
from (
  select organization_id from affiliation where organization_id is not null
  union all
  select organization_id from organization_domain where organization_id is not null
  union all
  select organization_id from organization_alias
)
anti join organization using (organization_id)
union all
select organization_id
from organization
anti join organization_alias using (organization_id)
union all
select organization_id
from organization
where name is null
