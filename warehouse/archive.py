"""The archive: every record exactly as found, and what was seen when. The only module that writes it.

Invariant: a batch, what it says about presence, its counts and the cursor it leads to are one transaction. So a process
killed at any point leaves an archive that a re-run continues as if nothing had happened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Literal, NamedTuple, Self
from uuid import uuid4

import duckdb

from connectors.records import Batch, Cursor, digest
from warehouse import landing, ledger, presence, snapshots
from warehouse.landing import Landed
from warehouse.ledger import Counts, NewWindow, SourceWindow
from warehouse.migrate import ArchiveError, migrate


class SourceRun(NamedTuple):
    """How the latest run of one source went; counts are records, moments UTC."""

    source: str
    connector: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    message: str | None
    seen: int
    new: int
    changed: int
    unchanged: int
    ignored: int


Verdict = Literal["same", "different"]

Act = Literal["snooze", "done", "dismiss"]


def now() -> datetime:
    """This moment, UTC and naive, as the archive stores moments."""
    return datetime.now(UTC).replace(tzinfo=None)


class Archive:
    """An open archive. The caller holds the warehouse's lock (`warehouse.lock`)."""

    def __init__(self, path: Path) -> None:
        """Open the archive at `path`, made or brought to today's schema first. Raises ArchiveError."""
        migrate(path)
        self._connection = duckdb.connect(str(path))
        self._one_at_a_time = Lock()

    def close(self) -> None:
        """Close the file; nothing can be done with the archive after."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def expect_key(self, key: bytes) -> None:
        """Raise ArchiveError unless this is the key that the archive's profile ids are made with; the first one is."""
        with self._transaction() as connection:
            known = connection.execute("select key_digest from identity").fetchall()
            if not known:
                connection.execute("insert into identity values (?)", [digest(key)])
            elif known != [(digest(key),)]:
                raise ArchiveError(
                    "The key beside the archive is not the one its person ids were made with. "
                    "Put the right one back, or `reknit restore --replace` a backup, which has both."
                )

    # -- runs ---------------------------------------------------------------------------------------------------------

    def start_run(self, verb: str) -> str:
        """Begin a run and return its id. Whatever is still planned or running was killed, since we hold the lock."""
        run_id = uuid4().hex
        with self._transaction() as connection:
            for table in ("run", "run_source", "sync_window"):
                connection.execute(
                    f"update {table} set outcome = 'interrupted', ended_at = ? where outcome in ('planned', 'running')",
                    [now()],
                )
            connection.execute("insert into run values (?, ?, ?, null, 'running', null)", [run_id, verb, now()])
        return run_id

    def end_run(self, run_id: str, outcome: str, message: str | None = None) -> None:
        """Say how a run ended."""
        with self._transaction() as connection:
            connection.execute(
                "update run set outcome = ?, message = ?, ended_at = ? where run_id = ?",
                [outcome, message, now(), run_id],
            )

    def start_source(self, run_id: str, source: str, connector: str, options: str | None = None) -> None:
        """Begin one source of a run; its counts start at nothing. A retry goes on with the counts it has.

        options: digest of what it is asked for, without which no backfill will take it for fetched.

        Raises ArchiveError when the archive holds records that another connector fetched under this name.
        """
        with self._transaction() as connection:
            others = connection.execute(
                "select connector from run_source where source = ? and connector <> ? and new > 0", [source, connector]
            ).fetchall()
            if others:
                raise ArchiveError(
                    f"The archive holds records of {source} that `{others[0][0]}` fetched, which `{connector}` can't "
                    "read. Give the new source a name of its own."
                )
            started = connection.execute(
                "update run_source set outcome = 'running' where run_id = ? and source = ? returning 1",
                [run_id, source],
            ).fetchone()
            if not started:
                connection.execute(
                    "insert into run_source values (?, ?, ?, ?, null, 'running', null, 0, 0, 0, 0, 0, '{}')",
                    [run_id, source, connector, now()],
                )
            ledger.begin_sync(connection, run_id, source, options, now())

    def end_source(self, run_id: str, source: str, outcome: str, message: str | None = None) -> None:
        """Say how one source of a run ended."""
        with self._transaction() as connection:
            connection.execute(
                "update run_source set outcome = ?, message = ?, ended_at = ? where run_id = ? and source = ?",
                [outcome, message, now(), run_id, source],
            )
            ledger.end_sync(connection, run_id, source)

    def latest_runs(self) -> list[SourceRun]:
        """The latest run of every source that ever ran, by name: the last one written, whatever the clock said."""
        columns = ", ".join(SourceRun._fields)
        with self._one_at_a_time:
            rows = self._connection.execute(
                f"select {columns} from run_source "
                "qualify row_number() over (partition by source order by rowid desc) = 1 order by source"
            ).fetchall()
        return [SourceRun(*row) for row in rows]

    # -- windows ------------------------------------------------------------------------------------------------------

    def plan_windows(self, run_id: str, windows: Iterable[NewWindow]) -> None:
        """Write what a backfill is to do, but what it has completed. Windows of a sync are written with its sources."""
        with self._transaction() as connection:
            ledger.plan(connection, run_id, windows, now())

    def start_window(self, window_id: int) -> None:
        """Begin a planned window."""
        with self._transaction() as connection:
            ledger.begin(connection, window_id, now())

    def end_window(self, window_id: int, outcome: str, message: str | None, counts: Counts) -> None:
        """Say how a window ended; `completed` comes after what it speaks of is stored."""
        with self._transaction() as connection:
            ledger.end(connection, window_id, outcome, message, counts, now())

    def leave_windows(self, run_id: str, source: str) -> None:
        """Say that what is still planned of a source is not tried."""
        with self._transaction() as connection:
            ledger.leave(connection, run_id, source, now())

    def windows(self) -> list[SourceWindow]:
        """The ledger of windows, in the order in which they were planned or begun."""
        with self._one_at_a_time:
            return ledger.windows(self._connection)

    def beside(self) -> duckdb.DuckDBPyConnection:
        """Another connection to the open file, for one who reads the archive and writes into what is attached to it."""
        return self._connection.cursor()

    # -- landing ------------------------------------------------------------------------------------------------------

    def cursors(self, source: str) -> dict[str, Cursor]:
        """How far each part of a source was fetched."""
        with self._one_at_a_time:
            rows = self._connection.execute("select part, cursor from cursor where source = ?", [source]).fetchall()
        return {part: json.loads(cursor) for part, cursor in rows}

    def land(self, run_id: str, source: str, batch: Batch, allow_shrink: bool = False) -> Landed:
        """Store a batch with its cursor, whole or not at all. Landing it twice is landing it once.

        Raises SuddenlyEmpty when this would make nearly everything gone and `allow_shrink` is false.
        """
        with self._transaction() as connection:
            moment = snapshots.moment(connection, now())
            snapshot_id = snapshots.snapshot_of(connection, run_id, source, batch, moment)
            landing.store_contexts(connection, {record.context for record in batch.records})
            counts = landing.store_records(connection, run_id, source, snapshot_id, batch, moment)
            presence.store_absences(connection, run_id, source, snapshot_id, batch, allow_shrink)
            if batch.snapshot.complete:
                snapshots.place(connection, snapshot_id, batch)
                presence.complete(connection, snapshot_id, source, batch.part, allow_shrink)
            if batch.cursor is not None:
                part = batch.part if batch.cursor_of is None else batch.cursor_of
                connection.execute("delete from cursor where source = ? and part = ?", [source, part])
                connection.execute(
                    "insert into cursor values (?, ?, ?)", [source, part, json.dumps(dict(batch.cursor))]
                )
            ignored = sum(batch.ignored.values())
            landed = Landed(len(batch.records) + ignored, *counts, ignored)
            landing.count(connection, run_id, source, landed, batch.ignored)
        return landed

    # -- judgements ---------------------------------------------------------------------------------------------------

    def judge(self, verdict: Verdict, profile_a: str, profile_b: str, who: str) -> str:
        """Remember that two profiles are the same person or different people; the pair's earlier word is withdrawn.

        Returns the judgement's id.
        """
        judgement_id = uuid4().hex
        first, second = sorted((profile_a, profile_b))
        with self._transaction() as connection:
            connection.execute(
                "update judgement set withdrawn_at = ? where profile_a = ? and profile_b = ? and withdrawn_at is null",
                [now(), first, second],
            )
            connection.execute(
                "insert into judgement values (?, ?, ?, ?, ?, ?, null)",
                [judgement_id, verdict, first, second, who, now()],
            )
        return judgement_id

    # -- actions ------------------------------------------------------------------------------------------------------

    def act(self, action: Act, profile_ids: Sequence[str], acted_on: date, until: date | None, who: str) -> str:
        """Remember what the owner decided about getting in touch with a person; an earlier word on them is withdrawn.

        profile_ids: all that are the person, first the one to remember it of. until: of a snooze only.
        Returns the action's id.
        """
        action_id = uuid4().hex
        with self._transaction() as connection:
            _withdraw_actions(connection, profile_ids)
            connection.execute(
                "insert into action values (?, ?, ?, ?, ?, ?, ?, null)",
                [action_id, action, profile_ids[0], acted_on, until, who, now()],
            )
        return action_id

    def withdraw(self, profile_ids: Sequence[str]) -> bool:
        """Take back what the owner decided about a person, who is these profiles; whether there was anything."""
        with self._transaction() as connection:
            return _withdraw_actions(connection, profile_ids) > 0

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._one_at_a_time:
            self._connection.begin()
            try:
                yield self._connection
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()


def _withdraw_actions(connection: duckdb.DuckDBPyConnection, profile_ids: Sequence[str]) -> int:
    """Withdraw what stands about these profiles; returns how many actions that is."""
    marks = ", ".join("?" * len(profile_ids))
    return len(
        connection.execute(
            f"update action set withdrawn_at = ? where profile_id in ({marks}) and withdrawn_at is null returning 1",
            [now(), *profile_ids],
        ).fetchall()
    )
