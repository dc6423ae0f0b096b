"""Days worth a word: equal to looking at every day of the window in a calendar."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import models
from warehouse.modelling import run_models

MADE = {
    ("table", "weight"), ("scalar", "me"), ("scalar", "day_in_year"), ("table", "next_birthday"), ("macro", "upcoming"),
}  # fmt: skip

many = settings(max_examples=12, deadline=None)


class Someone(NamedTuple):
    """Whose days are looked for. birthday: year, month, day, any unknown. began_on: the present job."""

    birthday: tuple[int | None, int | None, int | None] = (None, None, None)
    began_on: tuple[date, date] | None = None
    last_contact_on: date | None = None
    contact_days: int = 3


class Calendar:
    """The tables that are read, filled by hand: the owner `me`, born on `as_of`, and p0, p1 and so on."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("""
            create table as_of (as_of date);
            create table person (person_id varchar, name varchar, is_me boolean, is_current boolean,
                birth_year integer, birth_month integer, birth_day integer);
            create table known_id (any_id varchar, person_id varchar);
            create table affiliation (person_id varchar, organization_id varchar, organization varchar, kind varchar,
                start_lo date, start_hi date, is_current boolean, is_contradictory boolean);
            create table tie (person_id varchar, kind varchar, strength double, contact_days integer,
                last_contact_on date);
            create macro known_ties(of) as table from tie where of is null or of = 'me';
        """)
        self.models = [model for model in models("main") if (model.kind, model.name) in MADE]
        run_models(self.connection, [model for model in self.models if model.kind == "table"][:1])
        self.connection.execute("create table next_birthday (person_id varchar, falls_on date, turns bigint)")
        run_models(self.connection, [model for model in self.models if model.kind != "table"])

    def shows(self, people: Sequence[Someone], as_of: date, days: int) -> list[tuple[object, ...]]:
        """Who, occasion, day and years of what is coming."""
        for table in ("as_of", "person", "known_id", "affiliation", "tie"):
            self.connection.execute(f"delete from {table}")
        self.connection.execute("drop table next_birthday")
        self._add("as_of", as_of)
        self._add("person", "me", "me", True, True, as_of.year, as_of.month, as_of.day)
        self._add("known_id", "me", "me")
        for number, someone in enumerate(people):
            who = f"p{number}"
            self._add("person", who, who, False, True, *someone.birthday)
            self._add("known_id", who, who)
            if someone.began_on:
                self._add("affiliation", who, "acme", "Acme", "work", *someone.began_on, True, False)
            if someone.last_contact_on:
                self._add("tie", who, None, 1, someone.contact_days, someone.last_contact_on)
        run_models(self.connection, [model for model in self.models if model.name == "next_birthday"])
        found = self.connection.execute(f"""
            select person_id, occasion, falls_on, years
            from upcoming(days := {days})
        """).fetchall()
        assert [row[2] for row in found] == sorted(row[2] for row in found)
        return sorted(found)

    def _add(self, table: str, *row: object) -> None:
        self.connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", list(row))


@pytest.fixture(scope="module")
def book() -> Iterator[Calendar]:
    """One database for all examples of this module."""
    book = Calendar()
    yield book
    book.connection.close()


def is_kept_on(day: date, month: int | None, of_month: int | None) -> bool:
    """Whether what is every year on that day of that month is kept on this day."""
    if (month, of_month) == (2, 29) and not calendar.isleap(day.year):
        return (day.month, day.day) == (2, 28)
    return (day.month, day.day) == (month, of_month)


def day_by_day(people: Sequence[Someone], as_of: date, days: int) -> list[tuple[object, ...]]:
    """The definition: every day of the window is compared with every day that is known; of each the first counts."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for day in (as_of + timedelta(number) for number in range(days + 1)):
        for number, someone in enumerate(people):
            year, month, of_month = someone.birthday
            events: list[tuple[str, int | None, date | None]] = []
            if is_kept_on(day, month, of_month):
                age = None if year in (None, 1604) else day.year - (year or 0)
                events.append(("birthday", age if age is None or age >= 0 else None, None))
            for occasion, past in (("work_anniversary", someone.began_on), ("last_contact", someone.last_contact_on)):
                on = past[0] if isinstance(past, tuple) else past
                if on is None or not is_kept_on(day, on.month, on.day):
                    continue
                years = day.year - on.year
                is_exact = not isinstance(past, tuple) or past[0] == past[1]
                if is_exact and years >= 1 and (occasion == "work_anniversary" or years == 1):
                    events.append((occasion, years, on))
            for occasion, years_then, _ in events:
                if occasion != "last_contact" or someone.contact_days >= 3:
                    found.setdefault((f"p{number}", occasion), (f"p{number}", occasion, day, years_then))
    return sorted(found.values())


