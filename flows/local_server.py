"""A Prefect server of our own for one command: private, quiet, and started while we are still importing.

Prefect's own embedded mode takes twice as long (it imports its server in our process only to find the class that starts
the child) and answers every user of the machine. Ours is a child that holds a socket we opened, wants a password, and
ends with us even if we are killed: its standard input closes.
"""

from __future__ import annotations

import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

STOP_SECONDS = 5
"""How long the server may take to end; what it still has to write is written by then."""

KILL_SECONDS = 5
"""How much longer we wait for a server that can't even give up."""

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the command says itself what went wrong
}
"""Read when Prefect is imported, so set before; whoever sets one of them keeps their own value."""


class ServerDied(Exception):
    """Our Prefect server ended before the flow did; what it printed says why."""


def keep_private() -> None:
    """Switch off what Prefect would send to others. To be called before Prefect is imported."""
    for name, value in PRIVATE.items():
        os.environ.setdefault(name, value)


@contextmanager
def prefect_server(home: Path) -> Iterator[None]:
    """A server for flows run inside the block; none of ours if PREFECT_API_URL names one.

    home: where it keeps its database. Prefect must not have been imported before.
    Raises ServerDied when the block fails because the server is gone.
    """
    keep_private()
    if "PREFECT_API_URL" in os.environ:
        yield
        return
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _expect_writable(home)
    _set_aside_if_damaged(home / "prefect.db")
    listener = socket.create_server(("127.0.0.1", 0))
    password = f"reknit:{secrets.token_hex(16)}"
    os.environ |= {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"http://127.0.0.1:{listener.getsockname()[1]}/api",
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_AUTH_STRING": password,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "flows.local_server", str(listener.fileno())],
        pass_fds=[listener.fileno()],
        stdin=subprocess.PIPE,
        umask=0o077,
        process_group=0,  # Ctrl-C is for us; the server is still needed to note it
    )
    listener.close()  # so that a child that died is a refused connection and no hang
    try:
        with _without_heartbeat():
            yield
    except Exception:
        if child.poll() is None:
            raise
        raise ServerDied(f"The Prefect server in {home} has ended (status {child.returncode}) while needed.") from None
    finally:
        if child.poll() is None:
            _drain()
        _stop(child)


def _expect_writable(home: Path) -> None:
    """Raise the OSError now that would otherwise come from deep within the server, in many lines."""
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(bytes(4096))


def _set_aside_if_damaged(database: Path) -> None:
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


@contextmanager
def _without_heartbeat() -> Iterator[None]:
    """Nobody watches a server that ends with the flow, and the heartbeat ends each flow with a second of sleep."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _stop(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    child.stdin.close()
    try:
        child.wait(STOP_SECONDS + KILL_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _drain() -> None:
    """Let what Prefect still has to report reach the server; without it states are lost and errors printed."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all()
    APILogWorker.drain_all()


def _serve(descriptor: int) -> None:
    """The child: serve the socket until standard input ends."""
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(ephemeral=True, final=True), log_level="error", access_log=False, lifespan="on")
    server = uvicorn.Server(config)

    def stop_at_end_of_input() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True
        time.sleep(STOP_SECONDS)
        os._exit(0)

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    server.run(sockets=[socket.socket(fileno=descriptor)])
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
