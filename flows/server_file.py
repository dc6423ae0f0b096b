"""server.json in a warehouse's Prefect folder: whether `reknit up` is running there, and where its server answers.

As with the writers' lock, the operating system says whether it is: the file is locked as long as that process lives.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

FILE = "server.json"

PATIENCE_SECONDS = 2.0
"""How long a file that is locked may say nothing yet, and how long others may be looking at it."""

POLL_SECONDS = 0.02


class Running(NamedTuple):
    """The server of a running `reknit up`.

    url: of its pages; the API is below it at /api.
    auth: what PREFECT_API_AUTH_STRING must be to ask it; None for anything.
    since: ISO 8601, UTC.
    """

    url: str
    auth: str | None
    pid: int
    since: str


class Taken(Exception):
    """Another process holds the file."""


@contextmanager
def held(home: Path) -> Iterator[int]:
    """Hold the file of this folder for as long as the block runs; gives its descriptor for `announce`. Raises Taken."""
    descriptor = os.open(home / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        os.ftruncate(descriptor, 0)
        yield descriptor
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def announce(descriptor: int, server: Running) -> None:
    """Say in the held file where the server answers."""
    os.pwrite(descriptor, json.dumps(server._asdict()).encode(), 0)


def running(home: Path) -> Running | None:
    """The server that `reknit up` runs in this folder now, be it still starting; None if there is none."""
    try:
        descriptor = os.open(home / FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while _is_locked(descriptor) and time.monotonic() < end:
            try:
                return Running(**json.loads(os.pread(descriptor, 4096, 0)))
            except (ValueError, TypeError):
                time.sleep(POLL_SECONDS)
        return None
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Lock the file. Whoever only looks whether it is locked holds it for a moment, so that is waited for."""
    end = time.monotonic() + PATIENCE_SECONDS / 4
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise Taken from None
            time.sleep(POLL_SECONDS)


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False
