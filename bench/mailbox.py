"""The correspondence in the archive and the cache, as landing and staging leave it, without a byte being read.

A mailbox is looked at each quarter; every fiftieth message lies in a second folder, too, and every two-hundredth is
told again in other words.
"""

from __future__ import annotations

import duckdb

from bench.correspondence import Correspondence
from bench.faces import Faces
from connectors.mail_message import CONTEXT

READER = "bench"
"""The version by which everything is read."""


def land_mail(connection: duckdb.DuckDBPyConnection, faces: Faces, written: Correspondence) -> None:
    """Adds all messages to the attached catalogs `archive` and `staged`."""
    tables = {"face": faces.table, "message": written.message, "party": written.party}
    for name, rows in tables.items():
        connection.register(f"{name}_rows", rows)
    for statement in (_TOLD, _RECORD, _CONTEXT, _SNAPSHOT, _SIGHTING, _READING, _INTERACTION, _PARTY, _REFERENCE):
        connection.execute(statement.format(context=CONTEXT.context_id, reader=READER))
    for name in tables:
        connection.unregister(f"{name}_rows")
    connection.execute("drop table told")


# One row a telling of a message. A copy in other words has the number of what it tells again.
_TOLD = """
create temp table told as
with tale as (
    select *, false as is_again from message_rows
    union all
    select *, true from message_rows where no % 200 = 7
)
select
    (select coalesce(max(landed_seq), 0) from archive.record) + row_number() over (order by second, no, is_again)
        as landed_seq,
    no,
    parent,
    thread,
    depth,
    kind,
    is_again,
    if(kind = 3, 'linkedin', 'mail') as source,
    if(kind = 3, 'li:', 'mid:') || left(md5(no::varchar), 20) || if(kind = 3, '', '@mail.example') as interaction,
    timestamp '2008-01-01' + to_seconds(second) as sent_at,
    (second // 7889400)::bigint as quarter,
    case when kind = 3 then '#messages' when kind > 0 then 'Lists' when no % 3 = 0 then 'Sent' else 'INBOX' end as part
from tale
"""

_RECORD = """
insert into archive.record
select landed_seq, source, 'msg:' || md5(no || ' ' || is_again), md5('hash' || no || is_again), 'x'::blob,
    if(kind = 3, null, sent_at + interval 3 second), 'run', timestamp '2026-07-01 12:00:00'
from told
"""

_CONTEXT = """insert into archive.context values ('{context}', '{{"format":"mail"}}')"""

_SNAPSHOT = """
insert into archive.snapshot
select
    (select coalesce(max(snapshot_id), 0) from archive.snapshot) + row_number() over (order by quarter, part),
    source, part, part || quarter, part || quarter,
    if(part = '#messages', timestamp '2008-01-01' + to_seconds((quarter + 1) * 7889400), null),
    timestamp '2026-07-01 12:00:00', false, 'run'
from (select distinct source, part, quarter from told
    union select 'mail', 'Archive', quarter from told where kind != 3)
"""

_SIGHTING = """
insert into archive.sighting
with place as (
    select landed_seq, source, part, quarter from told
    union all
    select landed_seq, source, 'Archive', quarter from told where no % 50 = 3 and kind != 3
)
select landed_seq, snapshot_id, '{context}', place.part, '', null, null,
    if(place.part = '#messages', '', landed_seq::varchar)
from place
join archive.snapshot on snapshot.source = place.source and snapshot.fingerprint = place.part || place.quarter
order by landed_seq
"""

_READING = """
insert into staged.reading
select landed_seq, '{context}', source, md5('hash' || no || is_again) || ' ' || 'msg:' || md5(no || ' ' || is_again),
    '{reader}', 3, 0, 0, null
from told
"""

_INTERACTION = """
insert into staged.interaction by name
select
    landed_seq,
    '{context}' as context_id,
    source,
    0 as ordinal,
    interaction,
    if(kind = 3, 'message', 'mail') as kind,
    sent_at,
    if(kind = 3, 'thread-' || thread, null) as conversation,
    if(depth > 0, 'Re: ', '') || 'About thing ' || thread % 50_000 as topic,
    if(kind = 2, 'list.lists.example', null) as list_id,
    if(kind = 2, 'list' || thread % 60 || '@lists.example', null) as list_post,
    kind = 1 as can_unsubscribe,
    false as is_bounce,
    false as is_calendar,
    false as is_draft,
    case kind when 1 then 'bulk' when 2 then 'list' end as not_contact,
    case kind when 1 then 'List-Unsubscribe' when 2 then 'List-Post' end as not_contact_reason,
    list_post as list_post_key,
    list_id as list_id_key
from told
order by landed_seq
"""

_PARTY = """
insert into staged.party by name
select
    landed_seq,
    '{context}' as context_id,
    source,
    (role * 30 + position)::integer as ordinal,
    if(kind = 3, network_subject, subject) as subject,
    interaction,
    ['from', 'to', 'cc'][role + 1] as role,
    position::integer as position,
    face_rows.name,
    if(kind = 3, null, address) as address,
    if(kind = 3, null, address_key) as address_key,
    if(kind = 3, null, domain) as domain,
    if(kind = 3, null, mail_site) as mail_site,
    if(kind = 3, null, is_mailbox_site) as is_mailbox_site,
    name_key,
    given_key,
    family_key,
    has_personal_name,
    if(kind = 3, null, not_person) as not_person,
    if(kind = 3, null, not_person_reason) as not_person_reason
from told
join party_rows using (no)
join face_rows using (face)
order by landed_seq
"""

_REFERENCE = """
insert into staged.reference by name
select
    told.landed_seq,
    '{context}' as context_id,
    told.source,
    99 as ordinal,
    told.interaction,
    one.interaction as refers_to,
    2 as position
from told
join told as one on one.no = told.parent and not one.is_again
where told.kind = 0
union all
select
    told.landed_seq,
    '{context}',
    told.source,
    98,
    told.interaction,
    first.interaction,
    1
from told
join told as one on one.no = told.parent and not one.is_again
join told as first on first.no = one.parent and not first.is_again
where told.kind = 0
order by landed_seq
"""
