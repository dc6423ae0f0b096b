"""Runs whose process has died without a word are shown as crashed, so that nobody waits for them.

A killed run stays Running in Prefect for ever and holds its place in the work pool. Its worker sees it if it is still
alive itself; Prefect sees it, by missing heartbeats, minutes later. Whoever runs on the same machine sees it at once:
each flow run notes its process when it begins, as a label of the run. (`infrastructure_pid` is the worker's, which
writes a bare number there, and may do so late.)
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

TAG = "reknit"
"""Of every deployment, and of every run that noted its process."""

LABEL = "reknit.process"

UNBEGUN_SECONDS = 90
"""A process that was started begins its run long before that: 3 s on a laptop, 30 s on a small computer."""

SETTLED_SECONDS = 10
"""A run that is retried has the label of its former process until it has noted its new one, right after it began."""

UNSEEN = "?"
"""Of a process that is there, and that the system hides from us, as it does for a service with ProtectProc=."""

ENDED = "The process ended without a word (killed, or the machine went down); the next run goes on from there."
UNBEGUN = "It was handed to a worker and never began; the next run goes on from there."
CANCELLED = "The process ended when it was cancelled."


class Process(NamedTuple):
    """A process, known by its machine and by when it began, as its number is used again.

    machine: a hash, so that no name of a machine is told. began: "" where the system does not say.
    """

    machine: str
    number: int
    began: str

    @classmethod
    def own(cls) -> Process:
        """This one."""
        return cls(machine(), os.getpid(), _began(os.getpid()) or "")

    @classmethod
    def of(cls, run: FlowRun) -> Process | None:
        """What the run noted; None when it noted nothing, as before it begins."""
        parts = str(run.labels.get(LABEL, "")).split("/")
        return cls(parts[0], int(parts[1]), parts[2]) if len(parts) == 3 and parts[1].isdecimal() else None

    def __str__(self) -> str:
        return f"{self.machine}/{self.number}/{self.began}"

    def is_gone(self) -> bool:
        """Whether it was on this machine and has ended."""
        return self.machine == machine() and _began(self.number) not in (self.began, UNSEEN)


@cache
def machine() -> str:
    """Tells this machine, or container, from others that use the same Prefect server.

    Where processes are numbered anew, as in a container, ours are others than those outside that have their numbers.
    """
    known = [platform.node()]
    with suppress(OSError):
        known.append(Path("/etc/machine-id").read_text())
    with suppress(OSError):
        known.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return hashlib.sha256("\n".join([TAG, *known]).encode()).hexdigest()[:16]


def _began(number: int) -> str | None:
    """When the process of this number began, in words of the system that hold until it is started anew.

    None: it is gone. UNSEEN: it is there, and no more is told.
    """
    if Path("/proc/self/stat").exists():
        try:
            # After the command's name, which may hold anything, in parentheses: state, …, start as the 20th.
            fields = Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        except OSError:
            return UNSEEN if _is_there(number) else None
        return None if fields[0] in "ZX" else f"{boot}-{fields[19]}"
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(number)], capture_output=True, text=True, check=False)
    return "-".join(shown.stdout.split()) or None


def _is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def note_process() -> None:
    """Note in Prefect which process this flow run is. To be called within it, first of all."""
    from prefect.client.orchestration import get_client
    from prefect.context import FlowRunContext

    context = FlowRunContext.get()
    assert context and context.flow_run, "only a flow run has a process to note"
    run = context.flow_run
    with suppress(Exception), get_client(sync_client=True) as client:  # a server that is away must not cost the run
        client.update_flow_run_labels(run.id, {LABEL: str(Process.own())})
        if TAG not in run.tags:
            client.update_flow_run(run.id, tags={*run.tags, TAG})


async def reap(client: PrefectClient, pool: str) -> int:
    """Show the runs whose process on this machine is gone as crashed, or as cancelled if they were about to be.

    Those that our own worker was handed and that never began are shown so, too; those of another work pool are its
    own worker's, which may take longer. Returns how many there were.
    """
    from prefect.client.schemas.filters import (
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
        FlowRunFilterTags,
    )
    from prefect.client.schemas.objects import StateType

    alive = FlowRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING, StateType.CANCELLING])
    ours = FlowRunFilter(state=FlowRunFilterState(type=alive), tags=FlowRunFilterTags(all_=[TAG]))
    return sum([await _reap(client, run, pool) for run in await client.read_flow_runs(flow_run_filter=ours)])


async def _reap(client: PrefectClient, run: FlowRun, pool: str) -> bool:
    from prefect.client.schemas.objects import State
    from prefect.states import Cancelled, Crashed

    has_begun = run.state is not None and not run.state.is_pending()
    never_began = run.work_pool_name == pool and _is_older(run, UNBEGUN_SECONDS)
    if not (_is_gone(run) if has_begun else never_began):
        return False
    # Read again now that the process is known to be gone: it may have ended in good order since it was listed.
    state = (await client.read_flow_run(run.id)).state
    if state is None or state.is_final():
        return False
    crashed: State[None] = Crashed(message=ENDED if has_begun else UNBEGUN)
    await client.set_flow_run_state(run.id, Cancelled(message=CANCELLED) if state.is_cancelling() else crashed)
    return True


def _is_gone(run: FlowRun) -> bool:
    process = Process.of(run)
    return process is not None and process.is_gone() and _is_older(run, SETTLED_SECONDS)


def _is_older(run: FlowRun, seconds: float) -> bool:
    """Whether the run has been in its state for longer, or was by a clock that has been set back since."""
    return run.state is not None and abs(datetime.now(UTC) - run.state.timestamp) > timedelta(seconds=seconds)
