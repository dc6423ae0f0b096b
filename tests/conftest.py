"""Options of the whole test suite; pytest takes them from here only."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --accept`: write what the connectors' samples say now into their expected.jsonl."""
    parser.addoption("--accept", action="store_true", help="write tests/connectors/*/expected.jsonl anew")
