"""What the tests of connectors share: a mailbox on a server, and a table of the planted faults at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.dovecot import Dovecot

MAILBOX = {"inbox": "INBOX", "sent": "Gesendet", "club": "Verein & Köche", "trash": "Papierkorb"}
"""Folders of tests/connectors/imap_mail/mailbox, and what they are called on the server."""


@pytest.fixture(scope="session")
def mailbox() -> Iterator[dict[str, Any]]:
    """The options of a mailbox that holds the sample; it is the same one for all tests, so none may change it."""
    server = Dovecot()
    try:
        for folder, name in MAILBOX.items():
            if name not in ("INBOX", "Gesendet", "Papierkorb"):
                server.create(name)
            messages = sorted((Path(__file__).parent / "imap_mail" / "mailbox" / folder).glob("*.eml"))
            server.append(name, *(file.read_bytes() for file in messages), at=datetime(2024, 3, 7, 12))
        yield server.options()
    finally:
        server.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print which checks caught which fault, as tests recorded it under the property `caught`."""
    reports = terminalreporter.getreports("passed")
    rows = sorted(value for report in reports for name, value in report.user_properties if name == "caught")
    if rows:
        terminalreporter.section("planted faults and the checks that caught them")
        for fault, checks in rows:
            terminalreporter.write_line(f"{fault:<36} {checks}")
