"""Backfills under Prefect: the form, a task a source, retries from where it stopped, and links for what is left."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import NeedsYou, TryLater
from flows import local_server
from flows.backfill_report import Backfilled, SomeWindowsFailed
from tests.flows.correspondence import write_mbox
from tests.flows.diary import SETTINGS, Diary, ledger, with_diary
from warehouse.build import Built

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]  # Prefect's own, of its clients

YEAR = {"since": date(2023, 1, 1), "until": date(2023, 12, 31), "mode": "re-fetch"}


@pytest.fixture
def diary() -> Iterator[Diary]:
    diary = Diary()
    with with_diary(diary):
        yield diary


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "reknit.toml"
    file.write_text(SETTINGS)
    write_mbox(tmp_path / "letters.mbox", range(4))
    return file


@pytest.fixture
def backfill(
    prefect: Mapping[str, str], settings: Path, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Runs the flow without the waits before a retry, and without the build; returns its final state."""
    import flows.backfill

    monkeypatch.setattr(flows.backfill.backfill_source, "retry_delay_seconds", [0, 0, 0])

    def run(**parameters: Any) -> Any:
        with patch("flows.backfilling.build_warehouse", lambda _: Built(False, 0, [])):
            state = flows.backfill.backfill(**(YEAR | {"settings": str(settings)} | parameters), return_state=True)
        local_server._drain()
        return state

    yield run
    gc.collect()  # so that no later test is told of what Prefect left open


def test_a_source_that_is_down_for_a_moment_goes_on_with_the_window_it_was_at(
    backfill: Callable[..., Any], settings: Path, diary: Diary
) -> None:
    diary.errors[date(2023, 3, 1)] = [TryLater("The server is busy."), TryLater("The server is busy.")]
    state = backfill(sources=["diary"])
    assert state.is_completed()
    assert diary.months_asked()[:6] == ["2023-01", "2023-02", "2023-03", "2023-03", "2023-03", "2023-04"]
    came_to = state.result()
    assert isinstance(came_to, Backfilled)
    assert {each.outcome for each in came_to.windows} == {"completed"}
    assert [outcome for (outcome,) in ledger(settings, "outcome")].count("try_later") == 2


def test_what_is_left_has_a_link_that_opens_the_form_with_just_that(
    backfill: Callable[..., Any], settings: Path, diary: Diary
) -> None:
    from prefect.artifacts import Artifact
    from prefect.client.orchestration import get_client

    diary.errors[date(2023, 5, 1)] = [NeedsYou("The password is wrong.")]
    with get_client(sync_client=True) as client:
        flow = client.create_flow_from_name("backfill")
        deployment = client.create_deployment(flow, "reknit", entrypoint="flows.backfill.backfill")
        try:
            state = backfill()
        finally:
            client.delete_deployment(deployment)
    assert state.is_failed()
    assert state.message.endswith("diary: The password is wrong.")
    failed = state.result(raise_on_failure=False)
    assert isinstance(failed, SomeWindowsFailed)
    assert diary.months_asked() == [f"2023-{month:02}" for month in range(1, 6)]
    report = cast(Any, Artifact.get("backfill")).data
    assert "| diary | 2023-05-01 – 2023-05-31 | needs you | 0 | 0 |" in report
    assert "| letters | everything | completed | 4 | 4 |" in report
    assert "**diary**, 2023-05-01 – 2023-05-31: The password is wrong." in report
    (line,) = [line for line in report.splitlines() if line.startswith("* [")]
    assert line.startswith("* [diary, 2023-05-01 – 2023-12-31](/v2/deployments/")
    link = urlsplit(line.partition("](")[2].removesuffix(")"))
    assert link.path == f"/v2/deployments/deployment/{deployment}/run"
    assert json.loads(parse_qs(link.query)["parameters"][0]) == {
        "sources": ["diary"], "since": "2023-05-01", "until": "2023-12-31", "mode": "re-fetch", "reprocess": "missing",
    }  # fmt: skip


def test_what_a_person_got_wrong_is_what_the_run_says(backfill: Callable[..., Any], settings: Path) -> None:
    state = backfill(since=date(2023, 12, 31), until=date(2023, 1, 1))
    assert state.is_failed()
    assert state.message.endswith(
        "`since` is 2023-12-31 and `until` is 2023-01-01: that is backwards. Exchange the two days."
    )
    assert not (settings.parent / "data").exists()


def test_a_dry_run_under_prefect_says_what_would_be_done(
    backfill: Callable[..., Any], settings: Path, diary: Diary
) -> None:
    from prefect.artifacts import Artifact

    assert backfill(sources=["diary"], dry_run=True).is_completed()
    assert diary.asked == []
    report = cast(Any, Artifact.get("backfill")).data
    assert report.startswith("A dry run: 12 windows would be fetched again, 0 covered already.")
    assert "* `reknit backfill diary --since 2023-01-01 --until 2023-12-31 --mode re-fetch`" in report


def test_the_form_asks_for_what_a_person_expects_in_that_order(prefect: Mapping[str, str]) -> None:
    from prefect.utilities.callables import parameter_schema

    from flows.backfill import backfill

    schema = parameter_schema(backfill).model_dump_for_openapi()
    fields = sorted(schema["properties"], key=lambda name: schema["properties"][name]["position"])
    assert fields == ["sources", "since", "until", "mode", "reprocess", "dry_run", "settings", "wait"]
    assert schema["required"] == ["since", "until"]
    shown = {name: schema["properties"][name] for name in fields}
    assert [shown[name]["format"] for name in ("since", "until")] == ["date", "date"]
    assert shown["mode"]["enum"] == ["re-read", "re-fetch"]
    assert shown["reprocess"]["enum"] == ["missing", "failed", "all"]
    assert all(len(shown[name]["description"]) > 10 for name in fields)
