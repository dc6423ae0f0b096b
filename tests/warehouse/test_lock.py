"""One writer at a time, with real processes."""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

import pytest

from tests.warehouse.processes import Process
from warehouse.lock import Locked, writing

HOLDER = """
import sys
from pathlib import Path
from warehouse.lock import writing
with writing(Path(sys.argv[1]), "backfill", True, print):
    print("ready", flush=True)
    sys.stdin.read()
"""

FORKER = HOLDER.replace("    print", "    import subprocess; subprocess.Popen(['sleep', '5'], stdout=-3)\n    print", 1)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reknit.lock"


def test_a_second_writer_says_who_writes_and_since_when(lock: Path) -> None:
    with Process(HOLDER, lock) as holder, pytest.raises(Locked) as refusal, writing(lock, "sync", False, print):
        pass
    said = rf"`reknit backfill` \(process {holder.pid}\) has been writing since \d{{4}}-\d\d-\d\dT[0-9:+]+\. Try again"
    assert re.match(said, str(refusal.value))


def test_a_second_writer_that_waits_is_told_once_and_gets_its_turn(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.lock.POLL_SECONDS", 0.01)
    told = list[str]()
    with Process(HOLDER, lock) as holder:

        def hear(sentence: str) -> None:
            told.append(sentence)
            threading.Timer(0.1, holder.ends).start()

        with writing(lock, "sync", True, hear):
            assert f'"pid": {os.getpid()}' in lock.read_text()
    assert len(told) == 1
    assert re.fullmatch(
        r"`reknit backfill` \(process \d+\) has been writing since \S+\. Waiting for it to end\.", told[0]
    )


@pytest.mark.parametrize("program", [HOLDER, FORKER], ids=["alone", "with a program it has started"])
def test_the_lock_of_a_killed_process_is_free_at_once(lock: Path, program: str) -> None:
    Process(program, lock).dies()
    begun = time.monotonic()
    with writing(lock, "sync", False, print):
        assert time.monotonic() - begun < 1


def test_after_an_error_the_lock_is_free(lock: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(lock, "sync", False, print):
        raise ZeroDivisionError
    with writing(lock, "sync", False, print):
        pass


def test_a_lock_file_that_says_nothing_still_locks(lock: Path) -> None:
    with Process(HOLDER, lock):
        lock.write_text("")
        with pytest.raises(Locked, match=r"^Another reknit is writing\."), writing(lock, "sync", False, print):
            pass


def test_two_threads_of_one_process_are_two_writers(lock: Path) -> None:
    with writing(lock, "sync", False, print), pytest.raises(Locked), writing(lock, "merge", False, print):
        pass
