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
    ]
)


def snapshot_of(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, batch: Batch, moment: datetime) -> int:
    """The id of the batch's snapshot: the one it continues or repeats, else a new one.

    An older export landed again repeats; a part that has gone back to what it was once is observed anew.
    """
    fingerprint, observed = batch.snapshot.fingerprint, batch.snapshot.observed_lo
    if observed and observed > moment:
        observed = None  # a date to come is an error of whoever wrote it, and would be the newest for ever
    newest = connection.execute(
        "select snapshot_id, fingerprint, coalesce(observed_lo, observed_hi) from snapshot "
        "where source = ? and part = ? order by 3 desc, 1 desc limit 1",
        [source, batch.part],
    ).fetchone()
    if newest and newest[1] == fingerprint:
        return int(newest[0])
    if newest and observed and observed < newest[2]:
        repeated = connection.execute(
            "select snapshot_id from snapshot where source = ? and part = ? and fingerprint = ? and observed_lo = ?",
            [source, batch.part, fingerprint, observed],
        ).fetchone()
        if repeated:
            return int(repeated[0])
    made = connection.execute(
        "insert into snapshot select coalesce(max(snapshot_id), 0) + 1, ?, ?, ?, ?, ?, false, ? from snapshot "
        "returning snapshot_id",
        [source, batch.part, fingerprint, observed, moment, run_id],
    ).fetchone()
    assert made is not None
    return int(made[0])


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
    counts = connection.execute(_COUNT, {"source": source}).fetchone()
    assert counts is not None
    connection.execute(_STORE, {"source": source, "run_id": run_id, "now": moment})
    connection.execute(_SIGHT, {"source": source, "snapshot_id": snapshot_id})
    connection.unregister("incoming")
    new, changed, rows = counts
    return new, changed, rows - new - changed


def store_absences(connection: duckdb.DuckDBPyConnection, source: str, snapshot_id: int, batch: Batch) -> None:
    """Store which keys the source says it deleted."""
    connection.execute(
        "insert into absence select distinct $source, $part, key, $snapshot_id "
        "from (select unnest($gone::varchar[]) as key) "
        "where key not in (select key from absence where source = $source and snapshot_id = $snapshot_id)",
        {"source": source, "part": batch.part, "snapshot_id": snapshot_id, "gone": list(batch.gone)},
    )


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
    row = connection.execute(_SHOWN_BY_OTHERS, [source, part]).fetchone()
    others = row[0] if row else 0
    if (others + count) * 10 < others + before:
        raise SuddenlyEmpty(
            f"{source} shows {others + count} records where it showed {others + before} before; "
            "nothing was taken for deleted. "
            "If that is right, set `allow_shrink = true` for this source and sync once more."
        )


def count(
    connection: duckdb.DuckDBPyConnection, run_id: str, source: str, landed: Landed, rules: Mapping[str, int]
) -> None:
    """Add a batch to the sums of its source in this run."""
    row = connection.execute(
        "select ignored_rules from run_source where run_id = ? and source = ?", [run_id, source]
    ).fetchone()
    assert row is not None, "start_source comes before land"
    total = Counter(json.loads(row[0])) + Counter(rules)
    connection.execute(
        "update run_source set seen = seen + ?, new = new + ?, changed = changed + ?, unchanged = unchanged + ?, "
        "ignored = ignored + ?, ignored_rules = ? where run_id = ? and source = ?",
        [*landed, json.dumps(total), run_id, source],
    )


def _incoming(batch: Batch) -> pa.Table:
    rows = [
        (position, record.key, digest(record.raw), record.raw, record.context.context_id, *record.origin)
        for position, record in enumerate(batch.records)
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_INCOMING)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _INCOMING, strict=True)], schema=_INCOMING)


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
    $source, key, content_hash, raw, $run_id, $now
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
