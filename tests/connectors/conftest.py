"""What the tests of connectors share: a table of the planted faults at the end of a run."""

from __future__ import annotations

import pytest

CAUGHT = pytest.StashKey[list[tuple[str, str]]]()


@pytest.fixture
def caught(request: pytest.FixtureRequest) -> list[tuple[str, str]]:
    """Planted faults, each with the checks that caught it; printed at the end."""
    return request.config.stash.setdefault(CAUGHT, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print which checks caught which fault."""
    rows = config.stash.get(CAUGHT, [])
    if rows:
        terminalreporter.section("planted faults and the checks that caught them")
        for fault, checks in rows:
            terminalreporter.write_line(f"{fault:<36} {checks}")
