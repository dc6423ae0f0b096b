"""A run whose process is gone is shown as crashed, and no other is."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from flows import reaper
from flows.reaper import CANCELLED, ENDED, LABEL, TAG, UNBEGUN, Process

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

POOL = "mine"


@pytest.fixture
def asleep() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that does nothing; given its number."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def noted(number: int) -> Process:
    """What the process of this number would note of itself."""
    return Process(reaper.machine(), number, reaper._began(number) or "")


def test_a_process_is_gone_when_it_was_killed_and_not_before(asleep: subprocess.Popen[bytes]) -> None:
    process = noted(asleep.pid)
    assert not process.is_gone()
    asleep.kill()
    os.waitid(os.P_PID, asleep.pid, os.WEXITED | os.WNOWAIT)
    assert process.is_gone(), "dead, though its parent has not asked after it yet"
    asleep.wait()
    assert process.is_gone()


def test_another_process_that_got_the_same_number_is_another(asleep: subprocess.Popen[bytes]) -> None:
    assert noted(asleep.pid)._replace(began="12345678-1").is_gone()


def test_a_process_of_another_machine_is_not_judged(asleep: subprocess.Popen[bytes]) -> None:
    assert not Process("0123456789abcdef", 2**22 + 1, "").is_gone()
    assert Process(reaper.machine(), 2**22 + 1, "12345678-1").is_gone()


def test_a_process_whose_number_is_counted_elsewhere_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/ns/pid").exists():
        pytest.skip("this system has no processes that are numbered apart")
    here, stat = reaper.machine(), Path.stat

    def in_a_container(path: Path, **options: bool) -> os.stat_result:
        found = stat(path, **options)
        return os.stat_result((found[0], found[1] + 1, *found[2:])) if path.name == "pid" else found

    monkeypatch.setattr(Path, "stat", in_a_container)
    assert reaper.machine.__wrapped__() != here


def test_a_process_that_the_system_hides_is_not_gone(
    asleep: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, read = noted(asleep.pid), Path.read_text

    def hidden(path: Path, **options: str) -> str:
        if path.name == "stat":
            raise FileNotFoundError
        return read(path, **options)

    def not_allowed(number: int, _: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", hidden)
    assert not process.is_gone()
    asleep.kill()
    asleep.wait()
    assert process.is_gone()
    monkeypatch.setattr(os, "kill", not_allowed)
    assert not process.is_gone(), "another account's, so there is one"


@pytest.mark.slow
@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize("seconds", [-100, 100])
def test_a_clock_that_was_set_back_keeps_no_run_for_ever(seconds: int) -> None:
    from prefect.client.schemas.objects import FlowRun
    from prefect.states import Running

    run = FlowRun(flow_id=uuid4(), state=Running(timestamp=datetime.now(UTC) + timedelta(seconds=seconds)))
    assert reaper._is_older(run, 90)
    assert not reaper._is_older(run, 110)


def test_what_a_process_notes_names_neither_machine_nor_user() -> None:
    assert str(Process.own()).startswith(f"{reaper.machine()}/{os.getpid()}/")
    assert len(reaper.machine()) == 16
    assert not set(reaper.machine()) - set("0123456789abcdef")


class Runs:
    """Runs on the test's server, each put into a state."""

    def __init__(self, client: SyncPrefectClient) -> None:
        from prefect import flow

        @flow(name="sync")
        def sync() -> None: ...

        self._flow = sync
        self.client = client

    def add(self, state: str, process: Process | None = None, tag: str = TAG, pool: str | None = None) -> UUID:
        """A run in a state of this type, and what it noted of its process. pool: whose worker was handed it."""
        from prefect.client.schemas.objects import State, StateType

        run = self.client.create_flow_run(self._flow, tags=[tag], work_pool_name=pool).id
        if process:
            self.client.update_flow_run_labels(run, {LABEL: str(process)})
        self.client.set_flow_run_state(run, State[None](type=StateType[state], name=state.title()), force=True)
        return run

    def state(self, run: UUID) -> tuple[str, str | None]:
        """Name and message of a run's state."""
        state = self.client.read_flow_run(run).state
        assert state and state.name
        return state.name, state.message


def reap() -> None:
    from prefect.client.orchestration import get_client

    async def reap() -> None:
        async with get_client() as client:
            await reaper.reap(client, POOL)

    asyncio.run(reap())


@pytest.fixture
def runs(prefect: Mapping[str, str]) -> Iterator[Runs]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate

    with get_client(sync_client=True) as client:
        for pool in (POOL, "theirs"):
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"), overwrite=True)
        yield Runs(client)


@pytest.mark.slow
def test_only_runs_whose_process_is_gone_are_reaped(
    runs: Runs, asleep: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Process(reaper.machine(), 2**22 + 1, "12345678-1")
    crashed = runs.add("RUNNING", gone)
    cancelled = runs.add("CANCELLING", gone)
    never_began = runs.add("PENDING", gone, pool=POOL)
    kept = {
        "its process lives": runs.add("RUNNING", noted(asleep.pid)),
        "it runs elsewhere": runs.add("RUNNING", gone._replace(machine="0123456789abcdef")),
        "it has noted nothing": runs.add("RUNNING"),
        "its turn has not come": runs.add("SCHEDULED", gone),
        "it waits for another worker": runs.add("PENDING", gone, pool="theirs"),
        "it was handed to no worker": runs.add("PENDING", gone),
        "it has ended in order": runs.add("COMPLETED", gone),
        "it is nothing of ours": runs.add("RUNNING", gone, tag="theirs"),
    }
    before = {why: runs.state(run) for why, run in kept.items()}
    reap()
    assert runs.state(crashed)[0] == "Running", "it may have been retried, and not have noted its new process yet"
    monkeypatch.setattr(reaper, "SETTLED_SECONDS", 0)
    reap()
    assert runs.state(crashed) == ("Crashed", ENDED)
    assert runs.state(cancelled) == ("Cancelled", CANCELLED)
    assert runs.state(never_began)[0] == "Pending", "it may still begin"
    monkeypatch.setattr(reaper, "UNBEGUN_SECONDS", 0)
    reap()
    assert runs.state(never_began) == ("Crashed", UNBEGUN)
    assert {why: runs.state(run) for why, run in kept.items()} == before


@pytest.mark.slow
def test_a_run_that_ends_in_order_while_it_is_judged_stays_so(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaper, "SETTLED_SECONDS", 0)
    run = runs.add("CANCELLING", noted(os.getpid()))

    def ends_now(process: Process) -> bool:
        from prefect.states import Completed

        if process.number != os.getpid():
            return False
        runs.client.set_flow_run_state(run, Completed(message="in order"), force=True)
        return True

    monkeypatch.setattr(Process, "is_gone", ends_now)
    reap()
    assert runs.state(run) == ("Completed", "in order")


@pytest.mark.slow
def test_a_flow_run_notes_its_process_and_its_tag(prefect: Mapping[str, str]) -> None:
    from prefect import flow, tags
    from prefect.client.orchestration import get_client
    from prefect.runtime import flow_run

    @flow(name="sync")
    def noting() -> str:
        reaper.note_process()
        return str(flow_run.id)

    with tags("mine"):
        run = noting()
    with get_client(sync_client=True) as client:
        found = client.read_flow_run(UUID(run))
    assert Process.of(found) == Process.own()
    assert set(found.tags) == {"mine", TAG}
