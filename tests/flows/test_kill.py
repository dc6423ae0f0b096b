"""A sync killed with SIGKILL at any moment, then run again, leaves what an undisturbed one leaves."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import files, imap_records
from tests.dovecot import Dovecot
from tests.flows.correspondence import move_on, settle_with_letters
from tests.flows.household import write_cards
from tests.flows.running import sync
from tests.flows.state import archive_state, warehouse_state

POINTS = 9
CAMPAIGN_POINTS = 400
FETCHING_SECONDS = 1.5
"""Within which a sync of these sources is mostly fetching, not building."""


class Victim:
    """A process that forks a sync for every order; see tests/flows/running.py."""

    def __init__(self, settings: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.flows.running", str(settings)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.answer() == "ready"

    def order(self, *words: object) -> str:
        """What the process answers to an order."""
        assert self._process.stdin
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Sources:
    """Sources of all five kinds whose warehouse already holds a first sync, and which have changed since."""

    def __init__(self, folder: Path, server: Dovecot) -> None:
        self.settings = settle_with_letters(folder, people=24, server=server)
        self._data = folder / "data"
        self._before = folder / "before"
        sync(self.settings, grace_seconds=0)
        write_cards(folder / "inbox/phone.vcf", range(4, 40))
        move_on(folder, people=24, server=server)
        shutil.copytree(self._data, self._before, symlinks=True)
        sync(self.settings, grace_seconds=0)
        self.undisturbed = self.state()

    def rewind(self) -> None:
        """As before the second sync."""
        shutil.rmtree(self._data)
        shutil.copytree(self._before, self._data, symlinks=True)

    def state(self) -> tuple[object, object]:
        return archive_state(self._data / "archive.duckdb"), warehouse_state(self._data / "warehouse.duckdb")


@pytest.fixture
def server() -> Iterator[Dovecot]:
    dovecot = Dovecot()
    yield dovecot
    dovecot.close()


@pytest.fixture
def sources(tmp_path: Path, server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Sources:
    for module in (files, imap_records):
        monkeypatch.setattr(module, "BATCH_RECORDS", 8)
    return Sources(tmp_path, server)


@pytest.fixture
def victim(sources: Sources) -> Iterator[Victim]:
    process = Victim(sources.settings)
    yield process
    process.end()


def killed_at_lines(sources: Sources, victim: Victim, points: int) -> None:
    sources.rewind()
    lines = int(victim.order("count"))
    assert sources.state() == sources.undisturbed
    for number in range(points):
        line = 1 + number * (lines - 1) // (points - 1)
        sources.rewind()
        assert victim.order("kill", line) == "killed", f"line {line} of {lines} was not reached"
        sync(sources.settings, grace_seconds=0)
        assert sources.state() == sources.undisturbed, f"killed before line {line} of {lines}"


def killed_after_moments(sources: Sources, victim: Victim, points: int) -> int:
    chance = random.Random(points)
    sources.rewind()
    begun = time.monotonic()
    child = int(victim.order("start"))
    assert victim.answer() == "ended"
    usual = time.monotonic() - begun
    killed = 0
    for _ in range(points):
        sources.rewind()
        child = int(victim.order("start"))
        time.sleep(chance.uniform(0, usual))
        try:
            os.kill(child, signal.SIGKILL)
            killed += 1
        except ProcessLookupError:
            pass  # it was done already
        assert victim.answer() == "ended"
        sync(sources.settings, grace_seconds=0)
        assert sources.state() == sources.undisturbed
    return killed


@pytest.mark.slow
def test_killed_before_any_line_of_ours_a_sync_is_completed_by_the_next(sources: Sources, victim: Victim) -> None:
    killed_at_lines(sources, victim, POINTS)


@pytest.mark.slow
def test_killed_at_any_moment_a_sync_is_completed_by_the_next(sources: Sources, victim: Victim) -> None:
    assert killed_after_moments(sources, victim, POINTS // 4)


def server_killed_after_moments(sources: Sources, victim: Victim, server: Dovecot, points: int) -> None:
    chance = random.Random(points)
    for _ in range(points):
        sources.rewind()
        victim.order("start")
        time.sleep(chance.uniform(0, FETCHING_SECONDS))
        server.kill()
        assert victim.answer() == "ended"
        server.start()
        sync(sources.settings, grace_seconds=0)
        assert sources.state() == sources.undisturbed


@pytest.mark.slow
def test_the_mail_server_killed_at_any_moment_a_sync_is_completed_by_the_next(
    sources: Sources, victim: Victim, server: Dovecot
) -> None:
    server_killed_after_moments(sources, victim, server, POINTS // 4)


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_the_long_campaign_of_kills(sources: Sources, victim: Victim, server: Dovecot) -> None:
    killed_at_lines(sources, victim, CAMPAIGN_POINTS)
    killed = killed_after_moments(sources, victim, CAMPAIGN_POINTS)
    server_killed_after_moments(sources, victim, server, CAMPAIGN_POINTS // 4)
    print(
        f"{CAMPAIGN_POINTS} kills before lines, {killed} at moments, {CAMPAIGN_POINTS // 4} of the server; "
        "all completed by the next sync"
    )
