"""The Prefect server that one command runs on: one that is there, else a child of its own that ends with it.

A child of ours is private, quiet, and starts while we are still importing. Prefect's own embedded mode takes twice as
long (it imports its server in our process only to find the class that starts the child), answers every user of the
machine, and stays for ever if we are killed.
"""

from __future__ import annotations

import gc
import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.server_file import running

STOP_SECONDS = 5
"""How long the server may take to end; what it still has to write is written by then."""

KILL_SECONDS = 5
"""How much longer we wait for a server that can't even give up."""

ANSWER_SECONDS = 5
"""Within which a server answers that it is well."""

PRIVATE = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the command says itself what went wrong
}
"""Read when Prefect is imported, so set before; whoever sets one of them keeps their own value."""


class ServerDied(Exception):
    """The Prefect server is gone before the flow was done; the text says which, and what to do."""


def keep_private() -> None:
    """Switch off what Prefect would send to others. To be called before Prefect is imported."""
    for name, value in PRIVATE.items():
        os.environ.setdefault(name, value)


@contextmanager
def importing() -> Iterator[None]:
    """Import Prefect in the block without the garbage collector.

    It would look through the growing heap hundreds of times and find nothing: 0.1 of 0.9 s here, 0.6 of 2.9 s in the
    server. What is imported stays for good, so later it need not be looked through either.
    """
    if "prefect" in sys.modules:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def prefect_server(home: Path) -> Iterator[None]:
    """A server for flows run inside the block; Prefect must not have been imported before.

    That of `reknit up` if it runs in this folder, else that which PREFECT_API_URL names, else one of our own, which
    takes seconds, so the teller hears of it.
    home: where ours keeps its database.
    Raises ServerDied when the block fails because the server is gone.
    """
    keep_private()
    up = running(home)
    if up:
        os.environ |= _client(home, up.url, up.auth)
        gone = f"The Prefect server of `reknit up` at {up.url} is gone. Run it again."
        server = _joined(gone)
    elif "PREFECT_API_URL" in os.environ:
        url = os.environ["PREFECT_API_URL"]
        server = _joined(f"No Prefect server answers at {url}, which PREFECT_API_URL names. Start it, or unset that.")
    else:
        from flows.progress import teller  # not above: the server imports this module, and needs no progress bars

        teller().step("starting Prefect")
        server = _own(home)
    with server, _without_heartbeat():
        yield


def expect_writable(home: Path) -> None:
    """Make the folder, and raise the OSError now that would otherwise come from deep within the server, at length."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(bytes(4096))


@contextmanager
def _joined(gone: str) -> Iterator[None]:
    """Use a server that is there. gone: what to say when it is not any more."""
    try:
        yield
    except Exception:
        if _answers():
            raise
        raise ServerDied(gone) from None
    finally:
        if _answers():
            _drain()


@contextmanager
def _own(home: Path) -> Iterator[None]:
    """Start a server and stop it afterwards."""
    expect_writable(home)
    listener = socket.create_server(("127.0.0.1", 0))
    password = f"reknit:{secrets.token_hex(16)}"
    os.environ |= _client(home, f"http://127.0.0.1:{listener.getsockname()[1]}", password)
    os.environ["PREFECT_SERVER_API_AUTH_STRING"] = password
    child = subprocess.Popen(
        [sys.executable, "-m", "flows.prefect_server", "--embedded", "--socket", str(listener.fileno())],
        pass_fds=[listener.fileno()],
        stdin=subprocess.PIPE,
        process_group=0,  # Ctrl-C is for us; the server is still needed to note it
    )
    listener.close()  # so that a child that died is a refused connection and no hang
    try:
        yield
    except Exception:
        if child.poll() is None:
            raise
        raise ServerDied(f"The Prefect server in {home} has ended (status {child.returncode}) while needed.") from None
    finally:
        if child.poll() is None:
            _drain()
        _stop(child)


def _client(home: Path, url: str, auth: str | None) -> dict[str, str]:
    """What Prefect must find in its environment to ask a server of ours."""
    password = {"PREFECT_API_AUTH_STRING": auth} if auth else {}
    return {"PREFECT_HOME": str(home), "PREFECT_API_URL": f"{url}/api", **password}


@contextmanager
def _without_heartbeat() -> Iterator[None]:
    """Whoever runs a command sees it end, and the heartbeat ends each flow with a second of sleep."""
    with importing():
        from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def _answers() -> bool:
    """Whether the server that PREFECT_API_URL names is there."""
    try:
        # The address is ours or the user's own.
        urllib.request.urlopen(f"{os.environ['PREFECT_API_URL']}/health", timeout=ANSWER_SECONDS).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return True


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
