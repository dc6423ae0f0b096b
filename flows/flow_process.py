"""One flow run in a process of its own, as a worker starts it: `python -m flows.flow_process`.

It is Prefect's engine, but it ends with its worker, even if that one is killed, as nobody would be left to watch it.
And it is no part of the terminal's foreground: Ctrl-C is the worker's to answer, which then ends its runs in order.
"""

from __future__ import annotations

import os
import runpy
import shlex
import sys
from pathlib import Path
from typing import Any

from flows.lifeline import end_with_parent, terminate

ROOT = Path(__file__).parent.parent


def job(folder: Path) -> dict[str, Any]:
    """The job variables of a process worker that start a run so, in this folder and with the code that runs now."""
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = os.pathsep.join(filter(None, dict.fromkeys([str(ROOT), *inherited])))
    # -P: a file of the user's own that is called like a module (email.py) is none.
    command = shlex.join([sys.executable, "-P", "-m", __name__])
    return {"command": command, "working_dir": str(folder), "env": {"PYTHONPATH": path}}


if __name__ == "__main__":
    os.setsid()
    end_with_parent(terminate)
    runpy.run_module("prefect.engine", run_name="__main__")
