"""Ten runs started together, from Prefect and from command lines: they take turns, and each says for whom it waits."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dovecot import Dovecot
from tests.flows.command_line import REKNIT, environment
from tests.flows.moved_on import MovedOn
from tests.flows.up_process import Up

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SECONDS = 240
LOOK_SECONDS = 0.005
WAITS = re.compile(r"`reknit (\w+)` \(process \d+\) has been writing since \S+ Waiting for it to end\.")

COMMANDS = (
    ("sync",),
    ("sync", "phone"),
    ("sync", "--direct"),
    ("sync", "--direct", "club"),
    ("rebuild",),
    ("backfill", "letters", "--since", "2024-01-01", "--until", "2024-02-29", "--direct"),
)
RUNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sync/reknit", {}),
    ("sync/reknit-server", {}),
    ("rebuild/reknit", {}),
    ("backfill/reknit", {"sources": ["server"], "since": "2024-01-01", "until": "2024-02-29", "mode": "re-fetch"}),
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[MovedOn]:
    with closing(Dovecot()) as server:
        yield MovedOn(tmp_path, server)


def test_ten_runs_started_together_take_turns(home: MovedOn, prefect: Mapping[str, str]) -> None:
    folder = home.settings.parent
    with Up(folder, prefect) as up:
        watched = Holders(home.data / "reknit.lock")
        commands = [
            subprocess.Popen(
                [*REKNIT, *words], cwd=folder, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True,
            )
            for words in COMMANDS
        ]  # fmt: skip
        runs = [up.run(deployment, **parameters) for deployment, parameters in RUNS]
        said = []
        for words, command in zip(COMMANDS, commands, strict=True):
            out, err = command.communicate(timeout=SECONDS)
            assert command.returncode == 0, f"{words}: {out}{err}"
            said.append(err)
        for (deployment, _), run in zip(RUNS, runs, strict=True):
            assert up.wait_for(run, timeout=SECONDS).type == "COMPLETED", deployment
            said.append("\n".join(up.logs(run)))
        holders = watched.end()
    assert home.answers() == home.undisturbed[1]
    assert Counter(verb for _, verb in holders) == {"sync": 6, "rebuild": 2, "backfill": 2}
    assert len({pid for pid, _ in holders}) == 10, "a writer has come back after another one"
    assert sum(bool(WAITS.search(text)) for text in said) >= 5
    written = written_runs(home)
    assert [outcome for *_, outcome in written] == ["completed"] * 8
    for (_, ended, _), (begun, _, _) in pairwise(written):
        assert ended <= begun


class Holders:
    """Who holds the lock of the writers, one after the other, as the lock's file says."""

    def __init__(self, lock: Path) -> None:
        self._lock = lock
        self._found: list[tuple[int, str]] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> list[tuple[int, str]]:
        """Process and verb of each, in order."""
        self._is_over.set()
        self._thread.join()
        return self._found

    def _watch(self) -> None:
        before = self._read()
        while not self._is_over.wait(LOOK_SECONDS):
            holder = self._read()
            if holder and holder != before:
                self._found.append(holder)
                before = holder

    def _read(self) -> tuple[int, str] | None:
        try:
            holder = json.loads(self._lock.read_text())
        except (OSError, ValueError):
            return None  # just being written
        return holder["pid"], holder["verb"]


def written_runs(home: MovedOn) -> list[tuple[datetime, datetime, str]]:
    """From when to when each run has written to the archive, and how it ended, but for the household's first."""
    with duckdb.connect(str(home.data / "archive.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select started_at, ended_at, outcome from run order by started_at offset 1"
        ).fetchall()
    return [(begun, ended, outcome) for begun, ended, outcome in rows]
