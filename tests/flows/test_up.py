"""`reknit up`: one command that starts all, is joined by others, mends itself, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.server_file import FILE, Running, Taken, announce, held, running
from tests.flows.command_line import REKNIT, environment, reknit, reknit_process
from tests.flows.household import settle
from tests.flows.up_process import Up
from warehouse.lock import writing

END_SECONDS = 15
"""Within which all is gone; 8 s on a quiet machine when a run has to be ended first."""

SERVER = Running("http://127.0.0.1:4200", None, 7, "2026-06-30T08:00:00+00:00")


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, prefect: Mapping[str, str]) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up")
    settle(folder, people=3)
    with Up(folder, prefect) as started:
        yield started


def folder(up: Up) -> Path:
    """The folder that it runs in."""
    return up.log.parent


def by_hand(up: Up) -> list[Any]:
    """Runs that belong to no deployment, the newest first. Some are older than `up`: its database is a copy."""
    return list(
        up.api("POST", "flow_runs/filter", flow_runs={"deployment_id": {"is_null_": True}}, sort="START_TIME_DESC")
    )


def test_a_file_that_nobody_holds_tells_of_no_server(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    (tmp_path / FILE).write_text(json.dumps(SERVER._asdict()))
    assert running(tmp_path) is None


def test_a_server_is_known_as_long_as_its_process_holds_the_file(tmp_path: Path) -> None:
    with held(tmp_path) as descriptor:
        announce(descriptor, SERVER)
        assert running(tmp_path) == SERVER
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
        with pytest.raises(Taken), held(tmp_path):
            pass
        assert running(tmp_path) == SERVER
    assert running(tmp_path) is None
    assert (tmp_path / FILE).read_bytes() == b""


def test_a_port_that_is_taken_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)  # of the server that other tests share
    settle(tmp_path, people=3)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = reknit(tmp_path, "up", "--port", str(port))
    assert ran.status == 2
    wanted = f"reknit: Port {port} is taken by another program. Name another: reknit up --port {port + 1}\n"
    assert ran.err.endswith(wanted)
    assert running(tmp_path / "data/prefect") is None


def test_a_port_that_is_none_is_told(tmp_path: Path) -> None:
    settle(tmp_path, people=3)
    ran = reknit(tmp_path, "up", "--port", "70000")
    assert ran.status == 2
    assert "65535" in ran.err


def test_serve_wants_a_server(tmp_path: Path) -> None:
    settle(tmp_path, people=3)
    ran = reknit_process(tmp_path, "serve")
    assert ran.status == 2
    assert ran.err.startswith(
        "reknit: PREFECT_API_URL is not set, so there is no Prefect server to serve. `reknit up` "
    )


def test_up_wants_no_other_server(tmp_path: Path) -> None:
    settle(tmp_path, people=3)
    ran = reknit_process(tmp_path, "up", extra={"PREFECT_API_URL": "http://127.0.0.1:9/api"})
    assert ran.status == 2
    assert "PREFECT_API_URL names a Prefect server already (http://127.0.0.1:9/api)." in ran.err


@pytest.mark.slow
@pytest.mark.slow
def test_a_background_job_of_a_script_ends_when_told_though_it_is_deaf_to_ctrl_c(tmp_path: Path) -> None:
    settle(tmp_path, people=3)
    job = 'trap "" INT; exec "$@"'
    process = subprocess.Popen(
        ["sh", "-c", job, "sh", *REKNIT, "up", "--port", "0"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    assert process.stderr.readline() == "Prefect is starting.\n"
    process.terminate()
    process.wait(END_SECONDS)
    process.stderr.close()


def test_a_second_one_for_the_folder_names_the_first(up: Up) -> None:
    ran = reknit_process(folder(up), "up", "--port", "0")
    assert ran.status == 2
    assert f"`reknit up` is running for this folder already at {up.address} since " in ran.err
    assert f"(process {up.pid})" in ran.err


@pytest.mark.slow
def test_it_prints_where_its_pages_are(up: Up) -> None:
    said = up.log.read_text()
    assert f"{up.address} shows what runs, {up.address}/deployments starts it. Ctrl-C ends all of it." in said


@pytest.mark.slow
def test_a_sync_in_the_folder_runs_on_its_server(up: Up) -> None:
    before = len(by_hand(up))
    ran = reknit_process(folder(up), "sync")
    assert ran.status == 0, ran.err
    assert "Prefect" not in ran.err
    run, *others = by_hand(up)
    assert len(others) == before
    assert (run["name"], run["state_type"]) == ("sync", "COMPLETED")
    logged = up.logs(run["id"])
    assert "Finished in state Completed()" in logged


@pytest.mark.slow
def test_what_it_keeps_is_for_the_owner_only(up: Up) -> None:
    kept = [file for file in (folder(up) / "data/prefect").rglob("*") if file.is_file()]
    assert {FILE, "prefect.db", "worker.log"} <= {file.name for file in kept}
    assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in kept} == {0}


@pytest.mark.slow
def test_a_server_that_dies_is_back_at_the_same_address(up: Up) -> None:
    (server,) = up.pids("server")
    up.kill(server)
    assert up.api("GET", "health") is True
    assert up.pids("server") not in ([], [server])
    assert "The Prefect server has ended (status -9) and starts again in 1 s." in up.log.read_text()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_nothing_is_left_of_it(up: Up, number: signal.Signals) -> None:
    if not up.is_running():
        up.start()
    with writing(folder(up) / "data/reknit.lock", "test", False, print):
        up.wait_for(up.run("sync/reknit"), {"Waiting"})
        assert up.pids("flow")
        os.kill(up.pid, number)
        up.gone(END_SECONDS)
    assert running(folder(up) / "data/prefect") is None
