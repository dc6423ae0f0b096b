"""A worker under a real `reknit up`: runs what is due, keeps in step with the settings, and ends in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import requests

from tests.flows.household import settle
from tests.flows.up_process import Up
from warehouse.lock import writing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

OFTEN = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1"}
"""Prefect's scheduler looks once a minute for schedules that need more runs."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = settle(tmp_path_factory.mktemp("served"), people=4)
    file.write_text(file.read_text() + '\n[schedule]\nsync = { interval = "1m" }\n')
    return file


@pytest.fixture(scope="module")
def up(file: Path, prefect: Mapping[str, str]) -> Iterator[Up]:
    requests.get(f"{prefect['PREFECT_API_URL']}/health", timeout=120)  # its database is copied: it must be made by then
    with Up(file.parent, prefect, OFTEN) as up:
        yield up


def said(file: Path) -> str:
    """What the worker has said."""
    return (file.parent / "data/prefect/worker.log").read_text()


def scheduled_runs(up: Up) -> list[str]:
    """Runs that a schedule made and that are done."""
    made = {"tags": {"all_": ["auto-scheduled"]}, "state": {"type": {"any_": ["COMPLETED"]}}}
    return [run["id"] for run in up.api("POST", "flow_runs/filter", flow_runs=made)]


def test_a_scheduled_run_is_created_and_completes(up: Up, file: Path) -> None:
    deployment = up.deployments()["sync/reknit"]
    [schedule] = up.api("GET", f"deployments/{deployment}")["schedules"]
    assert schedule["schedule"]["interval"] == 60
    # As the settings ask for it, it would take up to a minute; otherwise it is the same schedule.
    path = f"deployments/{deployment}/schedules/{schedule['id']}"
    oftener = {**schedule["schedule"], "interval": 4}
    up.api("PATCH", path, schedule=oftener)
    runs = up.until(60, lambda: scheduled_runs(up), "no scheduled run is done")
    up.api("PATCH", path, active=False)
    assert up.artifacts(runs[0]).keys() >= {"sync"}
    assert (file.parent / "data/warehouse.duckdb").exists()


def test_settings_that_change_are_registered_within_seconds_and_wrong_ones_are_told_once(up: Up, file: Path) -> None:
    right = file.read_text()
    before, _, rest = right.partition('[[source]]\nname = "club"')
    file.write_text(before + rest[rest.index("[schedule]") :])
    up.until(15, lambda: "sync/reknit-club" not in up.deployments(), "a removed source is still deployed")
    file.write_text('[schedule]\nsync = { cron = "every hour" }\n')
    up.until(15, lambda: "stay as they were." in said(file), "wrong settings are not told")
    file.write_text(right)
    up.until(15, lambda: "sync/reknit-club" in up.deployments(), "mended settings are not registered")
    assert "should have five fields" in said(file)
    assert said(file).count("Deployments and schedules stay as they were.") == 1


def test_a_run_goes_on_while_the_server_is_away_and_the_next_one_runs(up: Up, file: Path) -> None:
    worker = up.pids("worker")
    up.kill(*up.pids("server"))
    run = up.run("sync/reknit", sources=["club"])
    assert up.wait_for(run).name == "Completed"
    assert up.pids("worker") == worker


def test_a_worker_that_is_ended_ends_its_run_and_says_why(up: Up, file: Path) -> None:
    with writing(file.parent / "data/reknit.lock", "backup", True, print):
        run = up.run("sync/reknit")
        up.wait_for(run, {"Waiting"})
        [flow] = up.pids("flow")
        os.kill(up.pids("worker")[0], signal.SIGTERM)
        up.until(20, lambda: up.state(run).type == "CANCELLED", "the run is not shown as cancelled")
        up.until(20, lambda: flow not in up.pids("flow"), "the run's process is left")
        up.until(20, lambda: "reknit was stopped while it ran" in up.state(run).message, "the reason is not told")
    again = up.run("sync/reknit")
    assert up.wait_for(again).name == "Completed"
