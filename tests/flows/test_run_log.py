"""What a flow run tells Prefect while it runs and at its end, on a real server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from flows import local_server, progress
from tests.flows.household import settle, write_cards
from warehouse.build import STEPS
from warehouse.lock import writing

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # Prefect's own, of its clients


class Impatient(progress.Lines):
    """Lets go of a lock as soon as somebody says that they wait for it."""

    def __init__(self, lock: ExitStack) -> None:
        self._lock = lock

    def wait(self, sentence: str) -> None:
        super().wait(sentence)
        self._lock.close()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return settle(tmp_path, people=6)


@pytest.fixture
def run(prefect: Mapping[str, str], settings: Path) -> Iterator[Callable[..., Any]]:
    """Runs a flow by name; returns its final state."""

    def run(name: str, *words: Any) -> Any:
        from flows.rebuild import rebuild
        from flows.sync import sync

        flow: Any = {"sync": sync, "rebuild": rebuild}[name]
        state = flow(str(settings), *words, return_state=True)
        local_server._drain()
        return state

    yield run


def client() -> Any:
    from prefect.client.orchestration import get_client

    return get_client(sync_client=True)


def states(final: Any) -> list[tuple[str, str | None]]:
    """Every state that a run was in, with its message."""
    with client() as api:
        found = api.read_flow_run_states(final.state_details.flow_run_id)
    return [(state.name, state.message) for state in sorted(found, key=lambda state: state.timestamp)]


def log_lines(final: Any) -> list[str]:
    from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId

    with client() as api:
        logs = api.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[final.state_details.flow_run_id])))
    return [log.message for log in sorted(logs, key=lambda log: log.timestamp)]


def artifacts(final: Any) -> dict[str, Any]:
    """What a run left, by key."""
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[final.state_details.flow_run_id]))
    with client() as api:
        return {artifact.key: artifact.data for artifact in api.read_artifacts(artifact_filter=run)}


def test_steps_are_log_lines_and_the_report_is_an_artifact(run: Callable[..., Any]) -> None:
    state = run("sync")
    assert state.is_completed()
    assert [line for line in log_lines(state) if line in ("me", "phone", "club", *STEPS)] == [
        "me",
        "phone",
        "club",
        *STEPS,
    ]
    assert "publishing 0." in artifacts(state)["sync"]


def test_a_long_run_shows_how_far_it_is(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.run_log.QUIET_SECONDS", 0)
    state = run("sync")
    assert artifacts(state)["sync-progress"] == 100.0
    assert "phone: 6 records so far" in log_lines(state)


def test_a_rebuild_is_a_run_with_a_report_of_what_it_changed(run: Callable[..., Any], settings: Path) -> None:
    run("sync")
    state = run("rebuild")
    assert state.is_completed()
    assert artifacts(state)["rebuild"].startswith("0 people new, 0 changed, 0 gone, 0 merges.")


def test_names_stand_in_a_report_only_where_the_settings_allow_it(run: Callable[..., Any], settings: Path) -> None:
    run("sync")
    write_cards(settings.parent / "inbox/phone.vcf", [*range(6), 20])
    private = artifacts(run("sync"))["sync"]
    assert "1 person new" in private
    assert "-20" not in private
    settings.write_text(settings.read_text() + "\n[artifacts]\npersonal = true\n")
    write_cards(settings.parent / "inbox/phone.vcf", [*range(6), 20, 22])
    named = artifacts(run("sync"))["sync"]
    assert "new: Goran Byström-22" in named


def test_a_run_that_waits_says_for_whom_and_since_when(run: Callable[..., Any], settings: Path) -> None:
    with ExitStack() as other:
        other.enter_context(writing(settings.parent / "data/reknit.lock", "backup", True, print))
        with progress.telling(Impatient(other)):
            state = run("sync")
    assert state.is_completed()
    assert [name for name, _ in states(state)] == ["Pending", "Running", "Waiting", "Running", "Completed"]
    sentence = dict(states(state))["Waiting"]
    assert sentence and sentence.startswith(f"`reknit backup` (process {os.getpid()}) has been writing since 20")


def test_a_server_that_is_away_costs_no_progress(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr("flows.run_log.QUIET_SECONDS", 0)
    monkeypatch.setattr("flows.run_log.create_progress_artifact", away)
    assert run("sync").is_completed()
