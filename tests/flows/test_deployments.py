"""What Prefect's pages offer of a warehouse: as the settings say, on a real server, and in step with them."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.deployed import deployed_flows
from flows.sources import load_settings
from tests.flows.command_line import ROOT
from tests.flows.household import settle
from warehouse.settings_cron import cron_line
from warehouse.settings_problems import SettingsError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # Prefect's own, of its clients

T = TypeVar("T")


class Registry:
    """A warehouse of two sources and what a Prefect server knows of it."""

    def __init__(self, folder: Path) -> None:
        self.name = f"w{uuid4().hex[:8]}"
        self.file = settle(folder, people=2)
        self._text = self.file.read_text()
        self.write()

    def write(self, more: str = "", without: str = "") -> None:
        """Write the settings anew: with these lines at the end, and without the source of this name."""
        text = self._text
        if without:
            before, _, rest = text.partition(f'[[source]]\nname = "{without}"')
            text = before + rest[rest.index("[[source]]") :] if "[[source]]" in rest else before
        self.file.write_text(f'{text}\n{more}\n[prefect]\nname = "{self.name}"\n')

    def register(self) -> Any:
        from flows.deployments import register

        return self.ask(lambda client: register(client, load_settings(self.file)))

    def ask(self, question: Callable[[Any], Awaitable[T]]) -> T:
        from prefect.client.orchestration import get_client

        async def answer() -> T:
            async with get_client() as client:
                return await question(client)

        return asyncio.run(answer())

    def found(self, flow: str = "sync", source: str = "") -> Any:
        full_name = f"{flow}/{self.name}{'-' * bool(source)}{source}"
        return self.ask(lambda client: client.read_deployment_by_name(full_name))


@pytest.fixture
def registry(prefect: Mapping[str, str], tmp_path: Path) -> Iterator[Registry]:
    yield Registry(tmp_path)
    gc.collect()  # so that no later test is told of what Prefect left open


def test_settings_are_checked_without_importing_prefect(tmp_path: Path) -> None:
    file = settle(tmp_path)
    file.write_text(file.read_text() + '[schedule]\nsync = { interval = "1h" }\nrebuild = { cron = "0 4 * * *" }\n')
    loads = (
        "import sys; from pathlib import Path; from flows.sources import load_settings; "
        f"load_settings(Path({str(file)!r})); assert 'prefect' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", loads], cwd=ROOT, check=True, timeout=60)


def test_every_flow_is_deployed_and_one_that_asks_for_days_can_not_be_scheduled(tmp_path: Path) -> None:
    assert deployed_flows() == {
        "backfill": "can't run by itself: it asks for since, until each time",
        "rebuild": "",
        "sync": "",
    }
    file = settle(tmp_path)
    file.write_text(file.read_text() + '[schedule]\nbackfill = { interval = "1d" }\nsnyc = { interval = "1d" }\n')
    with pytest.raises(SettingsError) as raised:
        load_settings(file)
    assert [problem.sentence for problem in raised.value.problems] == [
        "backfill can't run by itself: it asks for since, until each time",
        'snyc is no flow that can be scheduled; did you mean "sync"?',
    ]


def test_each_flow_and_each_source_has_a_deployment(registry: Registry) -> None:
    registered = registry.register()
    name = registry.name
    expected = {f"{flow}/{name}" for flow in deployed_flows()} | {f"sync/{name}-phone", f"sync/{name}-club"}
    assert set(registered.there) == set(registered.changed) == expected
    everything, phone = registry.found(), registry.found(source="phone")
    assert everything.parameters == {"settings": str(registry.file)}
    assert phone.parameters == {"settings": str(registry.file), "sources": ["phone"]}
    assert everything.tags == ["reknit", name]
    assert everything.entrypoint == "flows.sync.sync"
    assert phone.description.startswith("Fetch what is new")
    assert "Of the source phone alone." in phone.description
    assert "* **as_of**: The day that answers are given for" in phone.description
    pool = registry.ask(lambda client: client.read_work_pool(name))
    assert (pool.type, pool.concurrency_limit) == ("process", 1)


def test_the_form_offers_sources_and_dates_and_hides_what_nobody_chooses(registry: Registry) -> None:
    registry.register()
    fields = registry.found().parameter_openapi_schema["properties"]
    assert set(fields) == {"sources", "as_of"}
    assert fields["sources"]["type"] == "array"
    assert fields["sources"]["items"] == {"type": "string", "enum": ["phone", "club"]}
    assert (fields["as_of"]["type"], fields["as_of"]["format"]) == ("string", "date")
    assert set(registry.found(source="phone").parameter_openapi_schema["properties"]) == {"as_of"}
    backfill = registry.found("backfill").parameter_openapi_schema
    assert backfill["required"] == ["since", "until"]
    assert backfill["properties"]["mode"]["enum"] == ["re-read", "re-fetch"]
    for flow in deployed_flows():
        schema = registry.found(flow).parameter_openapi_schema
        assert "anyOf" not in str(schema)
        assert all(field["description"] for field in schema["properties"].values())


def test_a_form_that_is_filled_in_wrongly_is_refused(registry: Registry) -> None:
    from prefect.exceptions import PrefectHTTPStatusError

    registry.register()
    deployment = registry.found().id

    def run(**parameters: Any) -> Any:
        return registry.ask(lambda client: client.create_flow_run_from_deployment(deployment, parameters=parameters))

    assert run(sources=["club"]).parameters == {"settings": str(registry.file), "sources": ["club"]}
    with pytest.raises(PrefectHTTPStatusError, match="409"):
        run(sources=["nobody"])


def test_registering_twice_keeps_scheduled_runs_and_what_was_set_by_hand(registry: Registry) -> None:
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.schedules import IntervalSchedule
    from prefect.states import Scheduled

    registry.write(
        '[schedule]\nsync = { cron = "15 * * * *", timezone = "Europe/Berlin" }\nrebuild = { interval = "1w" }'
    )
    registry.register()
    deployment = registry.found()
    rebuild = registry.found("rebuild")
    own = DeploymentScheduleCreate(schedule=IntervalSchedule(interval=timedelta(days=3)), slug="mine")
    later: Any = Scheduled(scheduled_time=datetime.now(UTC) + timedelta(hours=1))

    async def by_hand(client: Any) -> UUID:
        await client.create_deployment_schedules(deployment.id, [own])
        await client.update_deployment_schedule(deployment.id, deployment.schedules[0].id, active=False)
        await client.pause_deployment(rebuild.id)
        run = await client.create_flow_run_from_deployment(rebuild.id, state=later, tags=["auto-scheduled"])
        return UUID(str(run.id))

    run = registry.ask(by_hand)
    again = registry.register()
    assert (again.changed, again.removed) == ([], [])
    schedules = {schedule.slug: schedule for schedule in registry.found().schedules}
    assert set(schedules) == {"settings", "mine"}
    assert not schedules["settings"].active
    assert registry.found("rebuild").paused
    assert registry.ask(lambda client: client.read_flow_run(run)).state.is_scheduled()


def test_changed_settings_change_the_deployments_and_removed_ones_disappear(registry: Registry) -> None:
    registry.write('schedule = { interval = "10m" }\n[schedule]\nsync = { cron = "15 * * * *" }')
    registry.register()
    assert registry.found(source="club").schedules[0].schedule.interval == timedelta(minutes=10)
    [before] = registry.found().schedules
    registry.write('[schedule]\nsync = { cron = "45 * * * *" }', without="phone")
    changed = registry.register()
    assert changed.removed == [f"sync/{registry.name}-phone"]
    assert f"rebuild/{registry.name}" not in changed.changed
    [after] = registry.found().schedules
    assert (after.id, after.schedule.cron) == (before.id, "45 * * * *")
    assert registry.found(source="club").schedules == []
    assert registry.found().parameter_openapi_schema["properties"]["sources"]["items"]["enum"] == ["club"]
    former, registry.name = registry.name, f"{registry.name}-2"
    registry.write()
    assert set(registry.register().removed) == {
        *(f"{flow}/{former}" for flow in deployed_flows()),
        *(f"sync/{former}-{source}" for source in ("phone", "club") if source == "club"),
    }


def test_another_warehouse_of_the_same_name_is_refused_and_left_alone(registry: Registry, tmp_path: Path) -> None:
    registry.register()
    other = Registry(tmp_path / "other")
    other.name = registry.name
    other.write()
    with pytest.raises(SettingsError, match="of another warehouse; give this one another name"):
        other.register()
    assert registry.register().changed == []


def test_a_warehouse_that_was_moved_takes_its_deployments_along(registry: Registry, tmp_path: Path) -> None:
    registry.register()
    moved = tmp_path / "moved/reknit.toml"
    moved.parent.mkdir()
    registry.file.rename(moved)
    registry.file = moved
    registry.register()
    assert registry.found().parameters == {"settings": str(moved)}


def test_settings_that_change_while_the_worker_starts_are_not_missed(registry: Registry) -> None:
    from flows.serving import SettingsFile

    loaded = load_settings(registry.file)
    registry.write(without="club")
    file = SettingsFile(loaded)
    assert file.reload()
    assert [source.name for source in file.settings.sources] == ["phone"]
    assert not file.reload()


def test_an_interval_is_counted_from_the_same_midnight_each_time(registry: Registry) -> None:
    from flows.schedules import scheduled
    from warehouse.settings_schedule import Schedule

    six_hours: Any = scheduled(Schedule.model_validate({"interval": "6h", "timezone": "Europe/Berlin"}))
    assert six_hours == scheduled(Schedule.model_validate({"interval": "6h", "timezone": "Europe/Berlin"}))
    assert six_hours.anchor_date.isoformat() == "2024-01-01T00:00:00+01:00"
    assert six_hours.timezone == "Europe/Berlin"
    assert scheduled(Schedule.model_validate({"cron": "0 6 * * *"})).timezone in {"UTC", "Etc/UTC"} | _own_zones()


def _own_zones() -> set[str | None]:
    from tzlocal import get_localzone_name

    return {get_localzone_name()}


def test_of_the_runs_missed_while_the_lid_was_closed_only_the_newest_is_left(registry: Registry) -> None:
    from prefect.states import Scheduled

    from flows.missed import SENTENCE, skip_missed

    registry.register()
    everything, phone = registry.found().id, registry.found(source="phone").id
    three_days_ago = datetime.now(UTC) - timedelta(days=3)

    async def missed(client: Any) -> dict[str, list[tuple[str, str]]]:
        async def due(deployment: UUID, minute: int, *tags: str) -> UUID:
            state: Any = Scheduled(scheduled_time=three_days_ago + timedelta(minutes=minute))
            run = await client.create_flow_run_from_deployment(deployment, state=state, tags=tags)
            return UUID(str(run.id))

        runs = {
            "scheduled": [await due(everything, minute, "auto-scheduled") for minute in range(12)],
            "of one source": [await due(phone, minute, "auto-scheduled") for minute in range(2)],
            "by hand": [await due(everything, minute) for minute in range(2)],
            "later": [await due(everything, 60 * 24 * 4, "auto-scheduled")],
        }
        assert await skip_missed(client, registry.name) == 12
        assert await skip_missed(client, registry.name) == 0
        states = {}
        for what, ids in runs.items():
            found = [(await client.read_flow_run(run)).state for run in ids]
            states[what] = [(state.name, state.message) for state in found]
        return states

    states = registry.ask(missed)
    assert states["scheduled"][:-1] == [("Missed", SENTENCE)] * 11
    assert states["of one source"][0] == ("Missed", SENTENCE)
    left = [states["scheduled"][-1], states["of one source"][-1], *states["by hand"], *states["later"]]
    assert {name for name, _ in left} == {"Scheduled"}


NUMBERS = st.integers(0, 70).map(str) | st.sampled_from("mon fri jan dec sun".split())
PARTS = st.one_of(
    st.just("*"), NUMBERS, st.tuples(NUMBERS, NUMBERS).map("-".join), st.integers(1, 20).map(lambda step: f"*/{step}")
)
LINES = st.lists(st.lists(PARTS, min_size=1, max_size=2).map(",".join), min_size=5, max_size=5).map(" ".join)


@given(LINES)
def test_a_cron_line_that_the_settings_take_is_one_that_prefect_can_follow(line: str) -> None:
    follow: Any = import_module("prefect._vendor.croniter").croniter
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    try:
        cron_line(line)
    except ValueError:
        return
    assert follow(line, new_year).get_next(datetime) > new_year
