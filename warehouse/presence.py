"""What a batch says is gone, and whether that can be believed; steps of `Archive.land`, in its transaction."""

from __future__ import annotations

import duckdb

from connectors.records import Batch

FEW_RECORDS = 20
"""A part of fewer records may shrink to nothing without a question."""


class SuddenlyEmpty(Exception):
    """A source shows less than a tenth of what it showed before; nothing is taken for deleted."""


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

# How many records with a uid the source would have without this run's deletions, and how many it has, in all its parts.
_UIDS = """
with place as (
    select
        part,
        uid,
        max(snapshot_id) as seen
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
    count(*) filter (where seen > coalesce(gone_before, 0)),
    count(*) filter (where seen > coalesce(gone, 0))
from place
left join deleted using (part, uid)
"""
