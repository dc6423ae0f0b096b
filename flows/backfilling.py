"""Backfills in plain code: a range of days, window by window, fetched or read again; then the warehouse is built.

flows/backfill.py runs it as a Prefect flow, `reknit backfill --direct` as it is. What is done stands in the archive's
ledger of windows, so what a killed run has completed stays, and the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import NamedTuple

import duckdb

from connectors.contract import SourceError, Window
from flows.backfill_plan import Order, Plan, chosen, plans
from flows.backfill_report import Backfilled, foreseen, results
from flows.faults import OUTCOMES, Fault, shown
from flows.progress import teller
from flows.sources import BoundSource, source_readers
from flows.windows import Span
from flows.work import build_warehouse, open_archive
from warehouse.archive import Archive, now
from warehouse.ledger import Counts, NewWindow, SourceWindow, windows
from warehouse.lock import writing
from warehouse.rereading import list_moments, looking_at, read_again, records_between, staged_beside
from warehouse.settings import Settings
from warehouse.staging import SourceReader

Work = Callable[[Span], Counts]
"""Does one window; raises what went wrong."""


class Job(NamedTuple):
    """The windows of one source that are due in the run of this id."""

    archive: Archive
    run_id: str
    plan: Plan
    work: Work

    @property
    def name(self) -> str:
        """The source's."""
        return self.plan.source.name


class ReaderFailed(Exception):
    """The reader failed on some records of a window; the others are read."""

    def __init__(self, counts: Counts, failed: int) -> None:
        super().__init__(counts, failed)
        self.counts = counts
        self.failed = failed


Do = Callable[[Job], str | None]
"""Does the windows of one source; returns what went wrong, None when nothing did."""


def do_once(job: Job) -> str | None:
    """Do the windows of a source without a second try."""
    try:
        do_windows(job)
    except Exception as error:  # noqa: BLE001  (as it may be shown; the other sources go on)
        return str(shown(error))
    return None


def backfill_sources(
    settings: Settings, order: Order, dry_run: bool = False, wait: bool = True, do: Do = do_once
) -> Backfilled:
    """Do the windows that are due, then build the warehouse if anything changed; a dry run only says which those are.

    One source's failure does not stop the others. Raises CommandError and SettingsError for an order that can't be
    carried out, Locked when another reknit writes and `wait` is false; nothing is done then.
    """
    sources = chosen(settings, order, now().date())
    with writing(settings.lock_file, "backfill", wait, teller().wait):
        if dry_run:
            return _foreseen(settings, order, sources)
        with open_archive(settings) as archive:
            run_id = archive.start_run("backfill")
            planned = plans(settings, order, sources, archive.windows(), now())
            failures = _do_all(settings, archive, run_id, planned, do)
            archive.end_run(run_id, "failed" if failures else "completed")
            done = [row for row in archive.windows() if row.run_id == run_id]
        built = build_warehouse(settings)
    return Backfilled(order, results(planned, done), built, failures)


def _foreseen(settings: Settings, order: Order, sources: list[BoundSource]) -> Backfilled:
    if not settings.archive_file.exists():
        return Backfilled(order, foreseen(plans(settings, order, sources, [], now()), lambda plan, span: 0), None, {})
    with looking_at(settings.archive_file, settings.cache_file) as connection:
        planned = plans(settings, order, sources, windows(connection), now())

        def stored(plan: Plan, span: Span) -> int:
            if span == plan.spans[0]:
                list_moments(connection, plan.source.name)
            return records_between(connection, *(plan.asked if span.since is None else span))

        return Backfilled(order, foreseen(planned, stored), None, {})


def _do_all(settings: Settings, archive: Archive, run_id: str, planned: list[Plan], do: Do) -> dict[str, str]:
    """Do one source after the other; returns what went wrong, by source."""
    failures = {}
    with _works(settings, archive, run_id, planned) as work_of:
        for plan in planned:
            reason = do(Job(archive, run_id, plan, work_of(plan))) if plan.due else None
            if reason is not None:
                failures[plan.source.name] = reason
    return failures


