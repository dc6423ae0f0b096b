"""The reconnect queue: equal to its definition in Python, over ties that are written down directly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import models
from warehouse.modelling import run_models

AS_OF = date(2026, 6, 30)
OWN_STANDING = 4
MADE = {
    ("table", "weight"), ("scalar", "me"), ("scalar", "seniority_rank"), ("scalar", "days_in_words"),
    ("macro", "reconnect_candidates"), ("table", "reconnect_queue"), ("macro", "reconnect_places"),
    ("macro", "reconnect"), ("macro", "reconnect_terms"),
}  # fmt: skip
NEWS = {"job_change": 1.0, "title": 0.5, "move": 0.5, "birthday": 0.5, "mutual_contact": 0.25}
"""What each adds; the same numbers as in `weight`."""

many = settings(max_examples=12, deadline=None)


class Tie(NamedTuple):
    """A tie of the owner's. peak: in tenths of the best. silence: days since the last contact.

    news: of each kind, how many days before as_of it was at the latest; a birthday is that many days after it.
    """

    peak: int = 10
    rhythm: str = "dormant"
    sent: int = 3
    received: int = 3
    contact_days: int = 20
    silence: int = 400
    standing: int | None = None
    together: int = 0
    news: tuple[tuple[str, int], ...] = ()
    is_away: bool = False
    is_current: bool = True

    @property
    def told(self) -> dict[str, float]:
        """What is new since the last contact, and what it adds."""
        return {
            news: NEWS[news]
            for news, days in self.news
            if (days <= 14 if news == "birthday" else days < self.silence)
        }  # fmt: skip

    @property
    def is_surprising(self) -> bool:
        """Little time together, and higher standing."""
        return self.contact_days <= 12 and self.together < 365 and (self.standing or 0) > OWN_STANDING


ties = st.builds(
    Tie,
    st.integers(1, 10),
    st.sampled_from(["dormant", "cooling", "dormant", "cooling", "active", "unknown"]),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(3, 24),
    st.integers(1, 60),
    st.none() | st.integers(1, 9),
    st.sampled_from([0, 364, 365]),
    st.dictionaries(st.sampled_from(list(NEWS)), st.integers(0, 60), max_size=3).map(lambda news: (*news.items(),)),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([True, True, True, False]),
)
networks = st.lists(ties, min_size=1, max_size=25)


class Network:
    """The tables that the queue reads, filled by hand: the owner `me`, people `p00`, `p01` …, and a `friend`."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
        self.connection = duckdb.connect()
        self.connection.execute("""
            create table as_of (as_of date);
            create table person (person_id varchar, name varchar, is_me boolean, is_current boolean,
                organization varchar, title varchar);
            create table known_id (any_id varchar, person_id varchar);
            create table tie (person_id varchar, name varchar, kind varchar, rhythm varchar, strength double,
                strength_peak double, sent bigint, received bigint, contact_days bigint, last_contact_on date,
                silence_ratio double);
            create macro known_ties(of) as table from tie where of is null or of != 'nobody';
            create table shared_history (person_id varchar, certain_days integer);
            create macro shared_history_of(of) as table from shared_history where of is not null;
            create table person_now (person_id varchar, standing integer);
            create table news (person_id varchar, news varchar, latest_on date, why varchar);
            create table next_birthday (person_id varchar, falls_on date);
            create table neighbour (person_id varchar, neighbour_id varchar, exchanged bigint, last_on date);
            create table action (person_id varchar, is_in_effect boolean);
        """)
        run_models(self.connection, [model for model in models("main") if (model.kind, model.name) in MADE])

    def holds(self, ties: Sequence[Tie], as_of: date = AS_OF) -> None:
        """Puts these ties in the place of those before."""
        for table in ("as_of", "person", "known_id", "tie", "shared_history", "person_now", "news", "next_birthday",
                      "neighbour", "action"):  # fmt: skip
            self.connection.execute(f"delete from {table}")
        self._add("as_of", as_of)
        self._person("me", is_me=True, standing=OWN_STANDING)
        self._person("friend")
        self._add("tie", "friend", "Friend", None, "active", 5, 10, 9, 9, 90, as_of, 0)
        for number, tie in enumerate(ties):
            self._tie(f"p{number:02}", tie, as_of)
        self._insert()
        self.makes_queue()

    def makes_queue(self) -> None:
        """Makes the owner's queue anew."""
        self.connection.execute("drop table reconnect_queue")
        run_models(self.connection, [model for model in models("main") if model.name == "reconnect_queue"])

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """What a query returns."""
        return self.connection.execute(select).fetchall()

    def _tie(self, who: str, tie: Tie, as_of: date) -> None:
        self._person(who, is_current=tie.is_current, standing=tie.standing)
        last = as_of - timedelta(tie.silence)
        numbers = (1, tie.peak, tie.sent, tie.received, tie.contact_days)
        self._add("tie", who, who, "personal" if tie.peak % 2 else "work", tie.rhythm, *numbers, last, 9)
        self._add("shared_history", who, tie.together)
        for news, days in tie.news:
            if news == "birthday":
                self._add("next_birthday", who, as_of + timedelta(days))
            elif news == "mutual_contact":
                self._add("neighbour", who, "friend", 1, as_of - timedelta(days))
            else:
                self._add("news", who, news, as_of - timedelta(days), news)
        if tie.is_away:
            self._add("action", who, True)

    def _person(self, who: str, is_me: bool = False, is_current: bool = True, standing: int | None = None) -> None:
        self._add("person", who, who, is_me, is_current, None, None)
        self._add("known_id", who, who)
        self._add("person_now", who, standing)

    def _add(self, table: str, *row: object) -> None:
        self._rows[table].append(row)

    def _insert(self) -> None:
        for table, rows in self._rows.items():
            marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
            self.connection.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])
        self._rows.clear()


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """One database for all examples of this module."""
    network = Network()
    yield network
    network.connection.close()


