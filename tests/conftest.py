"""Options of the whole test suite; pytest takes them from here only."""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

# A change is judged by examples that come out the same each time; `make campaign` throws new ones.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")

# A shell's background job ignores Ctrl-C, and so would all that the tests start and stop with it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --accept`: write what the connectors' samples say now into their expected.jsonl."""
    parser.addoption("--accept", action="store_true", help="write tests/connectors/*/expected.jsonl anew")
