"""The main job as a Prefect flow: a task a source, retried only where waiting helps, and a report at the end.

What a failed run shows in Prefect holds no personal data: our own errors are written without it, and any other error is
named by its type and place only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun

from connectors.contract import TryLater
from flows.faults import SomeSourcesFailed
from flows.landing import land_source
from flows.progress import teller
from flows.report import synced_markdown
from flows.report_page.where import report_link
from flows.run_log import told_to_prefect
from flows.sources import BoundSource, chosen_sources, load_settings
from flows.syncing import sync_sources
from warehouse.archive import Archive
from warehouse.build import STEPS

RETRY_SECONDS = [2.0, 10.0, 60.0]
"""Waits before a source that said TryLater is asked again."""


def worth_a_retry(task: Any, run: TaskRun, state: Any) -> bool:
    """Whether a failed task is run again: only where the source said TryLater."""
    failure = state.result(raise_on_failure=False)
    if not isinstance(failure, TryLater):
        return False
    if run.run_count <= len(RETRY_SECONDS):
        teller().say(f"{run.name}: {failure} It is asked again in {RETRY_SECONDS[run.run_count - 1]:g} s.")
    return True


@task(
    name="source",
    task_run_name="{source.name}",
    cache_policy=NO_CACHE,
    retries=len(RETRY_SECONDS),
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=worth_a_retry,
)
def sync_source(archive: Archive, run_id: str, source: BoundSource) -> None:
    """Fetch one source into the archive; retried only when waiting helps."""
    teller().step(source.name)
    land_source(archive, run_id, source)


def _as_task(archive: Archive, run_id: str, source: BoundSource) -> str | None:
    state = sync_source(archive, run_id, source, return_state=True)
    return str(state.result(raise_on_failure=False)) if state.is_failed() else None


@flow(name="sync", flow_run_name="sync")
def sync(settings: str = "", sources: list[str] | None = None, as_of: date | None = None, wait: bool = True) -> Any:
    """Fetch what is new, then rebuild the warehouse if anything changed.

    Args:
        settings: Path of the reknit.toml; where the worker looks for it when empty.
        sources: The sources to fetch; all of them when none is chosen.
        as_of: The day that answers are given for; today when left out, or the day that the settings say.
        wait: Wait while another reknit writes, instead of failing at once.
    """
    with told_to_prefect("sync") as log:
        loaded = load_settings(Path(settings) if settings else None)
        log.steps = len(chosen_sources(loaded, sources or [])) + len(STEPS)
        synced = sync_sources(loaded, sources or [], as_of, wait, _as_task)
        log.report(synced_markdown(synced, log.seconds, loaded), report_link(loaded))
        if synced.failures:
            raise SomeSourcesFailed(synced)
        log.result = synced
    return log.result
