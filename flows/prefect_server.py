"""A Prefect server as we run it.

python -m flows.prefect_server (--socket N | --host H --port P) [--embedded] [--report FILE]

--socket    number of a listening socket that whoever starts us has opened; we end when our standard input does
--embedded  only what one command needs: no pages, no schedules
--report    a page to show at /report to whoever may see the others
--host      where to listen when nobody hands us a socket, as in a container; nothing ends us but a signal then

The database is prefect.db in PREFECT_HOME, or what PREFECT_API_DATABASE_CONNECTION_URL names.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import sqlite3
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.lifeline import end_with_parent
from flows.local_server import STOP_SECONDS, importing, keep_private
from flows.peer import can_tell
from flows.report_server import WithReport

if TYPE_CHECKING:
    from starlette.types import ASGIApp

DAY_SECONDS = 24 * 60 * 60
KEPT = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * DAY_SECONDS),
}
"""Runs and their logs go after a month. Prefect itself lets only events go, after a week, and keeps runs for ever."""


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="flows.prefect_server")
    parser.add_argument("--socket", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=4200)
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    os.umask(0o077)  # the database is the owner's alone
    listener = socket.socket(fileno=asked.socket) if asked.socket else socket.create_server((asked.host, asked.port))
    _set_up(listener.getsockname()[1])
    set_aside_if_damaged(Path(os.environ["PREFECT_HOME"]) / "prefect.db")
    _serve(listener, asked.report, embedded=asked.embedded, until_end_of_input=bool(asked.socket))


def _set_up(port: int) -> None:
    """Say in the environment what Prefect reads there when it is imported; what the user says there stays."""
    keep_private()
    url = os.environ.setdefault("PREFECT_API_URL", f"http://127.0.0.1:{port}/api")
    home = Path(os.environ.setdefault("PREFECT_HOME", str(Path("~/.prefect").expanduser())))
    defaults = {
        **KEPT,
        "PREFECT_UI_URL": url.removesuffix("/api"),
        # The pages ask whatever host they came from: `localhost` and `127.0.0.1` are two to a browser.
        "PREFECT_SERVER_UI_API_URL": "/api",
        # Prefect unpacks its pages into its own package otherwise, which need not be ours to write.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def set_aside_if_damaged(database: Path) -> None:
    """Let the server begin anew when its database is none; it holds the story of past runs and nothing else."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return  # locked by another server of ours, so sound
    except sqlite3.DatabaseError:
        database.replace(database.with_suffix(".damaged"))
        for log in ("-wal", "-shm"):
            database.with_name(database.name + log).unlink(missing_ok=True)


def _serve(listener: socket.socket, report: Path | None, *, embedded: bool, until_end_of_input: bool) -> None:
    with importing():
        import uvicorn
        from prefect.server.api.server import create_app
        from prefect.settings import PREFECT_SERVER_API_AUTH_STRING

        from flows.web_guard import Guard, Protocol

        _write_in_turn()
        app: ASGIApp = create_app(ephemeral=embedded, final=True)
    if report:
        password = PREFECT_SERVER_API_AUTH_STRING.value()
        app = WithReport(app, report, str(password) if password else None)
    is_local = ipaddress.ip_address(listener.getsockname()[0]).is_loopback
    owner_only = is_owner_only(is_local=is_local)
    guarded = Guard(app, os.environ["PREFECT_UI_URL"], is_local=is_local, owner_only=owner_only)
    config = uvicorn.Config(
        guarded,
        http=Protocol if owner_only else "auto",
        log_level="error" if embedded else "warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)

    def stop() -> None:
        server.should_exit = True

    if until_end_of_input:
        end_with_parent(stop, STOP_SECONDS)
    server.run(sockets=[listener])
    os._exit(0)  # what Prefect's threads still do at the interpreter's end takes a second and prints


def is_owner_only(*, is_local: bool) -> bool:
    """Whether nothing else keeps the machine's other accounts out, and the system says whose a connection is."""
    from prefect.settings import PREFECT_SERVER_API_AUTH_STRING

    return is_local and not PREFECT_SERVER_API_AUTH_STRING.value() and can_tell()


def _write_in_turn() -> None:
    """Let every SQLite transaction take the write lock when it begins, and so wait for its turn.

    Prefect's begin by reading. One that then wants to write while another has written since can't wait: SQLite refuses
    it at once, and the client gets a 503 "database is locked". With a flow of 50 tasks running, 9 of 35 runs could not
    be created, with 1,000 tasks 37 of 49; begun like this, none. PostgreSQL's transactions need nothing.
    """
    from prefect.server.database.configurations import AioSqliteConfiguration

    begin = AioSqliteConfiguration.begin_transaction

    def begin_immediate(
        self: AioSqliteConfiguration, session: Any, with_for_update: bool = False
    ) -> AbstractAsyncContextManager[Any]:
        return begin(self, session, with_for_update=True)

    AioSqliteConfiguration.begin_transaction = begin_immediate  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    main()
