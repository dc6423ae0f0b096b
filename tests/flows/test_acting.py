"""snooze, done, dismiss and undo as people type them: the queue shows it at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.flows.command_line import Ran, reknit
from tests.flows.running import sync

SETTINGS = """
[warehouse]
as_of = 2026-06-30

[me]
names = ["Cy Moss"]
emails = ["cy@moss.example"]

[[source]]
name = "letters"
connector = "mail_file"
path = "letters.mbox"

[[source]]
name = "phone"
connector = "vcard"
path = "phone.vcf"
"""
LETTER = """From - Mon Jan  1 00:00:00 2024
From: {name} <{address}>
To: Cy Moss <cy@moss.example>
Subject: Hello
Message-ID: <{key}@letters.example>
Date: {day:%d %b %Y} 10:00:00 +0000

"""
CARD = """BEGIN:VCARD
VERSION:3.0
FN:Ada Byron
EMAIL:ada@byron.example
UID:ada
END:VCARD
"""
FRIENDS = [("Ada Byron", "ada@byron.example"), ("Bob Stone", "bob@stone.example")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two who wrote weekly and fell silent a year ago, one of them in two sources."""
    folder = tmp_path_factory.mktemp("acting")
    (folder / "reknit.toml").write_text(SETTINGS)
    letters = [
        LETTER.format(name=name, address=address, key=f"{address}.{week}", day=date(2025, 5, 1) + timedelta(7 * week))
        for name, address in FRIENDS
        for week in range(4)
    ]
    (folder / "letters.mbox").write_text("".join(letters), newline="\n")
    (folder / "phone.vcf").write_text(CARD, newline="\r\n")
    sync(folder / "reknit.toml")
    return folder


def queue(folder: Path) -> set[str]:
    """Who is in the queue."""
    return {row["name"] for row in reknit(folder, "sql", "select name from reconnect()", "--json").objects}


def said(ran: Ran) -> str:
    """What a command that went well said, without the id."""
    assert ran.status == 0, ran.err
    return ran.out.partition(";")[0].strip()


@pytest.mark.slow
def test_the_queue_shows_each_word_at_once_and_the_last_one_stands_until_undone(folder: Path) -> None:
    assert queue(folder) == {"Ada Byron", "Bob Stone"}
    known = "select any_id from known_id join person using (person_id) where name = 'Ada Byron' order by any_id"
    one_entry, other_entry = [row["any_id"] for row in reknit(folder, "sql", known, "--json").objects]
    told = Ran(0, "", "")
    for words, until in (
        (["dismiss", one_entry], "for good"),
        (["done", "Ada Byron"], "until 2026-12-27"),
        (["snooze", "ada@byron.example"], "until 2026-09-28"),
        (["snooze", other_entry, "--days", "7"], "until 2026-07-07"),
        (["snooze", one_entry, "--until", "2027-01-01"], "until 2027-01-01"),
    ):
        told = reknit(folder, *words)
        assert said(told) == f"Ada Byron stays out of the reconnect queue {until}"
        assert queue(folder) == {"Bob Stone"}
    undo = told.out.partition("`reknit ")[2].partition("`")[0].split()
    assert said(reknit(folder, *undo)) == "Ada Byron may be in the reconnect queue again."
    assert queue(folder) == {"Ada Byron", "Bob Stone"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["undo", "Bob Stone"], "Bob Stone was not snoozed, done or dismissed, so there is nothing to undo."),
        (["dismiss", "Cy Moss"], "Cy Moss is you; the reconnect queue is of others."),
        (["snooze", "Bob Stone", "--until", "2026-06-30"], "--until 2026-06-30 is not after 2026-06-30, the day that"),
        (["snooze", "Bob Stone", "--until", "2027-01-01", "--days", "3"], "--until and --days say the same thing"),
        (["done", "Bob Stein"], "Nobody is known as 'Bob Stein'. The nearest: Bob Stone"),
    ],
    ids=["nothing to undo", "the owner", "in the past", "twice", "nobody"],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(folder: Path, words: list[str], sentence: str) -> None:
    ran = reknit(folder, *words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"reknit: {sentence}")
