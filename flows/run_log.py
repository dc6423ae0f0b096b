"""What a flow run tells Prefect: log lines, progress, whom it waits for, and the report at its end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.states import Failed, Running

from flows.faults import shown_errors
from flows.progress import Teller, teller, telling
from flows.reaper import note_process

QUIET_SECONDS = 3.0
"""A step that goes on for longer says how far it is, and so does a run; most runs are over before."""

WAITING = "Waiting"
"""What Prefect's pages call the state of a run that waits for another writer; a kind of Running."""


class RunLog:
    """Tells Prefect and whoever was told already.

    result: what the flow returns. steps: how many there will be, as far as the run knows; for the bar on the pages.
    """

    def __init__(self, name: str, run_id: UUID, other: Teller) -> None:
        self.steps = 0
        self.result: Any = None
        self._seconds: dict[str, float] = {}
        self._name = name
        self._run_id = run_id
        self._other = other
        self._logger = get_run_logger()
        self._begun = time.monotonic()
        self._step: str | None = None
        self._step_begun = self._told_at = self._begun
        self._records = 0
        self._is_waiting = False
        self._progress: UUID | None = None

    def step(self, name: str) -> None:
        """Log the step; from here on the run does not wait any more."""
        self._end_step()
        if self._is_waiting:
            self._is_waiting = False
            self._become(Running.__name__, None)
        self._step, self._step_begun, self._records = name, time.monotonic(), 0
        self._told_at = self._step_begun
        self._logger.info(name)
        self._other.step(name)
        self._show_progress()

    def count(self, records: int) -> None:
        """Log the count of a long step now and then."""
        self._records += records
        self._other.count(records)
        if time.monotonic() - self._told_at > QUIET_SECONDS:
            self._told_at = time.monotonic()
            self._logger.info("%s: %s records so far", self._step, f"{self._records:,}")

    def fail(self) -> None:
        """The other is told; Prefect has the error itself."""
        self._other.fail()

    def say(self, sentence: str) -> None:
        """Log a sentence."""
        self._logger.info(sentence)
        self._other.say(sentence)

    def wait(self, sentence: str) -> None:
        """Show the run as waiting, with the sentence."""
        self._logger.info(sentence)
        self._other.wait(sentence)
        self._is_waiting = True
        self._become(WAITING, sentence)

    @property
    def seconds(self) -> Mapping[str, float]:
        """How long each step took; the running one is over now."""
        self._end_step()
        return self._seconds

    def report(self, markdown: str, page: str | None = None) -> None:
        """Leave the report as an artifact of the run, and what leads to its page as another."""
        if self._progress:
            with suppress(Exception):
                update_progress_artifact(self._progress, progress=100.0)
        create_markdown_artifact(markdown, key=self._name, description=f"What `{self._name}` came to")
        if page:
            create_link_artifact(page, "The answers as one page", key="report", description="Drawn from the last build")

    def _end_step(self) -> None:
        if self._step is not None:
            self._seconds[self._step] = self._seconds.get(self._step, 0) + time.monotonic() - self._step_begun
            self._step = None

    def _show_progress(self) -> None:
        if not self.steps or time.monotonic() - self._begun < QUIET_SECONDS:
            return
        percent = min(100.0 * len(self._seconds) / self.steps, 99.0)
        with suppress(Exception):  # a server that is away must not cost the run
            if self._progress is None:
                key = f"{self._name}-progress"
                made = create_progress_artifact(progress=percent, key=key, description=self._step)
                self._progress = cast(UUID, made)
            else:
                update_progress_artifact(self._progress, progress=percent, description=self._step)

    def _become(self, name: str, sentence: str | None) -> None:
        with suppress(Exception), get_client(sync_client=True) as client:  # as above
            client.set_flow_run_state(self._run_id, Running(name=name, message=sentence), force=True)


@contextmanager
def told_to_prefect(name: str) -> Iterator[RunLog]:
    """The log of the flow run that this is.

    The block sets its `result`, which the flow returns. After an error that is a failed state with the error's sentence
    as its message, where Prefect would make pages of traceback of it.
    """
    context = FlowRunContext.get()
    assert context and context.flow_run, "only a flow run has a log"
    note_process()
    log = RunLog(name, context.flow_run.id, teller())
    try:
        with shown_errors(), telling(log):
            yield log
    except Exception as error:  # noqa: BLE001  (as it may be shown)
        log.result = Failed(message=str(error), data=error)
