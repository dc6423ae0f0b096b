"""A range of days fetched or read again, as a Prefect flow: a task a source, and a report with a link for every gap.

As in flows/sync.py, what a failed run shows in Prefect holds no personal data.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.settings import get_current_settings

from flows.backfill_plan import Order
from flows.backfill_report import SomeWindowsFailed, backfilled_markdown
from flows.backfilling import Job, backfill_sources, do_windows
from flows.run_log import told_to_prefect
from flows.sources import load_settings
from flows.sync import RETRY_SECONDS, worth_a_retry
from warehouse.settings import Settings


@task(
    name="windows",
    task_run_name="{job.name}",
    cache_policy=NO_CACHE,
    retries=len(RETRY_SECONDS),
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=worth_a_retry,
)
def backfill_source(job: Job) -> None:
    """Do the windows of one source; retried only when waiting helps, and then from where it stopped."""
    do_windows(job)


def _as_task(job: Job) -> str | None:
    state = backfill_source(job, return_state=True)
    return str(state.result(raise_on_failure=False)) if state.is_failed() else None


@flow(name="backfill", flow_run_name="backfill")
def backfill(
    *,
    sources: list[str] | None = None,
    since: date,
    until: date,
    mode: Literal["re-read", "re-fetch"] = "re-read",
    reprocess: Literal["missing", "failed", "all"] = "missing",
    dry_run: bool = False,
    settings: str = "",
    wait: bool = True,
) -> Any:
    """Fetch or read a range of days again, a window for each month, then rebuild the warehouse if anything changed.

    Args:
        sources: The sources to do; all of them when none is chosen.
        since: The first day, in UTC.
        until: The last day, in UTC. It is done as well, up to this moment if it is today.
        mode: `re-read`: what is stored, by today's readers; nothing is fetched. `re-fetch`: those days from the source,
            if it can be asked for days; else all that it has.
        reprocess: `missing`: windows not completed yet. `failed`: windows that were tried last and not completed.
            `all`: every window; doing it twice changes nothing.
        dry_run: Only say which windows would be done. Nothing is fetched and nothing written.
        settings: Path of the reknit.toml; where the worker looks for it when empty.
        wait: Wait while another reknit writes, instead of failing at once.
    """
    with told_to_prefect("backfill") as log:
        loaded = load_settings(Path(settings) if settings else None)
        order = Order(since, until, mode, reprocess, tuple(sources or ()))
        backfilled = backfill_sources(loaded, order, dry_run, wait, _as_task)
        deployment = _deployment(loaded)
        link = None if deployment is None else lambda gap: _form(deployment, gap)
        log.report(backfilled_markdown(backfilled, log.seconds, loaded, link))
        if backfilled.failures:
            raise SomeWindowsFailed(backfilled)
        log.result = backfilled
    return log.result


def _deployment(settings: Settings) -> UUID | None:
    """The deployment whose form can be opened again: this run's own, else the one of this warehouse if there is one."""
    context = FlowRunContext.get()
    if context and context.flow_run and context.flow_run.deployment_id:
        return context.flow_run.deployment_id
    with suppress(Exception), get_client(sync_client=True) as client:  # a link is not worth a failure
        return client.read_deployment_by_name(f"backfill/{settings.prefect.name}").id
    return None


def _form(deployment: UUID, order: Order) -> str:
    """Where Prefect's form is, filled in with this order.

    Without a host unless the settings of Prefect name the one that people use: it is read on Prefect's own pages.
    """
    prefect = get_current_settings()
    host = prefect.ui_url if "ui_url" in prefect.model_fields_set else None
    parameters = json.dumps(
        {
            "sources": list(order.sources),
            "since": order.since.isoformat(),
            "until": order.until.isoformat(),
            "mode": order.mode,
            "reprocess": order.reprocess,
        },
        separators=(",", ":"),
    )
    path = f"/v2/deployments/deployment/{deployment}/run?parameters={quote(parameters, safe='')}"
    return f"{(host or '').rstrip('/')}{path}"
