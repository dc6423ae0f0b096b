"""Processes that are kept running, and that never outlive the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows import children
from flows.children import Child
from tests.flows.command_line import ROOT, environment

Start = Callable[..., Child]

STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sleep", "600"])
print("ready", flush=True)
time.sleep(600)
"""

ORPHAN = """
import time
from flows.lifeline import end_with_parent
end_with_parent(lambda: None, 0.5)
print("ready", flush=True)
time.sleep(600)
"""

PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {ORPHAN!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def told() -> list[str]:
    """What was said of children that ended."""
    return []


@pytest.fixture
def start(tmp_path: Path, told: list[str]) -> Iterator[Start]:
    """Starts a child that runs this Python program or these words."""
    with ExitStack() as stack:

        def started(*words: str, program: str = "") -> Child:
            command = words or (sys.executable, "-c", program)
            child = Child("worker", command, environment(), tmp_path / "worker.log", told.append)
            stack.callback(child.stop, 0)
            return child

        yield started


def until(holds: Callable[[], object], seconds: float = 20) -> None:
    """Wait until it does; fail when it does not within so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def test_a_child_that_ends_is_started_again_after_pauses_that_grow(
    start: Start, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(children, "LONGEST_PAUSE_SECONDS", 0.1)
    child = start("sh", "-c", "echo a line; echo the reason >&2; exit 3")

    def has_ended(times: int) -> bool:
        child.look_after()
        return len(told) >= times

    until(lambda: has_ended(3))
    log = tmp_path / "worker.log"
    assert told == [
        f"The worker has ended (status 3) and starts again in {pause} s. It said last: the reason ({log})"
        for pause in ("0.05", "0.1", "0.1")
    ]
    assert log.read_text() == "a line\nthe reason\n" * 3


def test_a_child_that_was_well_for_long_is_started_again_soon(
    start: Start, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(children, "SOUND_SECONDS", 0.0)
    child = start("sh", "-c", "exit 1")

    def has_ended(times: int) -> bool:
        child.look_after()
        return len(told) >= times

    until(lambda: has_ended(3))
    assert {sentence.split(" and ")[1] for sentence in told} == {"starts again in 0.05 s. It said nothing."}


def test_a_child_with_no_end_of_words_fills_two_small_files(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "LOG_BYTES", 100_000)
    child = start(program="for number in range(200_000): print('line', number)")
    until(lambda: child.status == 0)
    log, before = tmp_path / "worker.log", tmp_path / "worker.log.1"
    until(lambda: log.read_text().endswith("line 199999\n"))
    assert {file.name for file in tmp_path.iterdir()} == {log.name, before.name}
    most = children.LOG_BYTES + children.CHUNK_BYTES
    assert log.stat().st_size <= most
    assert before.stat().st_size <= most


def test_a_child_that_does_not_end_by_itself_is_ended_with_all_of_its_group(start: Start, tmp_path: Path) -> None:
    child = start(program=STUBBORN)
    log = tmp_path / "worker.log"
    until(lambda: log.exists() and "ready" in log.read_text())
    group = [int(process.name) for process in Path("/proc").iterdir() if _group(process) == child.pid]
    assert len(group) == 2
    begun = time.monotonic()
    child.stop(0.2)
    assert child.status == -signal.SIGKILL
    assert time.monotonic() - begun < 5
    until(lambda: not any(map(lives, group)))


def test_what_a_child_leaves_when_it_ends_by_itself_is_ended(start: Start, tmp_path: Path) -> None:
    child = start("sh", "-c", "sleep 600 & echo $!; read end")
    log = tmp_path / "worker.log"
    until(lambda: log.exists() and log.read_text().endswith("\n"))
    left = int(log.read_text())
    child.stop(20)
    assert child.status == 1, "the end of its input, not by force"
    until(lambda: not lives(left))


def _group(process: Path) -> int | None:
    try:
        return os.getpgid(int(process.name)) if process.name.isdigit() else None
    except ProcessLookupError:
        return None


def test_a_process_with_a_lifeline_ends_when_its_parent_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
    )
    assert parent.stdout
    orphan = int(parent.stdout.readline())
    assert lives(orphan)
    parent.kill()
    parent.communicate()
    until(lambda: not lives(orphan))
