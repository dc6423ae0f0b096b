"""What Prefect's pages offer of this warehouse: a deployment a flow, and one a source, as the settings say.

Registering twice is as registering once: what has not changed is left alone, and so are a pause, a schedule that was
added by hand, and the runs that are scheduled already. What the settings no longer name is removed.
"""

from __future__ import annotations

import importlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from flows.deployed import deployed_flows
from flows.flow_process import job
from flows.forms import described, form
from flows.reaper import TAG
from flows.schedules import scheduled
from flows.sources import code_version
from warehouse.settings import Settings
from warehouse.settings_problems import Problem, SettingsError
from warehouse.settings_schedule import Schedule

SCHEDULE = "settings"
"""What the schedule that the settings give is called in Prefect; one that is called otherwise is not ours."""

OF_A_SOURCE = "sync"
"""The flow that each source has a deployment of its own for."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Where a server is that serves this machine."""

PAGE = 200
"""Deployments that Prefect lists at once."""


class Deployment(NamedTuple):
    """One deployment as it should be. updates: what Prefect's DeploymentUpdate calls its fields."""

    flow: Flow[..., Any]
    name: str
    updates: dict[str, Any]
    schedule: Schedule | None

    @property
    def full_name(self) -> str:
        """`sync/reknit`, as Prefect's pages and command line say it."""
        return f"{self.flow.name}/{self.name}"


class Registered(NamedTuple):
    """What registering came to: the full names of deployments."""

    there: list[str]
    changed: list[str]
    removed: list[str]


def deployments(settings: Settings) -> list[Deployment]:
    """Every deployment that these settings ask for."""
    name = settings.prefect.name
    flows = [_flow(flow) for flow in deployed_flows()]
    found = [_deployment(settings, flow, name, settings.schedule.get(flow.name)) for flow in flows]
    of_a_source = next(flow for flow in flows if flow.name == OF_A_SOURCE)
    return found + [
        _deployment(settings, of_a_source, f"{name}-{source.name}", source.schedule, source.name)
        for source in settings.sources
    ]


async def register(client: PrefectClient, settings: Settings) -> Registered:
    """Bring Prefect in step with the settings.

    Raises SettingsError when the names are taken by another warehouse.
    """
    wanted = deployments(settings)
    existing = [await _existing(client, each.full_name) for each in wanted]
    _refuse_others(client, settings, [found for found in existing if found])
    await _ensure_work_pool(client, settings)
    ensured = [await _ensure(client, *pair) for pair in zip(wanted, existing, strict=True)]
    removed = await _remove_others_of_ours(client, settings, {each for each, _ in ensured})
    changed = [each.full_name for each, (_, is_changed) in zip(wanted, ensured, strict=True) if is_changed]
    return Registered([each.full_name for each in wanted], changed, removed)


def _flow(name: str) -> Flow[..., Any]:
    flow = getattr(importlib.import_module(f"flows.{name}"), name)
    assert isinstance(flow, Flow)
    return flow


def _deployment(
    settings: Settings, flow: Flow[..., Any], name: str, schedule: Schedule | None, source: str | None = None
) -> Deployment:
    schema = form(flow, [source.name for source in settings.sources], is_of_one_source=source is not None)
    updates = {
        "description": described(flow, schema, source),
        "version": _version(),
        "tags": list(dict.fromkeys([TAG, settings.prefect.name])),
        "parameters": {"settings": str(settings.path)} | ({"sources": [source]} if source else {}),
        "parameter_openapi_schema": schema,
        "enforce_parameter_schema": True,
        "entrypoint": f"{flow.fn.__module__}.{flow.fn.__name__}",
        "work_pool_name": settings.prefect.name,
        "job_variables": job(settings.path.parent),
    }
    return Deployment(flow, name, updates, schedule)


def _version() -> str:
    """Changes whenever our code does."""
    try:
        return f"{version('reknit')}+{code_version()[:8]}"
    except PackageNotFoundError:  # run from a folder, not installed
        return code_version()[:8]


