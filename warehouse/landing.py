"""Storing one batch: the steps of `Archive.land`, each inside its transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa

from connectors.records import Batch, Context, digest

FEW_RECORDS = 20
"""A part of fewer records may shrink to nothing without a question."""


class SuddenlyEmpty(Exception):
    """A source shows less than a tenth of what it showed before; nothing is taken for deleted."""


class Landed(NamedTuple):
    """The first ledger sum of one batch, in records: seen = new + changed + unchanged + ignored."""

    seen: int
    new: int
    changed: int
    unchanged: int
    ignored: int


_INCOMING = pa.schema(
    [
        ("position", pa.int64()),
        ("key", pa.string()),
        ("content_hash", pa.string()),
        ("raw", pa.binary()),
        ("context_id", pa.string()),
        ("file", pa.string()),
        ("member", pa.string()),
        ("ordinal", pa.int64()),
        ("line", pa.int64()),
        ("uid", pa.string()),
        ("changed_at", pa.timestamp("us")),
    ]
)


def moment(connection: duckdb.DuckDBPyConnection, clock: datetime) -> datetime:
    """This moment, never before a stored landing: a clock put right must not make the next export an old one."""
    latest: datetime | None = connection.execute("select max(observed_hi) from snapshot").fetchall()[0][0]
    return max(clock, latest) if latest else clock


def snapshot_of(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, batch: Batch, moment: datetime) -> int:
    """The id of the batch's snapshot: the one it continues or repeats, else a new one.

    An older export landed again repeats; a part that has gone back to what it was once is observed anew.
    """
    fingerprint, observed = batch.snapshot.fingerprint, batch.snapshot.observed_lo
    if observed and observed > moment:
        observed = None  # a date to come is an error of whoever wrote it, and would be the newest for ever
    # Always fetched to the end: with a row unfetched, the connection refuses the table of an empty batch.
    newest = connection.execute(
        "select snapshot_id, fingerprint, coalesce(observed_lo, observed_hi) from snapshot "
        "where source = ? and part = ? order by 3 desc, 1 desc limit 1",
        [source, batch.part],
    ).fetchall()
    if newest and newest[0][1] == fingerprint:
        return int(newest[0][0])
    if newest and observed and observed < newest[0][2]:
        repeated = connection.execute(
            _REPEATED,
            {
                "source": source, "part": batch.part, "fingerprint": fingerprint, "observed": observed,
                "is_exact": batch.snapshot.is_exact,
            },
        ).fetchall()  # fmt: skip
        if repeated:
            return int(repeated[0][0])
    content = batch.snapshot.content or fingerprint
    made = connection.execute(
        _MAKE_SNAPSHOT,
        {
            "source": source, "part": batch.part, "fingerprint": fingerprint, "content": content,
            "observed": observed, "moment": moment, "run_id": run_id,
        },
    ).fetchall()  # fmt: skip
    return int(made[0][0])


def store_contexts(connection: duckdb.DuckDBPyConnection, contexts: Iterable[Context]) -> None:
    """Store the contexts that are not there yet."""
    for context in contexts:
        connection.execute(
            "insert into context select $id, $facts where $id not in (select context_id from context)",
            {"id": context.context_id, "facts": context.encoded},
        )


def store_records(
    connection: duckdb.DuckDBPyConnection, run_id: str, source: str, snapshot_id: int, batch: Batch, moment: datetime
) -> tuple[int, int, int]:
    """Store a batch's records and where they were seen; returns how many were new, changed and unchanged."""
    connection.register("incoming", _incoming(batch))
    new, changed, rows = connection.execute(_COUNT, {"source": source}).fetchall()[0]
    connection.execute(_STORE, {"source": source, "run_id": run_id, "now": moment})
    connection.execute(_SIGHT, {"source": source, "snapshot_id": snapshot_id})
    connection.unregister("incoming")
    return new, changed, rows - new - changed


def store_absences(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    source: str,
    snapshot_id: int,
    batch: Batch,
    allow_shrink: bool,
) -> None:
    """Store which uids the source says it no longer has.

    Raises SuddenlyEmpty when, folder by folder, those are nearly all that it had before this run.
    """
    if not batch.gone:
        return
    connection.execute(
        "insert into absence select distinct $source, $part, uid, $snapshot_id "
        "from (select unnest($gone::varchar[]) as uid) "
        "where uid not in (select uid from absence where source = $source and snapshot_id = $snapshot_id)",
        {"source": source, "part": batch.part, "snapshot_id": snapshot_id, "gone": list(batch.gone)},
    )
    before, left = connection.execute(_UIDS, {"source": source, "run_id": run_id}).fetchall()[0]
    if before >= FEW_RECORDS and left * 10 < before and not allow_shrink:
        raise _suddenly_empty(source, left, before)


