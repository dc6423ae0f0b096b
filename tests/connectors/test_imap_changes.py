"""Whatever happens to a mailbox, and wherever a sync is cut off: in the end the archive shows the mailbox."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from connectors.contract import Window
from connectors.imap_mail import ImapOptions, fetch
from connectors.records import Batch, Cursor, Record
from tests.connectors.fetching import batches_of
from tests.connectors.imap_server import ImapServer
from tests.connectors.mailboxes import key, mail

FOLDERS = ("INBOX", "Chor", "Alt & Neu")
FOLDER = st.sampled_from(FOLDERS)

EXAMPLES = 100
"""Mailboxes, each with up to fifty changes and syncs; `make campaign` makes twenty times as many."""


class ChangingMailbox(RuleBasedStateMachine):
    """A mailbox that changes between syncs, and what the archive makes of the batches: places by part and number."""

    def __init__(self) -> None:
        super().__init__()
        self.server = ImapServer()
        self.cursors: dict[str, Cursor] = {}
        self.places: dict[tuple[str, str], str] = {}
        self.count = 0
        self.arrive("INBOX", 3)

    def teardown(self) -> None:
        self.server.__exit__()

    # -- what happens to the mailbox ----------------------------------------------------------------------------------

    @rule(folder=FOLDER, count=st.integers(1, 4))
    def arrive(self, folder: str, count: int) -> None:
        if folder in self.server.folders:
            for _ in range(count):
                self.count += 1
                self.server.folders[folder].add(_header(f"letter {self.count}"), at=_on(self.count % 9))

    @rule(folder=FOLDER, to=FOLDER, which=st.integers(0, 9))
    def copy(self, folder: str, to: str, which: int) -> None:
        if {folder, to} <= self.server.folders.keys() and (uids := sorted(self.server.folders[folder].messages)):
            self.server.folders[to].add(self.server.folders[folder].messages[uids[which % len(uids)]])

    @rule(folder=FOLDER, to=FOLDER, share=st.integers(1, 3))
    def move(self, folder: str, to: str, share: int) -> None:
        if {folder, to} <= self.server.folders.keys():
            messages = self.server.folders[folder].messages
            self.server.folders[to].add(*(messages.pop(uid) for uid in sorted(messages)[::share]))

    @rule(folder=FOLDER, share=st.integers(1, 3))
    def delete(self, folder: str, share: int) -> None:
        if folder in self.server.folders:
            messages = self.server.folders[folder].messages
            for uid in sorted(messages)[::share]:
                del messages[uid]

    @rule(folder=FOLDER, lost=st.integers(0, 2))
    def number_anew(self, folder: str, lost: int) -> None:
        if folder in self.server.folders:
            old = self.server.folders[folder]
            self.server.create(folder).add(*(old.messages[uid] for uid in sorted(old.messages)[lost:]))

    @rule(folder=st.sampled_from(FOLDERS[1:]))
    def create_or_remove(self, folder: str) -> None:
        if self.server.folders.pop(folder, None) is None:
            self.server.create(folder)

    @rule(folder=st.sampled_from(FOLDERS[1:]), to=st.sampled_from(FOLDERS[1:]))
    def rename(self, folder: str, to: str) -> None:
        if folder in self.server.folders and to not in self.server.folders:
            self.server.folders[to] = self.server.folders.pop(folder)

    @rule(rich=st.booleans())
    def get_better_or_worse(self, rich: bool) -> None:
        self.server.capabilities = "IMAP4rev1 ESEARCH" if rich else "IMAP4rev1"

    # -- syncs --------------------------------------------------------------------------------------------------------

    @rule(size=st.integers(1, 5), stop_after=st.integers(0, 5))
    def sync_that_is_cut_off(self, size: int, stop_after: int) -> None:
        self._sync(size, stop_after)

    @rule(size=st.integers(1, 5))
    def sync(self, size: int) -> None:
        self._sync(size, None)
        shown = Counter((part, each) for (part, _), each in self.places.items())
        there = Counter(
            (name, key(_name(header)))
            for name, folder in self.server.folders.items()
            for header in folder.messages.values()
        )
        assert shown == there
        assert self._sync(size, None) == []

    @rule(
        first=st.integers(0, 9), days=st.integers(0, 9), size=st.integers(1, 5), stored=st.integers(0, 3) | st.just(99)
    )
    def fetch_again(self, first: int, days: int, size: int, stored: int) -> None:
        window = Window(_on(first).replace(tzinfo=None), _on(first + days).replace(tzinfo=None))
        with batches_of(size):
            batches = list(fetch(ImapOptions(**self._options()), dict(self.cursors), window))
        shown = {(batch.part, record.origin.uid): record.key for batch in batches for record in batch.records}
        within = Counter(
            (name, key(_name(folder.messages[uid])))
            for name, folder in self.server.folders.items()
            for uid in folder.messages
            if _on(first) <= folder.arrived_at[uid] < _on(first + days)
        )
        assert Counter((part, each) for (part, _), each in shown.items()) == within
        assert all(self.places.get(place, each) == each for place, each in shown.items()), "a number means another one"
        assert not any(batch.gone for batch in batches)
        for batch in batches[:stored]:
            self._land(replace(batch, records=[each for each in batch.records if not self._is_shown(batch, each)]))

    def _is_shown(self, batch: Batch, record: Record) -> bool:
        return (batch.part, record.origin.uid) in self.places

    def _sync(self, size: int, stop_after: int | None) -> list[Batch]:
        there = {key(_name(header)) for folder in self.server.folders.values() for header in folder.messages.values()}
        steady = there & set(self.places.values())
        landed = []
        with batches_of(size), closing(fetch(ImapOptions(**self._options()), dict(self.cursors), None)) as batches:
            for batch in islice(batches, stop_after):
                self._land(batch)
                landed.append(batch)
                assert steady <= set(self.places.values()), "a message that is there and was shown is nowhere"
        return landed

    def _land(self, batch: Batch) -> None:
        for record in batch.records:
            assert (batch.part, record.origin.uid) not in self.places, "a message is fetched again"
            self.places[batch.part, record.origin.uid] = record.key
        for uid in batch.gone:
            del self.places[batch.part, uid]
        assert batch.cursor is not None
        self.cursors[batch.part] = batch.cursor

    def _options(self) -> dict[str, Any]:
        return self.server.options()


def _on(day: int) -> datetime:
    return datetime(2024, 5, 1 + day, tzinfo=UTC)


def _header(name: str) -> bytes:
    return mail(name).partition(b"Nothing")[0]


def _name(header: bytes) -> str:
    return header.decode().partition("Subject: ")[2].strip()


@pytest.mark.slow
def test_whatever_happens_the_archive_shows_the_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REKNIT_SECRET_MAIL", "secret")
    enough = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(ChangingMailbox, settings=enough)


@pytest.mark.campaign
def test_whatever_happens_the_archive_shows_the_mailbox_thousands_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REKNIT_SECRET_MAIL", "secret")
    enough = settings(max_examples=20 * EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(ChangingMailbox, settings=enough)
