"""The command line as people meet it, its words and its exit status: here, in a process of its own, in a terminal."""

from __future__ import annotations

import gc
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Mapping
from contextlib import chdir, closing, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows import cli

ROOT = Path(__file__).parents[2]
REKNIT = (sys.executable, "-m", "flows.cli")


class Ran(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What it said with --json."""
        found = json.loads(self.out)
        assert isinstance(found, list)
        return found


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's own, without settings of Prefect's or ours, plus `extra`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "REKNIT_"))}
    return kept | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | dict(extra or {})


def reknit(folder: Path, *words: str, typed: str = "") -> Ran:
    """Run a command in a folder, in this process, which saves a second; `typed` is its standard input.

    A sync runs on the server of the fixture `prefect`, which the caller asks for.
    """
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, chdir(folder), redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["reknit", *words])
        patch.setattr(sys, "stdin", StringIO(typed))
        status = cli._run()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # of Prefect's clients
        gc.collect()
    return Ran(status, out.getvalue(), err.getvalue())


def reknit_process(folder: Path, *words: str, typed: str = "", extra: Mapping[str, str] | None = None) -> Ran:
    """Run a command in a folder, in a process of its own."""
    ran = subprocess.run(
        [*REKNIT, *words], cwd=folder, env=environment(extra), input=typed, capture_output=True, text=True, timeout=120
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def in_terminal(folder: Path, *words: str, extra: Mapping[str, str] | None = None, columns: int = 100) -> Ran:
    """Run a command in a terminal; `out` is all that the terminal was sent, as `plain` text."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        dressed = environment({"TERM": "xterm", "COLUMNS": str(columns), **(extra or {})})
        os.execve(REKNIT[0], [*REKNIT, *words], dressed)  # noqa: S606  (words, and no shell)
    shown = b""
    with suppress(OSError):  # that is how a terminal says that nobody writes to it any more
        while chunk := os.read(terminal, 65536):
            shown += chunk
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    return Ran(os.waitstatus_to_exitcode(status), plain(shown.decode()), "")


def plain(shown: str) -> str:
    """What a terminal shows, without colours and movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r\n", "\n")


def warm(home: Path, prefect: Mapping[str, str]) -> None:
    """Make a Prefect folder with the database of a server that runs, which saves the seconds of making a new one."""
    home.mkdir(mode=0o700, parents=True)
    theirs = Path(prefect["PREFECT_HOME"]) / "prefect.db"
    with closing(sqlite3.connect(theirs)) as source, closing(sqlite3.connect(home / theirs.name)) as copy:
        source.backup(copy)
    (home / theirs.name).chmod(0o600)