@contextmanager
def _works(settings: Settings, archive: Archive, run_id: str, planned: list[Plan]) -> Iterator[Callable[[Plan], Work]]:
    """How a window of each source is done."""
    if not any(plan.due and plan.mode == "re-read" for plan in planned):
        yield lambda plan: _fetching(archive, run_id, plan)
        return
    readers = source_readers(settings)
    teller().step("reading records")
    with closing(archive.beside()) as connection, staged_beside(connection, settings.cache_file, readers):
        yield lambda plan: _rereading(connection, plan, readers[plan.source.name])


def _fetching(archive: Archive, run_id: str, plan: Plan) -> Work:
    name, connector, options = plan.source

    def fetch(span: Span) -> Counts:
        window = plan.asked if span.since is None else Window(span.since, span.until)
        seen = new = 0
        for batch in connector.fetch(options, archive.cursors(name), window):
            landed = archive.land(run_id, name, batch, options.allow_shrink)
            teller().count(landed.seen)
            seen, new = seen + landed.seen, new + landed.new + landed.changed
        return Counts(seen, new)

    return fetch


def _rereading(connection: duckdb.DuckDBPyConnection, plan: Plan, reader: SourceReader) -> Work:
    list_moments(connection, plan.source.name)

    def reread(span: Span) -> Counts:
        came_to = read_again(connection, plan.source.name, reader, span.since, span.until)
        teller().count(came_to.records)
        counts = Counts(came_to.records, 0, came_to.claims, came_to.rejected)
        if came_to.failed:
            raise ReaderFailed(counts, came_to.failed)
        return counts

    return reread


def do_windows(job: Job) -> None:
    """Do the windows that are due, but those that this run has completed; the ledger says of each how it ended.

    After an error of our own the other windows are done; after one of the source they are not, since they would meet it
    as well. Raises the SourceError, whose kind says what to do next.
    """
    teller().step(job.name)
    with _source_run(job):
        done = [Span(row.since, row.until) for row in job.archive.windows() if _is_done(job, row)]
        problems = [problem for span in job.plan.due if span not in done and (problem := _do_window(job, span))]
        if problems:
            others = f" So did {len(problems) - 1:,} more." if len(problems) > 1 else ""
            raise Fault(f"{problems[0]}{others}")


def _do_window(job: Job, span: Span) -> str | None:
    """Do one window; returns what went wrong where the next may go well all the same."""
    window = NewWindow(job.name, job.plan.mode, span.since, span.until, job.plan.reader)
    window_id = job.archive.start_window(job.run_id, window)
    try:
        counts = job.work(span)
    except ReaderFailed as error:
        failure: Exception = Fault(f"The reader failed on {error.failed:,} of {error.counts.records:,} records.")
        job.archive.end_window(window_id, "failed", str(failure), error.counts)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told as it may be shown)
        failure = shown(error)
        job.archive.end_window(window_id, _outcome(failure), str(failure), Counts())
    else:
        job.archive.end_window(window_id, "completed", None, counts)
        return None
    if isinstance(failure, Fault):
        return str(failure)
    teller().fail()
    raise failure from None


def _is_done(job: Job, row: SourceWindow) -> bool:
    return (row.run_id, row.source, row.outcome) == (job.run_id, job.name, "completed")


@contextmanager
def _source_run(job: Job) -> Iterator[None]:
    """Note how a source that is fetched again began and ended in this run; one that is read again is not asked."""
    if job.plan.mode == "re-read":
        yield
        return
    try:
        job.archive.start_source(job.run_id, job.name, job.plan.source.connector.name)
        yield
    except Exception as error:  # noqa: BLE001  (whatever it is, the other sources go on)
        failure = shown(error)
        job.archive.end_source(job.run_id, job.name, _outcome(failure), str(failure))
        raise failure from None
    job.archive.end_source(job.run_id, job.name, "completed")


def _outcome(failure: Exception) -> str:
    return OUTCOMES[type(failure)] if isinstance(failure, SourceError) else "failed"
