"""Real processes for tests of locks and kills: what one does in between is up to the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]

HOLDS_OPEN = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table if not exists mine as select 42 as answer")
print("ready", flush=True)
sys.stdin.read()
"""
"""Opens a database as people's tools do: for writing."""


class Process:
    """A Python program that says `ready` and then waits for its end."""

    def __init__(self, program: str, *words: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self.pid = self._process.pid
        assert self.line() == "ready"

    def line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def ends(self) -> None:
        """Lets it go on to its end."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)

    def dies(self) -> None:
        """Kills it."""
        self._process.send_signal(signal.SIGKILL)
        self.ends()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self.ends()


def killed_before_line(number: int | None, module: str, act: Callable[[], object]) -> int | None:
    """Runs `act` in a fork that kills itself with SIGKILL before the number-th line of a module of ours.

    module: its path, such as warehouse/backup.py. Returns the number of lines that were run, None when it was killed.
    """
    file = str(ROOT / module)
    lines = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        nonlocal lines
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            lines += 1
            if lines == number:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    reading, answering = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of a fork beside other threads; those of DuckDB and Arrow are idle here.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            sys.settrace(trace)
            act()
            sys.settrace(None)
            os.write(answering, str(lines).encode())
        except BaseException:  # noqa: BLE001  (whatever it is, the fork must not go on as a second test run)
            sys.settrace(None)
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(answering)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        said = answer.read()
    assert os.WIFSIGNALED(status) or said, "it failed, see above"
    return int(said) if said else None
