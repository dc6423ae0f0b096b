"""The server that shows pages: who may ask it, whom its pages may ask, and what it keeps."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.peer import can_tell
from flows.prefect_server import is_owner_only, set_aside_if_damaged
from flows.web_guard import Guard
from tests.flows.command_line import ROOT, environment, warm
from tests.flows.test_peer import ASK
from tests.flows.up_process import free_port

OWN = "https://runs.example.org"
"""The address that people know the server of the guard's tests by."""

JSON = {"content-type": "application/json"}


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    text: str


class Server:
    """A server on a port of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", "--port", str(self.port)],
            cwd=ROOT,
            env=environment({"PREFECT_HOME": str(home)}),
        )
        end = time.monotonic() + 60
        while not self._is_well():
            assert time.monotonic() < end and self.process.poll() is None, "the server does not answer"
            time.sleep(0.1)

    def ask(self, path: str, headers: Mapping[str, str] | None = None, body: str | None = None) -> Answer:
        """Ask as a program does, with these headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection):
            connection.request("POST" if body else "GET", path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())

    def _is_well(self) -> bool:
        try:
            return self.ask("/api/health").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, prefect: Mapping[str, str]) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server") / "prefect"
    warm(home, prefect)
    started = Server(home)
    yield started
    started.process.send_signal(signal.SIGTERM)
    started.process.wait(20)


def allows(
    host: str | None, origin: str | None = None, kind: str = "http", own: str = OWN, *, is_local: bool = True
) -> bool:
    """Whether the guard of a server with this address lets a request with these headers pass."""
    passed = False
    sent: list[dict[str, Any]] = []

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        nonlocal passed
        passed = True

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    named = {b"host": host, b"origin": origin}
    headers = [(name, value.encode()) for name, value in named.items() if value is not None]
    guard = Guard(behind, own, is_local=is_local, owner_only=False)
    asyncio.run(guard({"type": kind, "headers": headers}, receive, send))
    if not passed:
        assert sent[0] == {"type": "websocket.close", "code": 1008} or sent[0]["status"] == 403
    return passed


@pytest.mark.parametrize("host", ["127.0.0.1:4200", "localhost:4200", "localhost", "[::1]:4200", "192.168.1.2:4200"])
def test_an_address_and_localhost_are_nobodys_page(host: str) -> None:
    assert allows(host)
    assert allows(host, kind="websocket")
    assert allows(host, f"http://{host}")


def test_a_name_without_a_dot_is_a_container_only_where_there_are_any() -> None:
    assert allows("server:4200", is_local=False)
    assert allows("server:4200", "http://server:4200", is_local=False)
    assert not allows("server:4200")
    assert not allows("wpad")
    assert allows("server:4200", own="http://server:4200")


@pytest.mark.parametrize(
    "host",
    ["rebound.example", "rebound.example:4200", "127.0.0.1.rebound.example", "localhost.example", "", "[", None,
     "x@rebound.example", "1.2.3.4.5", "::1", "runs.example.org.rebound.example"],
)  # fmt: skip
def test_a_page_that_has_its_name_resolve_to_us_is_refused(host: str | None) -> None:
    assert not allows(host)
    assert not allows(host, is_local=False)
    assert not allows(host, kind="websocket")


@pytest.mark.parametrize(
    "origin", ["http://page.example", "null", "http://127.0.0.1:8000", "http://localhost:4200", "file://", ""]
)
def test_a_request_from_another_page_is_refused(origin: str) -> None:
    assert not allows("127.0.0.1:4200", origin)
    assert not allows("127.0.0.1:4200", origin, kind="websocket")


@pytest.mark.parametrize("own", ["", "runs.example.org", "http://", "/"])
def test_an_own_address_that_is_none_lets_no_hidden_page_in(own: str) -> None:
    for origin in ("null", "", "file://"):
        assert not allows("127.0.0.1:4200", origin, own=own)


def test_behind_a_proxy_its_own_name_is_known() -> None:
    assert allows("runs.example.org", OWN)
    assert allows("127.0.0.1:4200", OWN)


@pytest.mark.slow
def test_its_pages_may_ask_nobody_else(server: Server) -> None:
    for page in ("/v2/", "/v2/deployments", "/dashboard", "/api/docs"):
        answer = server.ask(page, {"accept": "text/html"})
        assert answer.status == 200
        assert "<html" in answer.text
        rules = [rule.split() for rule in answer.headers["content-security-policy"].split(";")]
        assert ["default-src", "'none'"] in rules
        assert {source for rule in rules for source in rule[1:] if not source.startswith("'")} == {"data:", "blob:"}
        assert "'unsafe-inline'" not in next(rule for rule in rules if rule[0] == "script-src")


