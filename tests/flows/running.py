"""A whole sync without Prefect, and the process that a test kills in the middle of one.

As a program: `python -m tests.flows.running SETTINGS` imports everything, then obeys lines on standard input, each
with a child of its own: `count` answers how many lines of those modules a sync runs; `kill N` runs one that kills
itself with SIGKILL before the N-th of them; `start` runs one, answers its process id, and leaves the killing to the
caller.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from connectors import files, imap_records
from flows.landing import land_source
from flows.sources import BoundSource, load_settings
from flows.syncing import sync_sources
from warehouse.archive import Archive
from warehouse.publish import GRACE_SECONDS, publish

ROOT = Path(__file__).parents[2]
WRITERS = {
    str(ROOT / folder / f"{module}.py")
    for folder, modules in {
        "connectors": ("files", "imap_mail", "imap_records", "imap_session", "imap_sync", "mail_file"),
        "flows": ("landing", "syncing", "work"),
        "warehouse": (
            "archive",
            "build",
            "identify",
            "landing",
            "ledger",
            "lock",
            "migrate",
            "presence",
            "publish",
            "snapshots",
            "staging",
        ),
    }.items()
    for module in modules
}
"""The modules whose every line may be the last one before a kill: those that write, and those that call them."""


def sync(settings: Path, grace_seconds: float = GRACE_SECONDS, draws: bool = False) -> None:
    """What the flow does, in this process and without Prefect.

    grace_seconds: how long yesterday's build outlives the swap; 0 where nobody is reading. draws: the report too, which
    takes a tenth of the time.
    """
    with (
        patch("warehouse.build.publish", partial(publish, grace_seconds=grace_seconds)),
        nullcontext() if draws else patch("flows.work._draw_report", lambda settings: None),
    ):
        sync_sources(load_settings(settings), fetch=_or_raise)


def land(settings: Path) -> None:
    """Brings in what the sources have, and builds nothing of it."""
    with patch("flows.syncing.build_warehouse"):
        sync_sources(load_settings(settings), fetch=_or_raise)


def _or_raise(archive: Archive, run_id: str, source: BoundSource) -> None:
    """Fetch a source; a test wants to see what goes wrong at once."""
    land_source(archive, run_id, source)


class LineCounter:
    """Counts the lines of our code as they are run, and at one of them kills the process."""

    def __init__(self, kill_at: int | None) -> None:
        self.lines = 0
        self._kill_at = kill_at

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in WRITERS:
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def _child(settings: Path, kill_at: int | None, answer: int) -> None:
    counter = LineCounter(kill_at)
    sys.settrace(counter)
    sync(settings, grace_seconds=0)
    sys.settrace(None)
    os.write(answer, f"{counter.lines}\n".encode())


def _obey(settings: Path, order: list[str]) -> str:
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if order[0] == "start":
                sync(settings, grace_seconds=0)
            else:
                _child(settings, int(order[1]) if order[0] == "kill" else None, writing_end)
        finally:
            os._exit(0)
    os.close(writing_end)
    if order[0] == "start":
        os.close(reading)
        return str(child)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return "killed" if os.WIFSIGNALED(status) else answer.read().strip()


if __name__ == "__main__":
    files.BATCH_RECORDS = imap_records.BATCH_RECORDS = 8
    print("ready", flush=True)
    for line in sys.stdin:
        print(_obey(Path(sys.argv[1]), line.split()), flush=True)
        if line.startswith("start"):
            os.waitpid(-1, 0)
            print("ended", flush=True)
