"""Who the owner is: what the settings say, and guesses that are shown and not believed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.flows.command_line import reknit
from tests.flows.running import sync

SETTINGS = """
[warehouse]
folder = "data"
as_of = 2026-06-30

[me]
names = ["Leonie Amsel"]
emails = ["leonie@amsel.example"]

[[source]]
name = "mail"
connector = "mail_file"
path = "mail.mbox"
"""

ME, UNDECLARED, BO = "Leonie Amsel <leonie@amsel.example>", "Leonie Amsel <l.amsel@isar.example>", "Bo Y <bo@x.example>"
MAILS = {"written": (ME, BO), "answered": (BO, ME), "from elsewhere": (UNDECLARED, BO)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose mailbox also holds a mail that somebody wrote under the owner's name."""
    folder = tmp_path_factory.mktemp("owner")
    (folder / "reknit.toml").write_text(SETTINGS)
    mails = [
        f"From x Mon Jan  1 12:00:00 2024\nFrom: {sender}\nTo: {to}\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
        f"Message-ID: <{number}@post.example>\nSubject: {topic}\n\nHello\n\n"
        for number, (topic, (sender, to)) in enumerate(MAILS.items())
    ]
    (folder / "mail.mbox").write_text("".join(mails))
    sync(folder / "reknit.toml", grace_seconds=0)
    return folder


def test_mail_under_the_owners_name_is_not_the_owners_by_that(home: Path) -> None:
    with duckdb.connect(str(home / "data/warehouse.duckdb"), read_only=True) as warehouse:
        directions = dict(warehouse.execute("select topic, direction from interaction").fetchall())
        assert directions == {"written": "sent", "answered": "received", "from elsewhere": "other"}
        assert warehouse.execute("select email from person where is_me").fetchall() == [("leonie@amsel.example",)]


def test_check_shows_addresses_that_may_be_the_owners(home: Path) -> None:
    checked = reknit(home, "check")
    assert checked.status == 0
    assert "Perhaps yours, by the name they write under: l.amsel@isar.example. If so, add them to" in checked.out
    (home / "reknit.toml").write_text(SETTINGS.replace('example"]', 'example", "l.amsel@isar.example"]'))
    sync(home / "reknit.toml", grace_seconds=0)
    assert "Perhaps yours" not in reknit(home, "check").out
    with duckdb.connect(str(home / "data/warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("select count(*) from interaction where direction = 'sent'").fetchall() == [(2,)]