def place(connection: duckdb.DuckDBPyConnection, snapshot_id: int, batch: Batch) -> None:
    """Give a whole snapshot its place in time, now that all its records are known.

    A date that it was observed *after* moves it before a newer one only if a record that both show proves it: an export
    from which the newest card was deleted is not an older export. What is read anew replaces its former reading.
    """
    if not batch.snapshot.is_exact and connection.execute(_IS_UNPROVEN, [snapshot_id]).fetchall()[0][0]:
        connection.execute("update snapshot set observed_lo = null where snapshot_id = ?", [snapshot_id])
    connection.execute(
        "create or replace temp table replaced as select former.snapshot_id from snapshot as former "
        "join snapshot as newer using (source, part, content) "
        "where newer.snapshot_id = ? and former.fingerprint <> newer.fingerprint",
        [snapshot_id],
    )
    for table in ("sighting", "absence", "snapshot"):
        connection.execute(f"delete from {table} where snapshot_id in (from replaced)")


def complete(
    connection: duckdb.DuckDBPyConnection, snapshot_id: int, source: str, part: str, allow_shrink: bool
) -> None:
    """Mark a snapshot as complete; raises SuddenlyEmpty when with it, the newest, the source shows next to nothing.

    A part of several may be removed: what the other parts show counts as well.
    """
    connection.execute("update snapshot set complete = true where snapshot_id = ?", [snapshot_id])
    shown = connection.execute(_SHOWN, [source, part]).fetchall()
    if len(shown) < 2 or shown[0][0] != snapshot_id or allow_shrink:
        return
    (_, count), (_, before) = shown
    if before < FEW_RECORDS or count * 10 >= before:
        return
    others = connection.execute(_SHOWN_BY_OTHERS, [source, part]).fetchall()[0][0]
    if (others + count) * 10 < others + before:
        raise _suddenly_empty(source, others + count, others + before)


def _suddenly_empty(source: str, shown: int, before: int) -> SuddenlyEmpty:
    return SuddenlyEmpty(
        f"{source} shows {shown} records where it showed {before} before; nothing was taken for deleted. "
        "If that is right, set `allow_shrink = true` for this source and sync once more."
    )


def count(
    connection: duckdb.DuckDBPyConnection, run_id: str, source: str, landed: Landed, rules: Mapping[str, int]
) -> None:
    """Add a batch to the sums of its source in this run."""
    rows = connection.execute(
        "select ignored_rules from run_source where run_id = ? and source = ?", [run_id, source]
    ).fetchall()
    assert rows, "start_source comes before land"
    total = Counter(json.loads(rows[0][0])) + Counter(rules)
    connection.execute(
        "update run_source set seen = seen + ?, new = new + ?, changed = changed + ?, unchanged = unchanged + ?, "
        "ignored = ignored + ?, ignored_rules = ? where run_id = ? and source = ?",
        [*landed, json.dumps(total), run_id, source],
    )


def _incoming(batch: Batch) -> pa.Table:
    rows = [
        (
            position,
            record.key,
            digest(record.raw),
            record.raw,
            record.context.context_id,
            *record.origin,
            record.changed_at,
        )
        for position, record in enumerate(batch.records)
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_INCOMING)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _INCOMING, strict=True)], schema=_INCOMING)


# The snapshot that an older one repeats. One whose date is but a lower bound is seen anew where nothing was to be seen
# in between: a file that had vanished is back.
_REPEATED = """
select snapshot_id
from snapshot
where source = $source
    and part = $part
    and fingerprint = $fingerprint
    and observed_lo = $observed
    and (
        $is_exact
        or snapshot_id > (
            select coalesce(max(snapshot_id), 0)
            from snapshot
            anti join sighting using (snapshot_id)
            where source = $source and part = $part and complete
        )
    )
order by snapshot_id desc
limit 1
"""

# The same content read in another way was observed when it was observed; it stands where it stood.
_MAKE_SNAPSHOT = """
insert into snapshot
select
    (select coalesce(max(snapshot_id), 0) + 1 from snapshot), $source, $part, $fingerprint, $content, $observed,
    coalesce(
        (
            select max(observed_hi)
            from snapshot
            where source = $source and part = $part and content = $content and fingerprint <> $fingerprint
        ),
        $moment
    ),
    false, $run_id
returning snapshot_id
"""

