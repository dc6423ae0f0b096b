"""`reknit up`: a Prefect server and the worker that runs flows on it, for as long as this process lives.

This process imports nothing of Prefect. It holds the listening socket, so that a server that has to be started again is
late for its clients, and not gone.
"""

from __future__ import annotations

import errno
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from flows.children import Child, last_words
from flows.faults import CommandError
from flows.local_server import ServerDied, expect_writable
from flows.server_file import Running, Taken, announce, held, running
from warehouse.settings import Settings

HOST = "127.0.0.1"
FIRST_FREE_PORT, LAST_PORT = 1024, 65535
"""Between them anybody may listen; those before are the system's."""

LOOK_SECONDS = 0.5
"""Between two looks at the children."""

ANSWER_SECONDS = 2.0
"""Within which the server answers once it is well; else it is asked again."""

WORKER_STOP_SECONDS = 8.0
SERVER_STOP_SECONDS = 6.0
"""How long each may take to end by itself. The worker goes first: the server notes what becomes of its runs."""


def up(settings: Settings, port: int, on_ready: Callable[[str], None], say: Callable[[str], None]) -> None:
    """Run both until Ctrl-C.

    port: where the server listens; 0 for any.
    on_ready: told the server's address once it answers. say: told of a child that has ended and is started again.
    Raises CommandError when it runs already, or the port is taken; ServerDied when the server can't start.
    """
    home = settings.folder / "prefect"
    expect_writable(home)
    with _held(home) as descriptor, _listening(port) as listener:
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        auth = os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
        announce(descriptor, Running(url, auth, os.getpid(), datetime.now(UTC).isoformat(timespec="seconds")))
        with _children(settings.path, home, _environment(home, url, auth), listener, say) as (server, worker):
            _wait_until_it_answers(listener.getsockname()[1], server)
            on_ready(url)
            while True:
                server.look_after()
                worker.look_after()
                time.sleep(LOOK_SECONDS)


@contextmanager
def _held(home: Path) -> Iterator[int]:
    try:
        with held(home) as descriptor:
            yield descriptor
    except Taken:
        other = running(home)
        where = f" at {other.url} since {other.since} (process {other.pid})" if other else ""
        raise CommandError(f"`reknit up` is running for this folder already{where}.") from None


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        found = "is taken by another program" if taken else f"can't be opened ({error.strerror})"
        another = port + 1 if FIRST_FREE_PORT <= port < LAST_PORT else FIRST_FREE_PORT
        raise CommandError(f"Port {port} {found}. Name another: reknit up --port {another}") from None
    with listener:
        yield listener


@contextmanager
def _children(
    settings: Path, home: Path, environment: Mapping[str, str], listener: socket.socket, say: Callable[[str], None]
) -> Iterator[tuple[Child, Child]]:
    """The server and the worker, started together: until the one is ready, what the other asks waits in the socket."""
    python, number = sys.executable, listener.fileno()
    report = home.parent / "report.html"
    serve_socket = [python, "-m", "flows.prefect_server", "--socket", str(number), "--report", str(report)]
    server = Child("Prefect server", serve_socket, environment, home / "server.log", say, [number])
    try:
        serve = [python, "-m", "flows.cli", "--settings", str(settings), "serve", "--until-end-of-input"]
        worker = Child("worker", serve, environment, home / "worker.log", say)
        try:
            yield server, worker
        finally:
            worker.stop(WORKER_STOP_SECONDS)
    finally:
        server.stop(SERVER_STOP_SECONDS)


def _environment(home: Path, url: str, auth: str | None) -> dict[str, str]:
    """What both children find in their environment."""
    ours = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_UI_URL": url,
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",  # into their logs; the runs' own are on the pages
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **ours, **({"PREFECT_API_AUTH_STRING": auth} if auth else {})}


def _wait_until_it_answers(port: int, server: Child) -> None:
    while server.status is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/api/health")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    raise ServerDied(f"The Prefect server has ended (status {server.status}) at its start. {last_words(server.log)}")
