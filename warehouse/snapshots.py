"""Which snapshot a batch belongs to, and where that one stands in time; steps of `Archive.land`, in its transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from connectors.records import Batch


def moment(connection: duckdb.DuckDBPyConnection, clock: datetime) -> datetime:
    """This moment, and after every stored landing: a clock put right must not make the next export an old one."""
    latest: datetime | None = connection.execute("select max(observed_hi) from snapshot").fetchall()[0][0]
    return max(clock, latest + timedelta(microseconds=1)) if latest else clock


def snapshot_of(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, batch: Batch, moment: datetime) -> int:
    """The id of the batch's snapshot: the one it continues or repeats, else a new one.

    An older export landed again repeats; a part that has gone back to what it was once is observed anew. What is only
    fetched again makes no snapshot where there is one.
    """
    fingerprint, observed = batch.snapshot.fingerprint, batch.snapshot.observed_lo
    if observed and observed > moment:
        observed = None  # a date to come is an error of whoever wrote it, and would be the newest for ever
    if batch.snapshot.again:
        landed = connection.execute(
            _LANDED,
            {"source": source, "part": batch.part, "fingerprint": fingerprint, "again": batch.snapshot.again},
        ).fetchall()
        if landed:
            return int(landed[0][0])
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


# The snapshot that is fetched again: of a window, the newest one of the part.
_LANDED = """
select snapshot_id
from snapshot
where source = $source
    and part = $part
    and (fingerprint = $fingerprint or $again = 'window')
order by coalesce(observed_lo, observed_hi) desc, snapshot_id desc
limit 1
"""

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
