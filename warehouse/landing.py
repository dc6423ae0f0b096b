"""Storing a batch's records and where they were seen; steps of `Archive.land`, in its transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa

from connectors.records import Batch, Context, Record, digest


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
    """Store a batch's records and where they were seen; returns how many were new, changed and unchanged.

    Of a window, only what the part was not known to have is seen, however many looks ago that was.
    """
    connection.register("incoming", _incoming(batch.records))
    new, changed, rows = connection.execute(_COUNT, {"source": source}).fetchall()[0]
    connection.execute(_STORE, {"source": source, "run_id": run_id, "now": moment})
    if batch.snapshot.again == "window":
        unknown = connection.execute(_UNKNOWN, {"source": source, "part": batch.part}).fetchall()
        connection.register("incoming", _incoming([batch.records[position] for (position,) in unknown]))
    connection.execute(_SIGHT, {"source": source, "snapshot_id": snapshot_id})
    connection.unregister("incoming")
    return new, changed, rows - new - changed


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


def _incoming(records: Sequence[Record]) -> pa.Table:
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
        for position, record in enumerate(records)
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

# Positions of the incoming records that the part is not known to have there: never seen, or gone since. As in
# `presence`, what a source numbers is ordered by landing.
_UNKNOWN = """
with seen as (
    select record.key, record.content_hash, sighting.context_id, sighting.uid, max(snapshot_id) as seen
    from sighting
    join snapshot using (snapshot_id)
    join record using (landed_seq)
    semi join incoming on record.key = incoming.key
    where snapshot.source = $source and snapshot.part = $part
    group by all
),
whole as (
    select coalesce(max(snapshot_id), 0) as newest
    from snapshot
    where source = $source and part = $part and complete
),
deleted as (
    select uid, max(snapshot_id) as gone
    from absence
    where source = $source and part = $part
    group by uid
),
known as (
    select seen.*
    from seen
    left join deleted using (uid)
    where seen.seen >= coalesce(deleted.gone, 0) and seen.seen >= (select newest from whole)
)
select position
from incoming
anti join known using (key, content_hash, context_id, uid)
order by position
"""
