"""The ledger of windows: which stretch of a source was fetched or read again, when, and what came of it.

Steps of `Archive`, in its transactions. A window says `completed` only after what it speaks of is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

import duckdb

Mode = Literal["sync", "re-fetch", "re-read"]


class SourceWindow(NamedTuple):
    """A row of the ledger; moments UTC, naive.

    since: None from the beginning. until: not included. records: shown by the source, or read again. new: of those, not
    stored before in this wording. claims, rejected: None where nothing was read. reader: the version that read.
    options: digest of what the source was asked for; None where it was not asked, or not known.
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
    options: str | None


class Counts(NamedTuple):
    """What one window came to, in records; claims and rejected: of records that were read."""

    records: int = 0
    new: int = 0
    claims: int | None = None
    rejected: int | None = None


class NewWindow(NamedTuple):
    """A window as it is planned or begins."""

    source: str
    mode: Mode
    since: datetime | None
    until: datetime
    reader: str | None = None
    options: str | None = None


def windows(connection: duckdb.DuckDBPyConnection) -> list[SourceWindow]:
    """The whole ledger, in the order in which windows were planned or begun. An older archive has none."""
    known = connection.execute(
        "select 1 from duckdb_tables() where database_name = 'archive' and table_name = 'sync_window'"
    ).fetchall()
    if not known:
        return []
    columns = ", ".join(SourceWindow._fields)
    rows = connection.execute(f"select {columns} from archive.sync_window order by window_id").fetchall()
    return [SourceWindow(*row) for row in rows]


def plan(connection: duckdb.DuckDBPyConnection, run_id: str, new: Iterable[NewWindow], moment: datetime) -> None:
    """Write what a run is to do, so that a kill can't forget it.

    For a second try what was not tried is planned again, what failed has a row of its own, and what is completed none.
    """
    known = dict(
        connection.execute(
            "select (source, mode, since, until), outcome from sync_window where run_id = ? order by window_id",
            [run_id],
        ).fetchall()
    )
    for window in new:
        match known.get(window[:4]):
            case "planned" | "completed":
                pass
            case "not_tried":
                connection.execute(
                    "update sync_window set outcome = 'planned', ended_at = null "
                    "where run_id = ? and source = ? and until = ? and outcome = 'not_tried'",
                    [run_id, window.source, window.until],
                )
            case _:
                _insert(connection, run_id, window, "planned", moment)


def begin(connection: duckdb.DuckDBPyConnection, window_id: int, moment: datetime) -> None:
    """Write that a planned window begins."""
    connection.execute(
        "update sync_window set outcome = 'running', started_at = ? where window_id = ?", [moment, window_id]
    )


def leave(connection: duckdb.DuckDBPyConnection, run_id: str, source: str, moment: datetime) -> None:
    """Write that what is still planned of a source is not tried."""
    connection.execute(
        "update sync_window set outcome = 'not_tried', ended_at = ? "
        "where run_id = ? and source = ? and outcome = 'planned'",
        [moment, run_id, source],
    )


def _insert(
    connection: duckdb.DuckDBPyConnection, run_id: str, window: NewWindow, outcome: str, moment: datetime
) -> None:
    source, mode, since, until, reader, options = window
    connection.execute(
        "insert into sync_window "
        "select coalesce(max(window_id), 0) + 1, ?, ?, ?, ?, ?, ?, null, ?, null, 0, 0, null, null, ?, ? "
        "from sync_window",
        [run_id, source, mode, since, until, moment, outcome, reader, options],
    )


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


def begin_sync(
    connection: duckdb.DuckDBPyConnection, run_id: str, source: str, options: str | None, moment: datetime
) -> None:
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
        window = NewWindow(source, "sync", None, started[0][0], None, options)
        _insert(connection, run_id, window, "running", moment)


def end_sync(connection: duckdb.DuckDBPyConnection, run_id: str, source: str) -> None:
    """Close that window as its source has ended in this run."""
    connection.execute(
        "update sync_window set outcome = ended.outcome, message = ended.message, ended_at = ended.ended_at, "
        "records = ended.seen, new = ended.new + ended.changed "
        "from run_source as ended where ended.run_id = sync_window.run_id and ended.source = sync_window.source "
        "and mode = 'sync' and sync_window.run_id = ? and sync_window.source = ?",
        [run_id, source],
    )
