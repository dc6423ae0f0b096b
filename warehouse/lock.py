"""One writer at a time, whoever starts it. The operating system holds the lock, so a dead process never does."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

POLL_SECONDS = 0.2


class Locked(Exception):
    """Someone else is writing; the text says who and since when."""


def is_open_elsewhere(error: Exception) -> bool:
    """Whether DuckDB refused a file because another program has it open."""
    return "Could not set lock on file" in str(error)


@contextmanager
def writing(lock: Path, verb: str, wait: bool, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the one lock of a warehouse folder for as long as the block runs; files made in it are for the owner only.

    on_wait is called once with a sentence that names the holder. Raises Locked instead of waiting when `wait` is false.
    """
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    # DuckDB asks for no mode of its own, and a killed process leaves its log behind.
    mask = os.umask(0o077)
    try:
        _acquire(descriptor, lock, wait, on_wait)
        holder = {"pid": os.getpid(), "verb": verb, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield
    finally:
        os.umask(mask)
        os.close(descriptor)


def _acquire(descriptor: int, lock: Path, wait: bool, on_wait: Callable[[str], None]) -> None:
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if not wait:
                raise Locked(f"{_holder(lock)} Try again when it is done, or leave out --no-wait.") from None
            if not told:
                on_wait(f"{_holder(lock)} Waiting for it to end.")
                told = True
            time.sleep(POLL_SECONDS)

    if not lock.exists() or os.fstat(descriptor).st_ino != lock.stat().st_ino:
        raise Locked(f"Somebody deleted {lock.name} meanwhile. Run it again.")


def _holder(lock: Path) -> str:
    try:
        holder = json.loads(lock.read_text())
        return f"`reknit {holder['verb']}` (process {holder['pid']}) has been writing since {holder['since']}."
    except (OSError, ValueError, KeyError):
        return "Another reknit is writing."
