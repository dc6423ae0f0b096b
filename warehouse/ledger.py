"""The ledger of windows: which stretch of a source was fetched or read again, when, and what came of it.

Steps of `Archive`, in its transactions. A window says `completed` only after what it speaks of is stored.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

import duckdb

Mode = Literal["sync", "re-fetch", "re-read"]


class SourceWindow(NamedTuple):
    """A row of the ledger; moments UTC, naive.

    since: None from the beginning. until: not included. records: shown by the source, or read again. new: of those, not
    stored before in this wording. claims, rejected: None where nothing was read. reader: the version that read.
    """

    window_id: int
    run_id: str
    source: str
    mode: Mode
    since: datetime | None
    until: datetime
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    message: str | None
    records: int
    new: int
    claims: int | None
    rejected: int | None
    reader: str | None


class Counts(NamedTuple):
    """What one window came to, in records; claims and rejected: of records that were read."""

    records: int = 0
    new: int = 0
    claims: int | None = None
    rejected: int | None = None


class NewWindow(NamedTuple):
    """A window as it begins."""

    source: str
    mode: Mode
    since: datetime | None
    until: datetime
    reader: str | None = None


def windows(connection: duckdb.DuckDBPyConnection) -> list[SourceWindow]:
    """The whole ledger, in the order in which windows began. An archive that is older than the ledger has none."""
    known = connection.execute(
        "select 1 from duckdb_tables() where database_name = 'archive' and table_name = 'sync_window'"
    ).fetchall()
    if not known:
        return []
    columns = ", ".join(SourceWindow._fields)
    rows = connection.execute(f"select {columns} from archive.sync_window order by window_id").fetchall()
    return [SourceWindow(*row) for row in rows]


def begin(connection: duckdb.DuckDBPyConnection, run_id: str, window: NewWindow, moment: datetime) -> int:
    """Write that a window begins; returns its id."""
    source, mode, since, until, reader = window
    rows = connection.execute(
        "insert into sync_window "
        "select coalesce(max(window_id), 0) + 1, ?, ?, ?, ?, ?, ?, null, 'running', null, 0, 0, null, null, ? "
        "from sync_window returning window_id",
        [run_id, source, mode, since, until, moment, reader],
    ).fetchall()
    return int(rows[0][0])


def end(
    connection: duckdb.DuckDBPyConnection,
    window_id: int,
    outcome: str,
    message: str | None,
    counts: Counts,
    moment: datetime,
) -> None:
    """Write how a window ended."""
    connection.execute(
        "update sync_window set outcome = ?, message = ?, ended_at = ?, records = ?, new = ?, claims = ?, rejected = ? "
        "where window_id = ?",
        [outcome, message, moment, *counts, window_id],
    )


def begin_sync(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, moment: datetime) -> None:
    """Begin the window of a source in an ordinary sync: all there was when the run began. A retry goes on with its own.

    Nothing for a run of another kind: it says itself what its windows are.
    """
    started = connection.execute("select started_at from run where run_id = ? and verb = 'sync'", [run_id]).fetchall()
    if not started:
        return
    resumed = connection.execute(
        "update sync_window set outcome = 'running', message = null, ended_at = null "
        "where run_id = ? and source = ? and mode = 'sync' returning 1",
        [run_id, source],
    ).fetchall()
    if not resumed:
        begin(connection, run_id, NewWindow(source, "sync", None, started[0][0]), moment)


def end_sync(connection: duckdb.DuckDBPyConnection, run_id: str, source: str) -> None:
    """Close that window as its source has ended in this run."""
    connection.execute(
        "update sync_window set outcome = ended.outcome, message = ended.message, ended_at = ended.ended_at, "
        "records = ended.seen, new = ended.new + ended.changed "
        "from run_source as ended where ended.run_id = sync_window.run_id and ended.source = sync_window.source "
        "and mode = 'sync' and sync_window.run_id = ? and sync_window.source = ?",
        [run_id, source],
    )
