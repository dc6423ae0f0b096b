"""Run first by every Python of a `reknit up` under test: kills processes when a flow run reaches a phase.

The environment variable KILLING names a file. While it is there, its first line is a phase and its second the ids of
the processes to kill with SIGKILL, `self` among them for the process of the flow. It is removed first, so that it
strikes once. Nothing of this is known to the code under test.

Phases: `loading`, the flow's code is loaded; `waiting` for the lock; a step's name, it begins; `NAME landed`, a batch
of a source is stored; `published`; `reporting`, the artifact is about to be made; `reported`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any


def reached(phase: str) -> None:
    """Kill whom the order names if it names this phase."""
    order = Path(os.environ["KILLING"])
    try:
        wanted, victims = order.read_text().splitlines()
    except (FileNotFoundError, ValueError):
        return
    if wanted != phase:
        return
    order.unlink()
    for victim in victims.split():
        with suppress(ProcessLookupError):
            os.kill(os.getpid() if victim == "self" else int(victim), signal.SIGKILL)


def around(owner: Any, name: str, before: Callable[..., None] | None, after: Callable[..., None] | None = None) -> None:
    """Call `before` and `after` with the arguments of a function whenever it is called."""
    original = getattr(owner, name)

    def watched(*words: Any, **named: Any) -> Any:
        if before:
            before(*words)
        value = original(*words, **named)
        if after:
            after(*words)
        return value

    setattr(owner, name, watched)


def watch_run_log(module: ModuleType) -> None:
    log = module.RunLog
    around(log, "step", lambda self, name: reached(name))
    around(log, "count", None, lambda self, records: reached(f"{self._step} landed"))
    around(log, "wait", None, lambda self, sentence: reached("waiting"))
    around(log, "report", lambda *_: reached("reporting"), lambda *_: reached("reported"))
    reached("loading")


def watch_build(module: ModuleType) -> None:
    around(module, "publish", None, lambda *_: reached("published"))


WATCHED = {"flows.run_log": watch_run_log, "warehouse.build": watch_build}


class Watching:
    """Finds the watched modules as usual, and has them changed once they are loaded."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module's own spec with a loader that goes on to watch it."""
        if name not in WATCHED:
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec and spec.loader
        around(spec.loader, "exec_module", None, WATCHED[name])
        return spec


if "KILLING" in os.environ:
    sys.meta_path.insert(0, Watching)
