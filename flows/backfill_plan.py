"""What a backfill is asked to do, and what of it is to be done: by source, the windows and which of them are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from connectors.contract import Window
from flows.faults import CommandError
from flows.sources import BoundSource, chosen_sources, source_readers
from flows.windows import Reprocess, Span, Try, covered, due, failed, months
from warehouse.ledger import SourceWindow
from warehouse.settings import Settings
from warehouse.settings_sources import OWNER_SOURCE

Mode = Literal["re-read", "re-fetch"]

EARLIEST = date(1970, 1, 1)
"""Nothing that a source shows says that it is older."""

LEFT = ("interrupted", "planned", "running")
"""Outcomes of windows whose run was killed; the next run that writes calls them interrupted."""


class Order(NamedTuple):
    """What a person asks for. since, until: days (UTC), both included. sources: names; all of them when empty."""

    since: date
    until: date
    mode: Mode = "re-read"
    reprocess: Reprocess = "missing"
    sources: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What is to be done for one source.

    asked: the range. spans: its windows in order; one for all that there is where the source knows no windows.
    due: those that are to be done. had: those that were completed before. left: those that a killed backfill left
    to do. reader: the version that reads, to re-read.
    """

    source: BoundSource
    mode: Mode
    asked: Window
    spans: list[Span]
    due: list[Span]
    had: list[Span]
    left: list[Span]
    reader: str | None


def chosen(settings: Settings, order: Order, today: date) -> list[BoundSource]:
    """The sources to backfill. Raises CommandError, or SettingsError for an unknown name, when the order is wrong."""
    if order.since > today:
        raise CommandError(f"`since` is {order.since}, which is yet to come: today is {today} (UTC). Choose past days.")
    if order.since > order.until:
        raise CommandError(
            f"`since` is {order.since} and `until` is {order.until}: that is backwards. Exchange the two days."
        )
    if order.since < EARLIEST:
        raise CommandError(
            f"`since` is {order.since}: nothing is dated before {EARLIEST}. Choose that day or a later one."
        )
    sources = [source for source in chosen_sources(settings, order.sources) if source.name != OWNER_SOURCE]
    if not sources and order.sources:
        raise CommandError(f"`{OWNER_SOURCE}` is what the settings say of you, and has no days. Choose another source.")
    if not sources:
        raise CommandError("The settings name no source to backfill. `reknit add FILE` adds one.")
    return sources


def plans(
    settings: Settings, order: Order, sources: Iterable[BoundSource], ledger: Sequence[SourceWindow], now: datetime
) -> list[Plan]:
    """What is to be done by the ledger as it is. now: UTC, naive."""
    readers = source_readers(settings) if order.mode == "re-read" else {}
    versions = {name: reader.version for name, reader in readers.items()}
    return [_plan(order, source, versions.get(source.name), ledger, now) for source in sources]


def _plan(order: Order, source: BoundSource, reader: str | None, ledger: Sequence[SourceWindow], now: datetime) -> Plan:
    spans = months(order.since, order.until, now)
    assert spans and spans[0].since, "the order was checked, and it begins with a day"
    asked = Window(spans[0].since, spans[-1].until)
    modes = ("sync", "re-fetch") if order.mode == "re-fetch" else ("re-read",)  # a sync has fetched all there was
    rows = [row for row in ledger if row.source == source.name and row.mode in modes]
    options = source.asked if order.mode == "re-fetch" else None
    tries = [_try(row, reader, options, now) for row in rows]
    todo, had = due(spans, tries, order.reprocess), covered(spans, tries)
    left = failed(
        spans, [_try(row, reader, options, now)._replace(is_completed=row.outcome not in LEFT) for row in rows]
    )
    if order.mode == "re-fetch" and not source.connector.windowed:
        whole = [Span(None, now)]
        todo, had, left = whole if todo else [], whole if had == spans else [], whole if left else []
        return Plan(source, order.mode, asked, whole, todo, had, left, reader)
    return Plan(source, order.mode, asked, spans, todo, had, left, reader)


def _try(row: SourceWindow, reader: str | None, options: str | None, now: datetime) -> Try:
    """What an older reader read, or was fetched by other settings, is to be done again.

    What a row claims of a time that is yet to come was written by a clock that was wrong.
    """
    is_completed = row.outcome == "completed" and row.until <= now
    return Try(
        Span(row.since, row.until), is_completed, row.mode != "sync", (row.reader, row.options) == (reader, options)
    )