async def _existing(client: PrefectClient, full_name: str) -> DeploymentResponse | None:
    try:
        return await client.read_deployment_by_name(full_name)
    except ObjectNotFound:
        return None


def _refuse_others(client: PrefectClient, settings: Settings, existing: list[DeploymentResponse]) -> None:
    for found in existing:
        if not _is_ours(client, settings, found):
            sentence = (
                f"name: Prefect has a deployment {found.name} already, of another warehouse; "
                "give this one another name, or delete that deployment if its warehouse is gone"
            )
            raise SettingsError([Problem("[prefect]", sentence)], settings.path.name)


def _is_ours(client: PrefectClient, settings: Settings, deployment: DeploymentResponse) -> bool:
    """Whether it is of this warehouse, or of one that was where none is any more: a folder that was moved."""
    path = deployment.parameters.get("settings")
    is_here = client.api_url.host in LOOPBACK
    is_left = is_here and settings.prefect.name in deployment.tags and path and not Path(path).exists()
    return path == str(settings.path) or bool(is_left)


async def _ensure_work_pool(client: PrefectClient, settings: Settings) -> None:
    name = settings.prefect.name
    try:
        pool = await client.read_work_pool(name)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        description = "Runs of reknit, one at a time: each would wait for the other's lock."
        await client.create_work_pool(
            WorkPoolCreate(
                name=name,
                type=ProcessWorker.type,
                description=description,
                base_job_template=template,
                concurrency_limit=1,
            )
        )
        return
    if pool.type != ProcessWorker.type:
        sentence = f"name: Prefect has a work pool {name} already, of type {pool.type}; choose another name"
        raise SettingsError([Problem("[prefect]", sentence)], settings.path.name)


async def _ensure(client: PrefectClient, wanted: Deployment, existing: DeploymentResponse | None) -> tuple[UUID, bool]:
    """Create or update one deployment; returns its id, and False when it was as it should be."""
    schedule = scheduled(wanted.schedule) if wanted.schedule else None
    ours = [DeploymentScheduleCreate(schedule=schedule, active=True, slug=SCHEDULE)] if schedule else []
    if existing is None:
        flow_id = await client.create_flow_from_name(wanted.flow.name)
        return await client.create_deployment(flow_id, wanted.name, schedules=ours, **wanted.updates), True
    # An update deletes the runs that are scheduled, so only what differs is sent, and nothing when nothing does.
    differing = {key: value for key, value in wanted.updates.items() if getattr(existing, key) != value}
    if differing:
        await client.update_deployment(existing.id, DeploymentUpdate(**differing))
    found = next((each for each in existing.schedules if each.slug == SCHEDULE), None)
    if found and schedule is None:
        await client.delete_deployment_schedule(existing.id, found.id)
    elif found and schedule != found.schedule:
        await client.update_deployment_schedule(existing.id, found.id, schedule=schedule)
    elif ours and not found:
        await client.create_deployment_schedules(existing.id, ours)
    else:
        return existing.id, bool(differing)
    return existing.id, True


async def _remove_others_of_ours(client: PrefectClient, settings: Settings, wanted: set[UUID]) -> list[str]:
    """Delete this warehouse's deployments that are not wanted, also those of a name that it had before."""
    removed = []
    for deployment in await _tagged(client):
        if deployment.id not in wanted and _is_ours(client, settings, deployment):
            flow = await client.read_flow(deployment.flow_id)
            await client.delete_deployment(deployment.id)
            removed.append(f"{flow.name}/{deployment.name}")
    return removed


async def _tagged(client: PrefectClient) -> list[DeploymentResponse]:
    """Every deployment of reknit, whichever its warehouse."""
    tagged = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
    found: list[DeploymentResponse] = []
    while True:
        page = await client.read_deployments(deployment_filter=tagged, limit=PAGE, offset=len(found))
        found += page
        if len(page) < PAGE:
            return found
