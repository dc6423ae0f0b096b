"""The main job as a Prefect flow: fetch what is new from every source, then build and publish the warehouse.

One source's failure does not stop the others. What a failed run shows in Prefect holds no personal data: our own errors
are written without it, and any other error is named by its type and place only.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun

from connectors.contract import TryLater
from flows.faults import SomeSourcesFailed, shown_errors
from flows.landing import land_source
from flows.progress import teller
from flows.report import Synced, findings, markdown
from flows.sources import BoundSource, chosen_sources, load_settings
from flows.work import build_warehouse, open_archive
from warehouse.archive import Archive
from warehouse.lock import writing
from warehouse.settings import Settings

RETRY_SECONDS = [2.0, 10.0, 60.0]
"""Waits before a source that said TryLater is asked again."""


def _worth_a_retry(task: Any, run: TaskRun, state: Any) -> bool:
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
    retry_condition_fn=_worth_a_retry,
)
def sync_source(archive: Archive, run_id: str, source: BoundSource) -> None:
    """Fetch one source into the archive; retried only when waiting helps."""
    teller().step(source.name)
    land_source(archive, run_id, source)


@flow(name="sync", flow_run_name="sync")
def sync(settings: str, sources: list[str] | None = None, as_of: date | None = None, wait: bool = True) -> Synced:
    """Fetch what is new, then rebuild the warehouse if anything changed.

    Args:
        settings: path of the reknit.toml
        sources: names of the sources to fetch; all when empty
        as_of: the day that answers are given for; the settings' own, else today
        wait: wait while another reknit writes, instead of failing at once
    """
    with shown_errors():
        return _sync(load_settings(Path(settings)), sources or [], as_of, wait)


def _sync(settings: Settings, sources: list[str], as_of: date | None, wait: bool) -> Synced:
    chosen = chosen_sources(settings, sources)
    with writing(settings.lock_file, "sync", wait, teller().say):
        with open_archive(settings) as archive:
            failures = _fetch_all(archive, chosen)
            names = {source.name for source in chosen}
            runs = [run for run in archive.latest_runs() if run.source in names]
        synced = Synced(runs, build_warehouse(settings, as_of).published)
    create_markdown_artifact(markdown(runs, findings(settings.warehouse_link)), key="sync", description="What came in")
    if failures:
        failed = SomeSourcesFailed("; ".join(f"{name}: {reason}" for name, reason in failures.items()))
        failed.synced = synced
        raise failed
    return synced


def _fetch_all(archive: Archive, sources: list[BoundSource]) -> dict[str, str]:
    """Fetch one source after the other; returns what went wrong, by source."""
    run_id = archive.start_run("sync")
    failures = {}
    for source in sources:
        state = sync_source(archive, run_id, source, return_state=True)
        if state.is_failed():
            failures[source.name] = str(state.result(raise_on_failure=False))
    archive.end_run(run_id, "failed" if failures else "completed")
    return failures
