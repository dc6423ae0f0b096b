"""The watch over `read` sees every way of asking the world, and takes nothing innocent for one."""

from __future__ import annotations

import os
import random
import socket
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic

import pytest

from tests.connectors.pure import watched

ASKING = {
    "the hour": time.time,
    "a timer, imported by its name": monotonic,
    "the moment": lambda: datetime.now(UTC),
    "the day": date.today,
    "chance": lambda: random.choice("ab"),
    "a random id": uuid.uuid4,
    "the system's chance": lambda: os.urandom(1),
    "a file": lambda: Path(os.devnull).read_bytes(),
    "the network": lambda: socket.getaddrinfo("127.0.0.1", 9),
}


@pytest.mark.parametrize("ask", ASKING.values(), ids=[name.replace(" ", "_") for name in ASKING])
def test_asking_the_world_is_seen(ask: Callable[[], object]) -> None:
    with watched() as touched:
        ask()
    assert touched


def test_a_codec_that_is_loaded_late_is_no_reading_of_files() -> None:
    with watched() as touched:
        assert b"\xa4\xcf".decode("euc_jisx0213") == "は"
        assert date.fromisoformat("2024-05-03").year == datetime.strptime("2024-05-03", "%Y-%m-%d").year  # noqa: DTZ007
    assert not touched


def test_after_the_watch_nothing_is_noted() -> None:
    with watched() as touched:
        pass
    time.time()
    assert not touched