def queue(ties: Sequence[Tie]) -> list[tuple[str, str, Any]]:
    """Who, which kind of place and about which score, in order, from the definition."""
    scores = {}
    for number, tie in enumerate(ties):
        if tie.rhythm in ("dormant", "cooling") and tie.is_current and not tie.is_away:
            willingness = min(1, (tie.received + 1) / (tie.sent + 1))
            # The friend's peak of 10 is the highest there can be.
            scores[f"p{number:02}"] = 100 * (tie.peak / 10) * (1 + sum(tie.told.values())) * willingness
    ordered = sorted(scores, key=lambda who: (-scores[who], who))
    surprising = [who for who in ordered if ties[int(who[1:])].is_surprising]
    usual = [who for who in ordered if who not in surprising]
    kinds = {who: "surprising" if who in surprising else "usual" for who in ordered}
    found: list[str] = []
    while usual or surprising:
        is_third = len(found) % 3 == 2
        found.append((surprising if surprising and (is_third or not usual) else usual).pop(0))
    return [(who, kinds[who], pytest.approx(scores[who])) for who in found]


@many
@given(ties=networks)
def test_the_queue_is_what_the_definition_gives(network: Network, ties: list[Tie]) -> None:
    network.holds(ties)
    found = network.rows("select place, person_id, place_kind, score from reconnect(n := 100)")
    assert found == [(place, *row) for place, row in enumerate(queue(ties), 1)]
    assert network.rows("select place, person_id from reconnect(n := 5)") == [row[:2] for row in found[:5]]


@many
@given(ties=networks)
def test_the_terms_of_a_score_sum_to_it(network: Network, ties: list[Tie]) -> None:
    network.holds(ties)
    sums: defaultdict[str, float] = defaultdict(float)
    told: defaultdict[str, list[str]] = defaultdict(list)
    for who, term, points in network.rows("select person_id, term, points from reconnect_terms(n := 7)"):
        sums[who] += points
        told[who].append(term)
    first = queue(ties)[:7]
    assert sums == {who: score for who, _, score in first}
    for who, *_ in first:
        assert (told[who][0], told[who][-1]) == ("peak", "willingness")
        assert sorted(told[who][1:-1]) == sorted(ties[int(who[1:])].told)


@many
@given(ties=networks, days=st.integers(-5000, 5000))
def test_moving_all_days_and_as_of_together_changes_nothing(network: Network, ties: list[Tie], days: int) -> None:
    queues = []
    for as_of in (AS_OF, AS_OF + timedelta(days)):
        network.holds(ties, as_of)
        queues.append(network.rows("select person_id, place, score, weakest from reconnect(n := 100)"))
    assert queues[0] == queues[1]


