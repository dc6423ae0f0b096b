"""People's tools hold the warehouse open, each in its own way, while syncs go on: nobody waits and nothing fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from flows.sources import load_settings
from tests.flows.command_line import reknit_process
from tests.flows.household import settle, write_cards
from tests.flows.running import sync
from warehouse.reading import open_warehouse

SYNCS = 6
LONGEST_SYNC_SECONDS = 30
"""Far above what one takes, far below a sync that waits for a reader."""

CARDS = "select count(*) from profile where source = 'phone' and is_current"

TOOL = """
import sys, threading, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read-only")
if sys.argv[2] == "read-write":
    connection.execute("create table note as select 'mine' as text")
stop = threading.Event()
answers, errors = set(), []
def ask():
    while not stop.wait(0.05):
        try:
            if sys.argv[2] == "read-write":
                connection.execute("insert into note values ('more')")
            answers.add(connection.execute(sys.argv[3]).fetchone()[0])
        except duckdb.Error as error:
            errors.append(error)
asking = threading.Thread(target=ask)
asking.start()
print("open", flush=True)
sys.stdin.read()
stop.set()
asking.join()
print(*answers, *errors, flush=True)
"""


class Tool:
    """A process that opens the warehouse in its way, and asks it something twenty times a second."""

    def __init__(self, warehouse: Path, way: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", TOOL, str(warehouse), way, CARDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "open\n"

    def kill(self) -> None:
        """End it as a crash would; nothing if it has ended."""
        if self._process.returncode is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.communicate()

    def told(self) -> str:
        """Every different answer it got, then every error; ends it."""
        return self._process.communicate(timeout=20)[0].strip()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return settle(tmp_path, people=8)


@pytest.fixture
def opened_by() -> Iterator[Callable[..., Tool]]:
    """Opens the warehouse with a tool, which is gone after the test."""
    tools: list[Tool] = []

    def opened(warehouse: Path, way: str) -> Tool:
        tools.append(Tool(warehouse, way))
        return tools[-1]

    yield opened
    for tool in tools:
        tool.kill()


def changed_sync(settings: Path, cards: int) -> float:
    """A sync after which the phone has so many cards; returns its seconds."""
    write_cards(settings.parent / "inbox/phone.vcf", range(cards))
    begun = time.monotonic()
    sync(settings)
    return time.monotonic() - begun


@pytest.mark.slow
def test_readers_and_syncs_never_disturb_each_other(settings: Path, opened_by: Callable[..., Tool]) -> None:
    warehouse = load_settings(settings).warehouse_link
    tools = {}
    for cards, way in ((1, "read-only"), (2, "read-write"), (3, "read-write")):
        changed_sync(settings, cards)
        tools[cards] = opened_by(warehouse, way)
    tools.pop(3).kill()
    seconds = []
    for cards in range(4, 4 + SYNCS):
        seconds.append(changed_sync(settings, cards))
        with open_warehouse(warehouse) as connection:
            assert connection.execute(CARDS).fetchall() == [(cards,)]
        with duckdb.connect(str(warehouse)) as connection:  # as tools open it: without a word about reading only
            assert connection.execute(CARDS).fetchall() == [(cards,)]
    assert {cards: tool.told() for cards, tool in tools.items()} == {1: "1", 2: "2"}
    assert max(seconds) < LONGEST_SYNC_SECONDS
    builds = [file.name for file in warehouse.with_suffix(".d").iterdir()]
    assert builds == [warehouse.readlink().name]


@pytest.mark.slow
def test_our_own_commands_read_what_a_tool_has_opened_for_writing(
    settings: Path, opened_by: Callable[..., Tool]
) -> None:
    changed_sync(settings, 5)
    warehouse = load_settings(settings).warehouse_link
    opened_by(warehouse, "read-write")
    with pytest.raises(duckdb.IOException):
        duckdb.connect(str(warehouse), read_only=True)
    told = reknit_process(settings.parent, "sql", CARDS.replace("count(*)", "count(*) as cards"), "--json")
    assert told == (0, '[\n  {\n    "cards": 5\n  }\n]\n', "")
    assert reknit_process(settings.parent, "status").status == 0
