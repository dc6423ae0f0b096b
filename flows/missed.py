"""Runs whose time came while nobody could begin them: the newest makes up for those before it.

A laptop's lid is closed for three days at a schedule of one minute: Prefect has scheduled an hour ahead, so 60 runs are
late at once. Each would find nothing new after the first. The same happens when a run takes longer than its interval.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterTags,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Cancelled

BY_SCHEDULE = "auto-scheduled"
"""Prefect's tag of what a schedule made; runs that a person asked for are never skipped."""

MISSED = "Missed"
SENTENCE = "Its time passed before it could begin; a newer run of the same schedule makes up for it."


async def skip_missed(client: PrefectClient, pool: str) -> int:
    """Cancel the scheduled runs of a work pool that a newer one that is due makes up for; returns how many."""
    older = _older(await _due(client, pool))
    for run in older:
        await client.set_flow_run_state(run.id, Cancelled(name=MISSED, message=SENTENCE))
    return len(older)


async def _due(client: PrefectClient, pool: str) -> list[FlowRun]:
    """Runs made by schedules whose time has come and that have not begun, oldest first; at most Prefect's page."""
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=[BY_SCHEDULE]),
            state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Scheduled", "Late"])),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime.model_validate(
                {"before_": datetime.now(UTC)}
            ),
        ),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[pool])),
        sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
    )


def _older(due: list[FlowRun]) -> list[FlowRun]:
    """All but the newest of each deployment with the same parameters; `due` is in the order of time."""
    newest = {_what(run): run.id for run in due}
    return [run for run in due if newest[_what(run)] != run.id]


def _what(run: FlowRun) -> tuple[str, str]:
    return str(run.deployment_id), json.dumps(run.parameters, sort_keys=True, default=str)