def test_naming_the_owner_is_naming_nobody(network: Network) -> None:
    network.holds([Tie(), Tie(peak=3)])
    assert len(network.rows("from reconnect()")) == 2
    assert network.rows("from reconnect(of := 'me')") == network.rows("from reconnect()")


@pytest.mark.parametrize(
    "better",
    [
        Tie(peak=6),
        Tie(peak=5, sent=4, received=4),
        Tie(peak=5, news=(("job_change", 10), ("title", 10))),
        Tie(peak=5, news=(("job_change", 10), ("birthday", 14))),
        Tie(peak=5, news=(("job_change", 10), ("mutual_contact", 10))),
    ],
    ids=["peak", "willingness", "title", "birthday", "mutual_contact"],
)
def test_more_of_anything_raises_a_score(network: Network, better: Tie) -> None:
    worse = better._replace(peak=5, received=3, sent=max(better.sent, 3), news=better.news[:1])
    network.holds([worse, better])
    assert network.rows("select person_id from reconnect()") == [("p01",), ("p00",)]


@pytest.mark.parametrize(("count", "kinds"), [((7, 2), "uusuusuuu"), ((1, 4), "ussss"), ((4, 1), "uusuu")])
def test_every_third_place_is_a_surprising_one_as_long_as_there_are_any(
    network: Network, count: tuple[int, int], kinds: str
) -> None:
    network.holds([Tie(peak=9)] * count[0] + [Tie(peak=1, contact_days=4, standing=9)] * count[1])
    assert "".join(kind[0] for (kind,) in network.rows("select place_kind from reconnect()")) == kinds


def test_a_surprising_one_stands_higher_and_had_little_time_with_me(network: Network) -> None:
    surprising = Tie(contact_days=12, standing=OWN_STANDING + 1, together=364)
    others = [
        surprising._replace(standing=OWN_STANDING),
        surprising._replace(standing=None),
        surprising._replace(contact_days=13),
        surprising._replace(together=365),
    ]
    network.holds([surprising, *others])
    assert network.rows("select person_id from reconnect() where place_kind = 'surprising'") == [("p00",)]


def test_the_queue_can_be_of_friends_or_of_work_only(network: Network) -> None:
    network.holds([Tie(peak=peak) for peak in (10, 9, 8, 7)])  # those of odd numbers are personal
    network.connection.execute("update tie set kind = 'both' where person_id = 'p03'")
    network.connection.execute("update tie set kind = null where person_id = 'p00'")
    network.makes_queue()
    assert network.rows("select person_id, place from reconnect(tie_kind := 'personal')") == [("p01", 2), ("p03", 4)]
    assert network.rows("select person_id from reconnect(tie_kind := 'work')") == [("p02",), ("p03",)]
    assert network.rows("select person_id from reconnect(1, tie_kind := 'work')") == [("p02",)]
    assert network.rows("select person_id from reconnect(2)") == [("p00",), ("p01",)]


def test_the_queue_says_what_holds_somebody_back_and_why_to_write_now(network: Network) -> None:
    moved_on = (("job_change", 10),)
    network.holds([Tie(peak=1, news=moved_on), Tie(peak=10, sent=19, received=0, news=moved_on), Tie(peak=9)])
    told = dict(network.rows("select person_id, weakest from reconnect()"))
    assert told == {"p00": "peak", "p01": "willingness", "p02": "news"}
    why = network.rows("select why from reconnect() where person_id = 'p00'")[0][0].split("; ")
    assert why == [
        "20 days of contact, about every 6 weeks until 2025-05-26, then nothing for 13 months",
        "job_change by Jun 2026",
    ]


def test_the_queue_can_be_had_of_one_kind(network: Network) -> None:
    network.holds([Tie(peak=9), Tie(peak=8), Tie(peak=7)])
    assert network.rows("select person_id from reconnect() where kind = 'personal'") == [("p00",), ("p02",)]


def test_what_the_owner_snoozed_is_nothing_to_anybody_else(network: Network) -> None:
    network.holds([Tie(is_away=True)])
    assert network.rows("select person_id from reconnect()") == []
    assert network.rows("select person_id from reconnect(of := 'friend')") == [("p00",)]


def test_without_an_owner_the_queue_is_empty(network: Network) -> None:
    network.holds([Tie()])
    network.connection.execute("update person set is_me = false")
    network.makes_queue()
    assert network.rows("from reconnect()") == []
    assert network.rows("from reconnect_terms()") == []
