"""Our own Prefect server: for us alone, gone with us, and talking to nobody else."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.flows.command_line import ROOT, environment, in_terminal, warm
from tests.flows.household import settle

pytestmark = pytest.mark.slow

BEGIN = """
    import os, sys
    from pathlib import Path
    from flows.local_server import prefect_server
"""

SERVING = """
    with prefect_server(Path("prefect")):
        print(os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"], flush=True)
        sys.stdin.read()
"""

WATCH = """
import sys
def watch(event, arguments):
    asked = None
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        asked = arguments[0]
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        asked = arguments[1][0]
    if asked:
        with open({file!r}, "a") as file:
            print(asked, file=file)
sys.addaudithook(watch)
"""
"""What every process of ours, the server too, runs first: it notes whom they ask for, and whom they talk to."""


def started(folder: Path, program: str, extra: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """A process of ours that runs this program in a folder."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(BEGIN) + textwrap.dedent(program)],
        cwd=folder,
        env=environment(extra),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str, tuple[str, str]]]:
    """A process with its server up: the process, the server's address, and who may ask it."""
    process = started(folder, SERVING)
    assert process.stdout and process.stdin and process.stderr
    url, _, password = process.stdout.readline().strip().partition(" ")
    user, _, word = password.partition(":")
    try:
        yield process, url, (user, word)
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()


def servers(folder: Path) -> list[int]:
    """The processes of a server in this folder."""
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit() and _runs_a_server(process) and _folder(process) == folder
    ]


def _runs_a_server(process: Path) -> bool:
    try:
        return b"flows.prefect_server" in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _folder(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def gone_within(seconds: float, folder: Path) -> bool:
    end = time.monotonic() + seconds
    while servers(folder) and time.monotonic() < end:
        time.sleep(0.1)
    return not servers(folder)


def test_the_server_is_for_us_alone(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, url, us):
        runs = f"{url}/flow_runs/filter"
        assert requests.post(runs, json={}, timeout=60).status_code == 401
        assert requests.post(runs, json={}, auth=("reknit", "guess"), timeout=60).status_code == 401
        assert requests.post(runs, json={}, auth=us, timeout=60).json() == []
        port = int(url.rpartition(":")[2].partition("/")[0])
        (server,) = servers(tmp_path)
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):
            pass
        password = us[1].encode()
        assert password not in Path(f"/proc/{server}/cmdline").read_bytes()
        kept = [file for file in (tmp_path / "prefect").rglob("*") if file.is_file()]
        assert (tmp_path / "prefect/prefect.db") in kept
        assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
        assert stat.S_IMODE((tmp_path / "prefect").stat().st_mode) == 0o700
    assert gone_within(10, tmp_path)


def test_killed_we_leave_no_server_behind(tmp_path: Path, prefect: Mapping[str, str]) -> None:
    warm(tmp_path / "prefect", prefect)
    with serving(tmp_path) as (process, url, us):
        assert requests.get(f"{url}/health", auth=us, timeout=60).ok
        assert len(servers(tmp_path)) == 1
        os.kill(process.pid, signal.SIGKILL)
        assert gone_within(10, tmp_path)


def test_a_sync_in_a_terminal_shows_its_steps_and_talks_to_nobody_but_our_server(
    tmp_path: Path, prefect: Mapping[str, str]
) -> None:
    settle(tmp_path, people=3)
    warm(tmp_path / "data/prefect", prefect)
    asked = tmp_path / "asked"
    (tmp_path / "sitecustomize.py").write_text(WATCH.format(file=str(asked)))
    ran = in_terminal(
        tmp_path, "sync", extra={"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    )  # where Prefect would tell of itself
    assert ran.status == 0, ran.out
    assert set(asked.read_text().split()) == {"127.0.0.1"}
    for step in ("starting Prefect", "me", "phone", "club", "reading records", "publishing"):
        assert f"✓ {step} " in ran.out
    assert "3 records" in ran.out
    assert re.search(r"\nphone +completed +3 +3 +0 +0 +0 *\n", ran.out)
    assert ran.out.count("refect") == ran.out.count("starting Prefect")


def test_a_server_of_the_users_own_is_used_and_none_is_started(tmp_path: Path) -> None:
    theirs = "http://127.0.0.1:9/api"
    program = """
    with prefect_server(Path("prefect")):
        print(os.environ["PREFECT_API_URL"], os.environ.get("PREFECT_HOME"), os.environ["DO_NOT_TRACK"])
        print(os.listdir())
    """
    process = started(tmp_path, program, {"PREFECT_API_URL": theirs})
    out, err = process.communicate(timeout=60)
    assert out.splitlines() == [f"{theirs} None 1", "[]"], err
    assert "starting" not in err
    assert servers(tmp_path) == []


def test_the_server_of_a_running_up_is_used_before_any_other(tmp_path: Path) -> None:
    program = """
    from flows.server_file import Running, announce, held
    home = Path("prefect")
    home.mkdir()
    with held(home) as descriptor:
        announce(descriptor, Running("http://127.0.0.1:9", "us:word", 1, "2026-06-30T00:00:00+00:00"))
        with prefect_server(home):
            print(os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"], os.environ["PREFECT_HOME"])
    """
    process = started(tmp_path, program, {"PREFECT_API_URL": "http://127.0.0.1:10/api"})
    out, err = process.communicate(timeout=60)
    assert out.splitlines() == ["http://127.0.0.1:9/api us:word prefect"], err


def test_without_one_it_says_that_prefect_starts(tmp_path: Path) -> None:
    program = """
    import flows.local_server
    flows.local_server.sys.executable = "/bin/true"
    with prefect_server(Path("prefect")):
        print("started")
    """
    process = started(tmp_path, program)
    out, err = process.communicate(timeout=60)
    assert (out, err) == ("started\n", "starting Prefect\n")


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    program = """
    from flows.local_server import ServerDied
    try:
        with prefect_server(Path("prefect")):
            raise ValueError
    except ServerDied as error:
        print(error)
    """
    process = started(tmp_path, program, {"PREFECT_API_URL": "http://127.0.0.1:9/api"})
    out, err = process.communicate(timeout=60)
    there = "http://127.0.0.1:9/api, which PREFECT_API_URL names"
    assert out == f"No Prefect server answers at {there}. Start it, or unset that.\n", err


def test_a_server_that_can_not_start_is_named(tmp_path: Path) -> None:
    program = """
    import flows.local_server
    flows.local_server.sys.executable = "/bin/false"
    try:
        with prefect_server(Path("prefect")):
            from prefect import flow
            @flow
            def nothing():
                return 1
            nothing()
    except flows.local_server.ServerDied as error:
        print(error)
    """
    process = started(tmp_path, program)
    out, err = process.communicate(timeout=120)
    assert out == "The Prefect server in prefect has ended (status 1) while needed.\n", err
