"""Who owes whom a reply: equal to its definition in Python, over random threads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from random import Random
from typing import NamedTuple

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import models
from warehouse.modelling import run_models

AS_OF = date(2026, 6, 30)
FIRST = datetime(2026, 6, 1)
NEVER = datetime(9999, 1, 1)
PEOPLE = ["me", "ada", "bob", "cleo"]
MADE = {
    ("table", "weight"), ("scalar", "me"), ("scalar", "bare_topic"), ("table", "thread"), ("table", "reply_time"),
    ("table", "owed_reply"), ("macro", "owed_replies"), ("macro", "owed_to_me"),
}  # fmt: skip
MODELS = [model for model in models("main") if (model.kind, model.name) in MADE]
TABLES = [model for model in MODELS if model.kind == "table"]

many = settings(max_examples=15, deadline=None)


class Mail(NamedTuple):
    """A mail of a thread. at: hours since FIRST; None has no date. others: parties besides those named."""

    thread: int
    at: int | None
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    others: int = 0
    topic: str = "Lunch"
    is_contact: bool = True
    kind: str = "mail"

    @property
    def sent_at(self) -> datetime | None:
        """The moment."""
        return None if self.at is None else FIRST + timedelta(hours=self.at)


def mails_of(chance: Random) -> list[Mail]:
    """A month of threads, most of them short, with all that may be wrong with a mail now and then."""
    mails = []
    for thread in range(25):
        at = chance.randrange(24 * 35)
        topic = chance.choice(["Lunch", "Plans"])
        for _ in range(chance.choice([1, 1, 2, 3, 4])):
            sender, to, *others = chance.sample(PEOPLE, 4)
            mails.append(
                Mail(
                    thread,
                    chance.choice([at] * 15 + [None]),
                    sender,
                    (to, *others[:1]) if chance.random() < 0.2 else (to,) if chance.random() < 0.9 else (),
                    cc=tuple(others[1:]) if chance.random() < 0.3 else (),
                    others=chance.choice([0, 0, 0, 0, 0, 1, 2, 3]),
                    topic=chance.choice(["", "", "Re: ", "AW: WG: ", "Re[2]: "]) + topic,
                    is_contact=chance.random() < 0.9,
                    kind=chance.choice(["mail"] * 5 + ["message", "invitation"]),
                )
            )
            at += chance.choice([1, 2, 5, 20, 30, 60])
    return mails


seeds = st.integers(0, 10**6).map(Random)


class Mailbox:
    """The tables that are read, filled by hand; of a mail of no date, the number says which came first."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"""
            create table as_of as select date '{AS_OF}' as as_of;
            create table person as
                select unnest({PEOPLE}) as person_id, person_id as name, person_id = 'me' as is_me;
            create table known_id as select person_id as any_id, person_id from person;
            create table action (person_id varchar, action varchar, acted_on date, is_in_effect boolean);
            create macro known_ties(of) as table
                select person_id, 'work' as kind, 1 as strength from person where of is null or of != 'nobody';
            create table interaction (interaction_id bigint, thread_id bigint, kind varchar, sent_at timestamp,
                day date, topic varchar, direction varchar, party_count bigint, is_contact boolean);
            create table interaction_party (interaction_id bigint, person_id varchar, role varchar, position integer);
        """)
        run_models(self.connection, MODELS)

    def holds(self, mails: Sequence[Mail]) -> None:
        """Puts these mails in the place of those before."""
        for table in ("interaction", "interaction_party", "action"):
            self.connection.execute(f"delete from {table}")
        for made in TABLES:
            self.connection.execute(f"drop table {made.name}")
        threads, rows, parts = first_of_threads(mails), list[tuple[object, ...]](), list[tuple[object, ...]]()
        for number, mail in enumerate(mails):
            parties = {mail.sender, *mail.to, *mail.cc}
            at = mail.sent_at
            rows.append((number, threads[mail.thread], mail.kind, at, at and at.date(), mail.topic, "other",
                         len(parties) + mail.others, mail.is_contact))  # fmt: skip
            for role, those in (("from", (mail.sender,)), ("to", mail.to), ("cc", mail.cc)):
                parts += [(number, who, role, position) for position, who in enumerate(those, 1)]
        self._insert("interaction", rows)
        self._insert("interaction_party", parts)
        run_models(self.connection, TABLES)

    def owed(
        self, select: str = "select person_id, other_person_id, interaction_id, usual_days from owed_reply"
    ) -> list[tuple[object, ...]]:
        """Who owes whom an answer to which mail, and the days it may take; or what a query returns."""
        return sorted(self.connection.execute(select).fetchall())

    def says(self, action: str, who: str, on: date, is_in_effect: bool) -> None:
        """The owner's word on somebody."""
        self._insert("action", [(who, action, on, is_in_effect)])

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
            self.connection.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """One database for all examples of this module."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.connection.close()


def first_of_threads(mails: Sequence[Mail]) -> dict[int, int]:
    """Thread -> number of its first mail."""
    first: dict[int, int] = {}
    for number in in_order(mails):
        first.setdefault(mails[number].thread, number)
    return first


def in_order(mails: Sequence[Mail]) -> list[int]:
    """The numbers of the mails as they were sent, those without a date last."""
    return sorted(range(len(mails)), key=lambda number: (mails[number].sent_at or NEVER, number))


def bare(topic: str) -> str:
    """The topic without what programs put before it."""
    return re.sub(r"^((re|aw|wg)(\[\d+\])?: ?)+", "", topic.lower())


def definition(mails: Sequence[Mail]) -> list[tuple[object, ...]]:
    """Who owes whom an answer to which mail, and the days that it may take, thread by thread."""
    threads: defaultdict[int, list[int]] = defaultdict(list)
    for number in in_order(mails):
        mail = mails[number]
        if mail.is_contact and mail.kind != "invitation" and mail.sent_at and mail.sent_at.date() <= AS_OF:
            threads[mail.thread].append(number)
    took: defaultdict[str, list[float]] = defaultdict(list)
    for thread in threads.values():
        for before, after in pairwise(thread):
            if mails[before].sender != mails[after].sender:
                took[mails[after].sender].append(_days(mails[after], mails[before].sent_at))
    first = first_of_threads(mails)
    found = []
    for thread in threads.values():
        last = mails[thread[-1]]
        parties = len({last.sender, *last.to, *last.cc}) + last.others
        age = (datetime(AS_OF.year, AS_OF.month, AS_OF.day) - (last.sent_at or FIRST)) / timedelta(days=1)
        for who in set(last.to) - {last.sender}:
            usual = max(1, np.percentile(took[who], 90)) if took[who] else 1
            strays = [
                number
                for number in chain.from_iterable(threads.values())
                if mails[number].sender == who
                and last.sender in mails[number].to
                and first[mails[number].thread] == number
                and re.match("re|aw", mails[number].topic.lower())
                and bare(mails[number].topic) == bare(last.topic)
                and (mails[number].sent_at or FIRST) > (last.sent_at or FIRST)
            ]
            if parties <= 5 and age > usual + 1e-9 and not strays:
                found.append((who, last.sender, thread[-1], pytest.approx(usual)))
    return sorted(found, key=lambda row: row[:3])


def _days(mail: Mail, since: datetime | None) -> float:
    assert mail.sent_at and since
    return (mail.sent_at - since) / timedelta(days=1)


@many
@given(chance=seeds)
def test_owed_replies_are_what_the_definition_gives(mailbox: Mailbox, chance: Random) -> None:
    mails = mails_of(chance)
    mailbox.holds(mails)
    assert mailbox.owed() == definition(mails)


@settings(many, max_examples=4)
@given(chance=seeds)
def test_what_i_owe_them_they_are_owed_by_me(mailbox: Mailbox, chance: Random) -> None:
    mails = mails_of(chance)
    mailbox.holds(mails)
    for who in PEOPLE:
        owing = mailbox.owed(f"select '{who}', person_id, interaction_id, usual_days from owed_replies(of := '{who}')")
        owed = mailbox.owed(f"select person_id, '{who}', interaction_id, usual_days from owed_to_me(of := '{who}')")
        assert owing == [row for row in definition(mails) if row[0] == who]
        assert owed == [row for row in definition(mails) if row[1] == who]
    assert mailbox.owed("from owed_replies()") == mailbox.owed("from owed_replies(of := 'me')")


ASKED = Mail(0, 0, "ada", ("me",))


@pytest.mark.parametrize(
    "mails",
    [
        [ASKED, Mail(0, 5, "me", ("ada",))],
        [ASKED._replace(to=("bob",), cc=("me",))],
        [ASKED._replace(others=4)],
        [ASKED._replace(is_contact=False)],
        [ASKED._replace(at=24 * 28)],
        [ASKED._replace(at=24 * 60)],
        [ASKED, Mail(1, 5, "me", ("ada",), topic="Re: Lunch")],
    ],
    ids=["answered", "a copy", "six parties", "bulk", "within a day", "after as_of", "answered elsewhere"],
)
def test_nothing_is_owed(mailbox: Mailbox, mails: list[Mail]) -> None:
    mailbox.holds(mails)
    assert mailbox.owed("from owed_replies()") == []


def test_another_mail_on_the_same_topic_is_no_answer(mailbox: Mailbox) -> None:
    mailbox.holds([ASKED, Mail(1, 5, "me", ("ada",))])
    assert mailbox.owed("select person_id, waiting_days, usual_days from owed_replies()") == [("ada", 29, 1)]


def test_who_takes_weeks_to_answer_owes_nothing_before(mailbox: Mailbox) -> None:
    slow = [Mail(1, 0, "bob", ("me",)), Mail(1, 24 * 20, "me", ("bob",))]
    mailbox.holds([*slow, ASKED._replace(at=24 * 10)])
    assert mailbox.owed("from owed_replies()") == []
    mailbox.holds([*slow, ASKED._replace(at=24 * 8)])
    assert mailbox.owed("select person_id, usual_days from owed_replies()") == [("ada", 20)]


def test_what_the_owner_said_settles_what_was_written_before(mailbox: Mailbox) -> None:
    mailbox.holds([ASKED, Mail(1, 24 * 20, "ada", ("me",))])
    mailbox.says("done", "ada", date(2026, 6, 10), is_in_effect=False)
    assert mailbox.owed("select interaction_id from owed_replies()") == [(1,)]
    assert mailbox.owed("select interaction_id from owed_to_me(of := 'ada')") == [(0,), (1,)]
    mailbox.holds([ASKED._replace(to=("bob",))])
    mailbox.says("done", "ada", date(2026, 6, 10), is_in_effect=True)
    assert mailbox.owed("select interaction_id from owed_replies(of := 'bob')") == [(0,)]
    mailbox.holds([ASKED])
    mailbox.says("snooze", "ada", date(2026, 6, 10), is_in_effect=False)
    assert mailbox.owed("select interaction_id from owed_replies()") == [(0,)]
