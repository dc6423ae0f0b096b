"""A source that can be asked for days: an entry a day, and whatever a test wants to go wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import duckdb

from connectors.claims import Interaction, Name, Party, Reading
from connectors.contract import Connector, Options, SourceRecord, Window
from connectors.contract import connectors as known_connectors
from connectors.records import Batch, Context, Cursor, Origin, Record, Snapshot
from flows import sources
from flows.landing import land_source
from flows.sources import load_settings
from flows.work import open_archive

SETTINGS = """
[warehouse]
folder = "data"

[me]
names = ["Ada Byron"]
emails = ["ada@byron.example"]

[[source]]
name = "diary"
connector = "diary"

[[source]]
name = "letters"
connector = "mail_file"
path = "letters.mbox"
"""


class DiaryOptions(Options):
    """exclude: months of which nothing is to be fetched, as YYYY-MM."""

    exclude: tuple[str, ...] = ()


class Diary:
    """Entries of days.

    asked: the windows that were asked for. errors: what goes wrong, by the window's first day. hour: when on its day an
    entry is made. lost: days whose entries are there but can't be had.
    """

    def __init__(self) -> None:
        self.entries = [date(2022, 12, 20) + timedelta(days=10 * number) for number in range(60)]
        self.asked: list[Window | None] = []
        self.errors: defaultdict[date, list[BaseException]] = defaultdict(list)
        self.given_name = "Kay"
        self.stumbles_on: set[date] = set()
        self.hour = time(12)
        self.lost: set[date] = set()

    @property
    def connector(self) -> Connector:
        return Connector("diary", DiaryOptions, cast(Any, self.fetch), self.read, windowed=True)

    def fetch(self, options: Options, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
        assert isinstance(options, DiaryOptions)
        self.asked.append(window)
        since, until = window or Window(datetime(1900, 1, 1), datetime(2100, 1, 1))
        for error in self.errors[since.date()][:1]:
            self.errors[since.date()].remove(error)
            raise error
        there = [day for day in self.entries if since <= self.moment(day) < until]
        wanted = [day for day in there if f"{day:%Y-%m}" not in options.exclude and day not in self.lost]
        ignored = {"a page that is torn out": lost} if (lost := len(self.lost.intersection(there))) else {}
        entries = [Record(f"{day}", f"{day}".encode(), Context({}), Origin("diary", uid=f"{day}")) for day in wanted]
        for few in (entries[:2], entries[2:]):
            yield Batch("", Snapshot("diary", again="window" if window else None), few, ignored=ignored)
            ignored = {}

    def read(self, record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
        day = date.fromisoformat(record.raw.decode())
        if day in self.stumbles_on:
            raise ValueError("kay.private@leak.example")
        yield Name("kay", f"{self.given_name} Hansen")
        yield Interaction(record.key, "message", self.moment(day))
        yield Party("kay", record.key, "from", 1, "Kay")

    def moment(self, day: date) -> datetime:
        """When the entry of a day was made."""
        return datetime.combine(day, self.hour)

    def months_asked(self) -> list[str]:
        """The months that were asked for, in order."""
        return [f"{window.since:%Y-%m}" if window else "all" for window in self.asked]


def with_diary(diary: Diary) -> Any:
    """A patch: settings may name the connector `diary`."""
    return patch.object(sources, "connectors", lambda: {**known_connectors(), "diary": diary.connector})


def fetch_all(settings: Path) -> None:
    """What a sync does before it builds."""
    loaded = load_settings(settings)
    with open_archive(loaded) as archive:
        run_id = archive.start_run("sync")
        for source in sources.bound_sources(loaded):
            land_source(archive, run_id, source)
        archive.end_run(run_id, "completed")


def entries(settings: Path) -> list[date]:
    """The days of the diary that the warehouse shows."""
    query = "select distinct day from interaction where kind = 'message' order by day"
    with duckdb.connect(str(settings.parent / "data/warehouse.duckdb"), read_only=True) as connection:
        return [day for (day,) in connection.execute(query).fetchall()]


def stored(settings: Path) -> list[date]:
    """The days of the diary that the archive has."""
    with duckdb.connect(str(settings.parent / "data/archive.duckdb"), read_only=True) as connection:
        keys = connection.execute("select key from record where source = 'diary' order by key").fetchall()
    return [date.fromisoformat(key) for (key,) in keys]


def ledger(settings: Path, columns: str = "source, mode, since, outcome") -> list[tuple[Any, ...]]:
    """The archive's ledger of windows."""
    with duckdb.connect(str(settings.parent / "data/archive.duckdb"), read_only=True) as connection:
        return connection.execute(f"select {columns} from sync_window order by window_id").fetchall()