days_of_year = st.dates(date(2023, 1, 1), date(2029, 12, 31))
birthdays = st.tuples(
    st.none() | st.sampled_from([1604, 1980, 2000, 2027]),
    st.none() | st.integers(1, 12) | st.just(2),
    st.none() | st.integers(1, 28) | st.just(29),
)
someone = st.builds(
    Someone,
    birthdays,
    st.none() | st.tuples(days_of_year, st.integers(0, 1).map(timedelta)).map(lambda two: (two[0], two[0] + two[1])),
    st.none() | days_of_year,
    st.integers(2, 4),
)


@many
@given(
    people=st.lists(someone, min_size=1, max_size=6), as_of=days_of_year, days=st.sampled_from([0, 1, 7, 30, 200, 300])
)
@example(people=[Someone((2000, 2, 29))], as_of=date(2027, 2, 28), days=0)
@example(people=[Someone((2000, 2, 29))], as_of=date(2028, 2, 28), days=1)
def test_what_is_coming_is_what_the_calendar_shows(
    book: Calendar, people: list[Someone], as_of: date, days: int
) -> None:
    past = [
        each._replace(
            began_on=each.began_on if each.began_on and each.began_on[1] <= as_of else None,
            last_contact_on=each.last_contact_on if each.last_contact_on and each.last_contact_on <= as_of else None,
        )
        for each in people
    ]
    assert book.shows(past, as_of, days) == day_by_day(past, as_of, days)


def test_both_ends_of_the_window_count_and_the_owner_does_not(book: Calendar) -> None:
    people = [Someone((1980, 6, 30)), Someone((1980, 7, 30)), Someone((1980, 7, 31)), Someone((1980, 6, 29))]
    assert book.shows(people, date(2026, 6, 30), 30) == [
        ("p0", "birthday", date(2026, 6, 30), 46),
        ("p1", "birthday", date(2026, 7, 30), 46),
    ]


def test_a_birthday_without_its_year_comes_without_an_age(book: Calendar) -> None:
    people = [Someone((None, 4, 15)), Someone((1604, 4, 15)), Someone((1990, None, 15)), Someone((1990, 4, None))]
    assert book.shows(people, date(2026, 4, 10), 30) == [
        ("p0", "birthday", date(2026, 4, 15), None),
        ("p1", "birthday", date(2026, 4, 15), None),
    ]


@pytest.mark.parametrize(
    ("as_of", "day"), [(date(2027, 2, 1), date(2027, 2, 28)), (date(2028, 2, 1), date(2028, 2, 29))]
)
def test_the_29th_of_february_is_kept_on_the_28th_in_common_years(book: Calendar, as_of: date, day: date) -> None:
    assert book.shows([Someone((1992, 2, 29))], as_of, 30) == [("p0", "birthday", day, day.year - 1992)]


def test_a_job_known_to_the_month_only_has_no_anniversary(book: Calendar) -> None:
    people = [
        Someone(began_on=(date(2020, 7, 1), date(2020, 7, 31))),
        Someone(began_on=(date(2020, 7, 1), date(2020, 7, 1))),
    ]
    assert book.shows(people, date(2026, 6, 30), 30) == [("p1", "work_anniversary", date(2026, 7, 1), 6)]


def test_of_anybody_else_only_those_they_know_are_listed(book: Calendar) -> None:
    book.shows([Someone((1980, 7, 1)), Someone((1980, 7, 2))], date(2026, 6, 30), 30)
    assert book.connection.execute("from upcoming(of := 'p0')").fetchall() == []
    assert len(book.connection.execute("from upcoming(of := 'me')").fetchall()) == 2
