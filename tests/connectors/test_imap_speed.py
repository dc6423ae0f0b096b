"""How fast a mailbox is fetched, on the machine that runs this. `make campaign` prints it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from connectors.contract import Window
from connectors.imap_mail import ImapOptions, fetch
from connectors.records import Cursor
from tests.connectors.mailboxes import SOURCE, mail
from tests.dovecot import USER, Dovecot, quoted
from warehouse.archive import Archive

MESSAGES = 20_000
FIRST = datetime(2022, 1, 1)
FOLDERS = 1_000

pytestmark = pytest.mark.campaign


@pytest.fixture
def server() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.close()


def test_the_first_sync_of_many_messages(server: Dovecot, tmp_path: Path) -> None:
    _fill(server)
    begun, busy = time.perf_counter(), time.process_time()
    fetched = sum(len(batch.records) for batch in fetch(ImapOptions(**server.options()), {}, None))
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    assert fetched == MESSAGES
    print(f"\nfetched: {fetched / seconds:,.0f} messages/s, {fetched / busy:,.0f} per second of our processor")

    with Archive(tmp_path / "archive.duckdb") as archive:
        run = archive.start_run("sync")
        archive.start_source(run, SOURCE, "imap_mail")
        begun = time.perf_counter()
        for batch in fetch(ImapOptions(**server.options()), {}, None):
            archive.land(run, SOURCE, batch)
        print(f"fetched and landed: {MESSAGES / (time.perf_counter() - begun):,.0f} messages/s")
    assert fetched / busy > 5_000


def test_a_window_of_many_messages(server: Dovecot) -> None:
    _fill(server, "x" * 4_000)  # as long as headers are that have come a long way
    options = ImapOptions(**server.options())
    seconds: dict[int | None, float] = {}
    for days in (1, 1, 28, 1, 28, None):  # the first time, the server has to look into each of its files
        window = Window(FIRST, FIRST + timedelta(days=days)) if days else None
        begun = time.perf_counter()
        fetched = sum(len(batch.records) for batch in fetch(options, {}, window))
        seconds[days] = time.perf_counter() - begun
        print(f"\n{fetched:,} of {MESSAGES:,} messages: {seconds[days]:.3f} s")
        assert fetched == (24 * days if days else MESSAGES)
    assert seconds[1] < seconds[None]


def _fill(server: Dovecot, stations: str = "") -> None:
    """A message an hour; what looking through its many files costs the server is in all the times."""
    with server.client() as client:
        client.select("INBOX")
    folder = server.home / "mail" / USER / "cur"
    owner = folder.stat()
    for number in range(MESSAGES):
        sent = FIRST.replace(tzinfo=UTC) + timedelta(hours=number)
        message = folder / f"{1_700_000_000 + number}.M{number}.example:2,S"
        message.write_bytes(mail(f"letter {number}", Date=format_datetime(sent), X=stations).replace(b"\r\n", b"\n"))
        os.utime(message, (sent.timestamp(), sent.timestamp()))
        os.chown(message, owner.st_uid, owner.st_gid)
    with server.client() as client:
        client.select("INBOX")  # the server numbers them


def test_a_sync_without_a_change_over_many_folders(server: Dovecot) -> None:
    with server.client() as client:
        for number in range(FOLDERS):
            client.create(quoted(f"many/{number}"))
            client.append(quoted(f"many/{number}"), "", "", mail(str(number)))
    cursors: dict[str, Cursor] = {}
    for batch in fetch(ImapOptions(**server.options()), {}, None):
        cursors[batch.part] = batch.cursor or {}
    assert len(cursors) == FOLDERS
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        assert list(fetch(ImapOptions(**server.options()), cursors, None)) == []
        seconds.append(time.perf_counter() - begun)
    print(f"\nno change in {FOLDERS:,} folders: {min(seconds):.3f} s to {max(seconds):.3f} s")
    assert min(seconds) < 1