# Whether a snapshot would stand before the newest one on the strength of a lower bound alone: no record that both show
# had changed in between, or some had changed the other way.
_IS_UNPROVEN = """
with this as (
    from snapshot
    where snapshot_id = ? and observed_lo is not null
),
newest as (
    select snapshot.*
    from snapshot
    join this using (source, part)
    where snapshot.snapshot_id <> this.snapshot_id
        and snapshot.content <> this.content
        and snapshot.complete
        and coalesce(snapshot.observed_lo, snapshot.observed_hi) > this.observed_lo
    order by coalesce(snapshot.observed_lo, snapshot.observed_hi) desc, snapshot.snapshot_id desc
    limit 1
),
shown as (
    select snapshot_id, key, max(changed_at) as changed_at
    from sighting
    join record using (landed_seq)
    where snapshot_id in (select snapshot_id from this union all select snapshot_id from newest)
    group by all
),
compared as (
    select one.changed_at as changed_at, other.changed_at as newest_changed_at
    from shown as one
    join shown as other using (key)
    where one.snapshot_id = (select snapshot_id from this) and other.snapshot_id = (select snapshot_id from newest)
)
select
    exists (from newest)
    and not (
        exists (from compared where changed_at < newest_changed_at)
        and not exists (from compared where changed_at > newest_changed_at)
    )
"""

_COUNT = """
with first_copies as (
    select key, content_hash, row_number() over (partition by key) as wording
    from (select distinct key, content_hash from incoming)
),
unknown as (
    select
        first_copies.key,
        wording = 1 and first_copies.key not in (select key from record where source = $source) as is_new
    from first_copies
    anti join (select key, content_hash from record where source = $source) as known using (key, content_hash)
)
select
    (select count(*) from unknown where is_new),
    (select count(*) from unknown where not is_new),
    (select count(*) from incoming)
"""

# Of several equal rows the first is the one that is stored.
_STORE = """
insert into record
select
    (select coalesce(max(landed_seq), 0) from record) + row_number() over (order by position),
    $source, key, content_hash, raw, changed_at, $run_id, $now
from (
    from incoming
    anti join (select key, content_hash from record where source = $source) as known using (key, content_hash)
    qualify row_number() over (partition by key, content_hash order by position) = 1
)
order by position
"""

_SIGHT = """
insert into sighting
select distinct
    record.landed_seq, $snapshot_id, incoming.context_id,
    incoming.file, incoming.member, incoming.ordinal, incoming.line, incoming.uid
from incoming
join record
    on record.source = $source
    and record.key = incoming.key
    and record.content_hash = incoming.content_hash
where not exists (
    from sighting
    where sighting.landed_seq = record.landed_seq
        and sighting.snapshot_id = $snapshot_id
        and sighting.context_id = incoming.context_id
        and sighting.file = incoming.file
        and sighting.member = incoming.member
        and sighting.uid = incoming.uid
        and sighting.ordinal is not distinct from incoming.ordinal
)
order by 1, 6
"""

# The two newest complete snapshots of a part, newest first, with the number of records each shows.
_SHOWN = """
select snapshot.snapshot_id, count(distinct sighting.landed_seq)
from snapshot
left join sighting using (snapshot_id)
where source = ? and part = ? and complete
group by all
order by max(coalesce(observed_lo, observed_hi)) desc, snapshot.snapshot_id desc
limit 2
"""

# How many records with a uid the source had before this run, and how many it has now, in all its parts.
_UIDS = """
with place as (
    select
        part,
        uid,
        max(snapshot_id) as seen,
        max(snapshot_id) filter (where run_id <> $run_id) as seen_before
    from snapshot
    join sighting using (snapshot_id)
    where source = $source and uid <> ''
    group by all
),
deleted as (
    select
        part,
        uid,
        max(absence.snapshot_id) as gone,
        max(absence.snapshot_id) filter (where run_id <> $run_id) as gone_before
    from absence
    join snapshot using (snapshot_id, source, part)
    where source = $source
    group by all
)
select
    count(*) filter (where seen_before > coalesce(gone_before, 0)),
    count(*) filter (where seen > coalesce(gone, 0))
from place
left join deleted using (part, uid)
"""

# How many records the other parts show, each in its newest complete snapshot.
_SHOWN_BY_OTHERS = """
select count(distinct (part, landed_seq))
from (
    select part, arg_max(snapshot_id, (coalesce(observed_lo, observed_hi), snapshot_id)) as snapshot_id
    from snapshot
    where source = ? and part <> ? and complete
    group by part
)
join sighting using (snapshot_id)
"""
