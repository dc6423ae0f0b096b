"""Run creation under load: our server refuses none, and Prefect's own, in the same run, is shown beside it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.flows.command_line import environment, warm
from tests.flows.up_process import free_port

TASKS = 50
ROUNDS = 3
AFTERWARDS_SECONDS = 5

LOAD = f"""
from prefect import flow, task

@task
def nothing(number):
    return number

@flow
def busy():
    for future in nothing.map(range({TASKS})):
        future.result()

for _ in range({ROUNDS}):
    busy()
"""
"""A flow of many small tasks, each of which reports its states at once."""

Launcher = Callable[[int], list[str]]


def ours(port: int) -> list[str]:
    return [sys.executable, "-m", "flows.prefect_server", "--port", str(port)]


def stock(port: int) -> list[str]:
    factory = ["--factory", "prefect.server.api.server:create_app", "--log-level", "critical"]
    return [sys.executable, "-W", "ignore", "-m", "uvicorn", *factory, "--port", str(port)]


@contextmanager
def server(launcher: Launcher, home: Path) -> Iterator[str]:
    """A server with its services; gives its API's address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    quiet = {"PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    process = subprocess.Popen(
        launcher(port), env=environment({**quiet, "PREFECT_HOME": str(home), "PREFECT_API_URL": url})
    )
    try:
        while not _is_well(url):
            assert process.poll() is None
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _is_well(url: str) -> bool:
    try:
        return requests.get(f"{url}/health", timeout=120).ok
    except requests.ConnectionError:
        return False


def refusals(url: str, home: Path) -> tuple[int, int]:
    """How many runs could not be created at the first try, and of how many, while a flow keeps the server busy."""
    flow = requests.post(f"{url}/flows/", json={"name": "asked-for"}, timeout=60).json()["id"]
    quiet = {"PREFECT_LOGGING_LEVEL": "CRITICAL", "DO_NOT_TRACK": "1"}
    load = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(LOAD)],
        env=environment({**quiet, "PREFECT_API_URL": url, "PREFECT_HOME": str(home / "client")}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    answers: list[int] = []
    ended_at: float | None = None
    while ended_at is None or time.monotonic() - ended_at < AFTERWARDS_SECONDS:
        if ended_at is None and load.poll() is not None:
            ended_at = time.monotonic()
        asked = {"flow_id": flow, "state": {"type": "SCHEDULED"}}
        answers.append(requests.post(f"{url}/flow_runs/", json=asked, timeout=120).status_code)
        time.sleep(0.1)
    assert set(answers) <= {200, 201, 503}
    return answers.count(503), len(answers)


@pytest.mark.campaign
@pytest.mark.timeout(1200)
def test_no_run_is_refused_under_load(tmp_path: Path, prefect: Mapping[str, str]) -> None:
    found = {}
    for name, launcher in {"ours": ours, "Prefect's own": stock}.items():
        home = tmp_path / name
        warm(home, prefect)
        with server(launcher, home) as url:
            found[name] = refusals(url, home)
    told = ", ".join(f"{name} {refused} of {asked}" for name, (refused, asked) in found.items())
    print(f"runs refused while {ROUNDS} flows of {TASKS} tasks ran: {told}")
    assert found["ours"][0] == 0
