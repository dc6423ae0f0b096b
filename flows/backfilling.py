"""Backfills in plain code: a range of days, window by window, fetched or read again; then the warehouse is built.

flows/backfill.py runs it as a Prefect flow, `reknit backfill --direct` as it is. What is done stands in the archive's
ledger of windows, so what a killed run has completed stays, and the next one goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import NamedTuple

import duckdb

from connectors.contract import NeedsYou, SourceError, Window
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
from warehouse.rereading import CacheInUse, list_moments, looking_at, read_again, records_between, staged_beside
from warehouse.settings import Settings
from warehouse.staging import SourceReader

Work = Callable[[Span], tuple[Counts, str | None]]
"""Does one window; returns what it came to and what is to be said of it. Raises what went wrong."""


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
    return Backfilled(order, results(planned, done), built, failures, _left(planned))


def _foreseen(settings: Settings, order: Order, sources: list[BoundSource]) -> Backfilled:
    if not settings.archive_file.exists():
        return Backfilled(order, foreseen(plans(settings, order, sources, [], now()), lambda plan, span: 0), None, {})
    with looking_at(settings.archive_file, settings.cache_file) as connection:
        planned = plans(settings, order, sources, windows(connection), now())

        def stored(plan: Plan, span: Span) -> int:
            if span == plan.spans[0]:
                list_moments(connection, plan.source.name)
            return records_between(connection, *span)

        return Backfilled(order, foreseen(planned, stored), None, {}, _left(planned))


def _left(planned: list[Plan]) -> int:
    return sum(len(plan.left) for plan in planned)


def _do_all(settings: Settings, archive: Archive, run_id: str, planned: list[Plan], do: Do) -> dict[str, str]:
    """Do one source after the other; returns what went wrong, by source."""
    failures = {}
    archive.plan_windows(run_id, [window for plan in planned for window in _new_windows(plan)])
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
    with closing(archive.beside()) as connection, ExitStack() as stack:
        refused = None
        try:
            stack.enter_context(staged_beside(connection, settings.cache_file, readers))
        except CacheInUse as error:
            refused = NeedsYou(str(error))
        yield lambda plan: _refusing(refused) if refused else _rereading(connection, plan, readers[plan.source.name])


def _refusing(reason: NeedsYou) -> Work:
    def refuse(span: Span) -> tuple[Counts, str | None]:
        raise reason

    return refuse


def _fetching(archive: Archive, run_id: str, plan: Plan) -> Work:
    name, connector, options = plan.source

    def fetch(span: Span) -> tuple[Counts, str | None]:
        window = plan.asked if span.since is None else Window(span.since, span.until)
        seen = new = 0
        ignored: Counter[str] = Counter()
        for batch in connector.fetch(options, archive.cursors(name), window):
            landed = archive.land(run_id, name, batch, options.allow_shrink)
            teller().count(landed.seen)
            seen, new = seen + landed.seen, new + landed.new + landed.changed
            ignored.update(batch.ignored)
        reasons = ", ".join(f"{count:,} × {reason}" for reason, count in sorted(ignored.items()))
        return Counts(seen, new), f"passed over: {reasons}" if reasons else None

    return fetch


def _rereading(connection: duckdb.DuckDBPyConnection, plan: Plan, reader: SourceReader) -> Work:
    list_moments(connection, plan.source.name)

    def reread(span: Span) -> tuple[Counts, str | None]:
        came_to = read_again(connection, plan.source.name, reader, span.since, span.until)
        teller().count(came_to.records)
        counts = Counts(came_to.records, 0, came_to.claims, came_to.rejected)
        if came_to.failed:
            raise ReaderFailed(counts, came_to.failed)
        return counts, None

    return reread


def do_windows(job: Job) -> None:
    """Do the windows that are due, but those that this run has completed; the ledger says of each how it ended.

    All of them are in the ledger before the first begins, so that whoever is killed has left word of the rest.

    After an error of our own the other windows are done; after one of the source they are not, since they would meet it
    as well. Raises the SourceError, whose kind says what to do next.
    """
    teller().step(job.name)
    with _source_run(job):
        ids = {Span(row.since, row.until): row.window_id for row in job.archive.windows() if _is_planned(job, row)}
        todo = [(span, ids[span]) for span in job.plan.due if span in ids]
        problems = [problem for span, window_id in todo if (problem := _do_window(job, span, window_id))]
        if problems:
            others = f" So did {len(problems) - 1:,} more." if len(problems) > 1 else ""
            raise Fault(f"{problems[0]}{others}")


def _do_window(job: Job, span: Span, window_id: int) -> str | None:
    """Do one window; returns what went wrong where the next may go well all the same."""
    job.archive.start_window(window_id)
    try:
        counts, message = job.work(span)
    except ReaderFailed as error:
        failure: Exception = Fault(f"The reader failed on {error.failed:,} of {error.counts.records:,} records.")
        job.archive.end_window(window_id, "failed", str(failure), error.counts)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told as it may be shown)
        failure = shown(error)
        with suppress(duckdb.Error):  # a full disk can't take the reason; the next run says that it was interrupted
            job.archive.end_window(window_id, _outcome(failure), str(failure), Counts())
    else:
        job.archive.end_window(window_id, "completed", message, counts)
        return None
    if isinstance(failure, Fault):
        return str(failure)
    teller().fail()
    raise failure from None


def _new_windows(plan: Plan) -> list[NewWindow]:
    options = plan.source.asked if plan.mode == "re-fetch" else None
    return [NewWindow(plan.source.name, plan.mode, *span, plan.reader, options) for span in plan.due]


def _is_planned(job: Job, row: SourceWindow) -> bool:
    return (row.run_id, row.source, row.outcome) == (job.run_id, job.name, "planned")


@contextmanager
def _source_run(job: Job) -> Iterator[None]:
    """Note how a source began and ended in this run: its windows, and if it is fetched again that it was asked."""
    is_asked = job.plan.mode == "re-fetch"
    try:
        job.archive.plan_windows(job.run_id, _new_windows(job.plan))
        if is_asked:
            job.archive.start_source(job.run_id, job.name, job.plan.source.connector.name)
        yield
        if is_asked:
            job.archive.end_source(job.run_id, job.name, "completed")
    except Exception as error:  # noqa: BLE001  (whatever it is, the other sources go on)
        failure = shown(error)
        with suppress(duckdb.Error):
            job.archive.leave_windows(job.run_id, job.name)
            if is_asked:
                job.archive.end_source(job.run_id, job.name, _outcome(failure), str(failure))
        raise failure from None


def _outcome(failure: Exception) -> str:
    return OUTCOMES[type(failure)] if isinstance(failure, SourceError) else "failed"
