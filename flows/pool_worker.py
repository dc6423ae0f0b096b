"""Prefect's worker for processes, which knows the processes of its runs and ends them in order."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import Any
from uuid import UUID

import anyio
import httpx
from anyio.abc import TaskStatus
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.states import Cancelled, Cancelling
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker, ProcessWorkerResult

STOPPED = "reknit was stopped while it ran; the next run goes on from there."

ASK_SECONDS = 1
"""How long a server may take to hear of it, before the processes are ended without its knowing."""

END_SECONDS = 3
"""How long a run may take to end in order. A query of DuckDB's is not interrupted in the middle, but may be killed."""


class PoolWorker(ProcessWorker):
    """A worker that can end its runs. processes: of the runs under way, by run."""

    processes: dict[UUID, int]

    @staticmethod
    def __dispatch_key__() -> str:
        """Keep Prefect's own worker the one that its work pools' type means."""
        return "reknit-process"

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.processes = {}

    async def run(
        self, flow_run: FlowRun, configuration: ProcessJobConfiguration, task_status: TaskStatus[int] | None = None
    ) -> ProcessWorkerResult:
        """Run one flow run to its end."""
        try:
            return await super().run(flow_run, configuration, _Noting(self.processes, flow_run.id, task_status))
        finally:
            self.processes.pop(flow_run.id, None)

    async def __aenter__(self) -> PoolWorker:
        """Begin to work."""
        await super().__aenter__()
        return self

    @property
    def is_idle(self) -> bool:
        """Whether no run is under way, nor about to be: its process is started some time after it was taken."""
        return not (self.processes or self._submitting_flow_run_ids)

    async def end_runs(self) -> list[UUID]:
        """End the runs under way: asked to, then killed. Returns which there were."""
        with anyio.move_on_after(ASK_SECONDS):
            while self._submitting_flow_run_ids:
                await anyio.sleep(0.05)
        ended = [*self.processes]
        is_known = False
        with suppress(httpx.HTTPError), anyio.move_on_after(ASK_SECONDS):
            for run in ended:
                # Prefect's own way: the worker sees the state, tells the process why, and sends it SIGTERM.
                await self.client.set_flow_run_state(run, Cancelling(message=STOPPED), force=True)
            is_known = True
        if not is_known:
            self._signal(signal.SIGTERM)
        with anyio.move_on_after(END_SECONDS):
            while self.processes:
                await anyio.sleep(0.1)
        self._signal(signal.SIGKILL)
        return ended

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.kill(process, number)


async def show_as_stopped(client: PrefectClient, runs: list[UUID]) -> None:
    """Say of runs that were ended why; Prefect says only that they were. For when their worker has left the server."""
    for run in runs:
        state = (await client.read_flow_run(run)).state
        if state and not (state.is_completed() or state.is_failed()):
            await client.set_flow_run_state(run, Cancelled(message=STOPPED), force=True)


class _Noting(TaskStatus[int]):
    """Passes on that a process has started, and notes which."""

    @staticmethod
    def __dispatch_key__() -> str:
        """Keep Prefect's own worker the one that its work pools' type means."""
        return "reknit-process"

    def __init__(self, processes: dict[UUID, int], run: UUID, told: TaskStatus[int] | None) -> None:
        self._processes = processes
        self._run = run
        self._told = told

    def started(self, value: int | None = None) -> None:
        if value is not None:
            self._processes[self._run] = value
        if self._told and value is not None:
            self._told.started(value)