@pytest.mark.slow
def test_it_answers_its_own_pages_and_programs_only(server: Server) -> None:
    flows, here = "/api/flows/filter", f"http://127.0.0.1:{server.port}"
    assert server.ask(flows, JSON, "{}").status == 200
    assert server.ask(flows, {**JSON, "origin": here}, "{}").status == 200
    assert server.ask(flows, {**JSON, "origin": "http://page.example"}, "{}").status == 403
    assert server.ask(flows, {**JSON, "host": "rebound.example"}, "{}").status == 403
    shake = {"connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13"}
    shake["sec-websocket-key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    assert server.ask("/api/events/in", shake).status == 101
    assert server.ask("/api/events/in", {**shake, "origin": "http://page.example"}).status == 403


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0 or not can_tell(), reason="only root, and on Linux, can act for another account")
def test_it_answers_its_owners_account_only(server: Server) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ASK, str(server.port), "http", "65534"], capture_output=True, text=True, timeout=60
    )
    assert ran.stdout == "403 True\n", ran.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("prefect")
def test_a_password_or_a_server_for_others_lets_other_accounts_ask() -> None:
    from prefect.settings import PREFECT_SERVER_API_AUTH_STRING as AUTH
    from prefect.settings import temporary_settings

    with temporary_settings({AUTH: ""}):
        assert is_owner_only(is_local=True) == can_tell()
        assert not is_owner_only(is_local=False)
    with temporary_settings({AUTH: "reknit:word"}):
        assert not is_owner_only(is_local=True)


@pytest.mark.slow
def test_its_pages_work_under_every_name_of_this_machine(server: Server) -> None:
    assert '"api_url":"/api"' in server.ask("/ui-settings").text


@pytest.mark.slow
def test_it_tells_nobody_and_lets_old_runs_go(server: Server) -> None:
    settings = json.loads(server.ask("/api/admin/settings").text)
    assert settings["ui_url"] == f"http://127.0.0.1:{server.port}"
    assert not settings["server"]["analytics_enabled"]
    assert not settings["server"]["ui"]["show_promotional_content"]
    vacuum = settings["server"]["services"]["db_vacuum"]
    assert set(vacuum["enabled"]) == {"events", "flow_runs"}
    assert vacuum["retention_period"] == "P30D"


@pytest.mark.slow
def test_all_that_it_keeps_is_for_the_owner_only(server: Server) -> None:
    kept = [file for file in server.home.rglob("*") if file.is_file()]
    assert server.home / "prefect.db" in kept
    assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in kept} == {0}


@pytest.mark.slow
def test_a_transaction_takes_its_turn_from_its_beginning(tmp_path: Path) -> None:
    program = """
        import asyncio, sqlite3
        from flows.prefect_server import _write_in_turn
        _write_in_turn()
        from prefect.server.database.configurations import AioSqliteConfiguration
        from sqlalchemy import text

        async def main():
            database = AioSqliteConfiguration("sqlite+aiosqlite:///turn.db")
            async with await database.session(await database.engine()) as session:
                async with database.begin_transaction(session):
                    await session.execute(text("select 1"))
                    try:
                        sqlite3.connect("turn.db", timeout=0).execute("begin immediate")
                    except sqlite3.OperationalError as error:
                        print(error)

        asyncio.run(main())
    """
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)],
        cwd=tmp_path,
        env=environment({"DO_NOT_TRACK": "1", "PREFECT_HOME": str(tmp_path)}),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "database is locked\n", ran.stderr


def test_a_damaged_database_is_set_aside_and_a_locked_one_is_not(tmp_path: Path) -> None:
    database = tmp_path / "prefect.db"
    set_aside_if_damaged(database)
    with closing(sqlite3.connect(database)) as other:
        other.execute("create table run (id int)")
        other.execute("pragma locking_mode = exclusive")
        other.execute("begin exclusive")
        set_aside_if_damaged(database)
    assert list(tmp_path.iterdir()) == [database]
    database.write_bytes(b"no database at all" * 1000)
    set_aside_if_damaged(database)
    assert [file.name for file in tmp_path.iterdir()] == ["prefect.damaged"]
