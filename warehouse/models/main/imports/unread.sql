-- key: source, field
-- One kind of field that present records fill and that is not read: kept in the archive, lost to nobody.
--
-- source   where it is from
-- field    column or property
-- records  present records that fill it
select
  unread.source,
  unread.field,
  count(distinct record_version.version) as records
from staged.unread
join profiles.record_version using (landed_seq, context_id)
where record_version.is_current
group by all
order by unread.source, records desc, unread.field
