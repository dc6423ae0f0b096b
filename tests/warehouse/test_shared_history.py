"""How long two people were at one organization together: equal to counting the days one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import models
from warehouse.modelling import run_models

FIRST, DAYS = date(2020, 1, 1), 24
"""The calendar of these tests; `as_of` is somewhere in it."""


class Post(NamedTuple):
    """An interval with four bounds at one organization, in days from FIRST; None is unbounded."""

    start_lo: int | None
    start_hi: int | None
    end_lo: int | None
    end_hi: int | None


class Shared(NamedTuple):
    """What one pair has of one organization."""

    certain_days: int
    possible_days: int | None
    is_possible: bool


many = settings(max_examples=20, deadline=None)

NOTHING = Shared(0, 0, False)


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """A post whose bounds are in order, any of them left out."""
    start_lo, start_hi = sorted(draw(st.lists(st.integers(0, DAYS), min_size=2, max_size=2)))
    end_lo, end_hi = sorted(draw(st.lists(st.integers(start_lo, DAYS), min_size=2, max_size=2)))
    kept = draw(st.tuples(*[st.booleans()] * 4))
    return Post(*(day if keep else None for day, keep in zip((start_lo, start_hi, end_lo, end_hi), kept, strict=True)))


Career = list[Post]
"""All posts of one person at one organization."""

careers = st.lists(posts(), min_size=1, max_size=3)
pairs = st.lists(st.tuples(careers, careers), min_size=1, max_size=20)


class Ledger:
    """The table `affiliation` of two people, at as many organizations as there are pairs of careers."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(
            "create table affiliation (person_id varchar, organization_id integer, kind varchar, basis varchar, "
            "unit_key varchar, is_place_known boolean, is_current boolean, "
            "start_lo date, start_hi date, end_lo date, end_hi date)"
        )
        self.connection.execute("create table organization (organization_id integer, size integer)")
        self.connection.execute("create table as_of (as_of date)")
        self.connection.execute("create table known_id as select unnest(['a', 'b']) as any_id, any_id as person_id")
        run_models(self.connection, [model for model in models("main") if model.name == "shared_history_of"])

    def shared(self, pairs: Sequence[tuple[Career, Career]], as_of: int, of: str = "a") -> list[Shared]:
        """What `of` has in common with the other of the two at each organization, as of a day."""
        self.connection.execute("delete from affiliation")
        self.connection.execute("delete from as_of")
        self.connection.execute("insert into as_of values (?)", [_day(as_of)])
        rows = [
            (name, place, *map(_day, post))
            for place, careers in enumerate(pairs)
            for name, career in zip("ab", careers, strict=True)
            for post in career
        ]
        self.connection.executemany(
            "insert into affiliation values (?, ?, 'work', 'stated', null, true, false, ?, ?, ?, ?)", rows
        )
        found = self.connection.execute(f"""
            select organization_id, certain_days, possible_days, is_possible
            from shared_history_of('{of}')
        """).fetchall()
        told = {place: Shared(*row) for place, *row in found}
        return [told.get(place, NOTHING) for place in range(len(pairs))]


def _day(number: int | None) -> date | None:
    return None if number is None else FIRST + timedelta(number)


def days_one_by_one(one: Career, other: Career, as_of: int) -> Shared:
    """The definition, day by day."""
    certain, possible, is_open, is_possible = set[int](), set[int](), False, False
    for mine, theirs in product(one, other):
        both = [mine, theirs]
        # A day is certain if every beginning and end that is allowed has both there on it.
        certain |= {
            day
            for day in range(as_of + 1)
            if all(
                post.start_hi is not None and post.end_lo is not None and post.start_hi <= day <= post.end_lo
                for post in both
            )
        }
        # Long before the calendar stands for always.
        together = {
            day
            for day in range(-DAYS, as_of + 1)
            if all((-DAYS if post.start_lo is None else post.start_lo) <= day for post in both)
            and all((as_of if post.end_hi is None else post.end_hi) >= day for post in both)
        }
        is_possible |= bool(together)
        is_open |= bool(together) and any(post.start_lo is None for post in both)
        possible |= together
    return Shared(len(certain), None if is_open else len(possible), is_possible)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    """One database for all examples of this module."""
    ledger = Ledger()
    yield ledger
    ledger.connection.close()


@many
@given(pairs=pairs, as_of=st.integers(0, DAYS))
def test_shared_days_are_those_of_counting_day_by_day(
    ledger: Ledger, pairs: list[tuple[Career, Career]], as_of: int
) -> None:
    assert ledger.shared(pairs, as_of) == [days_one_by_one(one, other, as_of) for one, other in pairs]


@many
@given(pairs=pairs, as_of=st.integers(0, DAYS))
def test_both_share_the_same_and_nothing_certain_is_impossible(
    ledger: Ledger, pairs: list[tuple[Career, Career]], as_of: int
) -> None:
    shared = ledger.shared(pairs, as_of)
    assert shared == ledger.shared(pairs, as_of, of="b")
    for each in shared:
        assert each.possible_days is None or each.certain_days <= each.possible_days
        assert each.is_possible or each.certain_days == 0


@many
@given(pairs=pairs, as_of=st.integers(0, DAYS), data=st.data())
def test_knowing_less_makes_nothing_more_certain_and_nothing_less_possible(
    ledger: Ledger, pairs: list[tuple[Career, Career]], as_of: int, data: Any
) -> None:
    widened = [([_widened(one[0], data), *one[1:]], other) for one, other in pairs]
    for before, after in zip(ledger.shared(pairs, as_of), ledger.shared(widened, as_of), strict=True):
        assert after.certain_days <= before.certain_days
        assert after.is_possible >= before.is_possible
        if after.possible_days is not None:
            assert before.possible_days is not None
            assert after.possible_days >= before.possible_days


def _widened(post: Post, data: Any) -> Post:
    """The post with one bound further out, or gone."""
    bound = data.draw(st.sampled_from(Post._fields))
    step, known = data.draw(st.integers(1, 5)), getattr(post, bound)
    wider = None if known is None or step == 5 else known + (step if bound.endswith("hi") else -step)
    return post._replace(**{bound: wider})


def test_without_any_date_it_is_only_possible(ledger: Ledger) -> None:
    undated = Post(None, None, None, None)
    assert ledger.shared([([undated], [undated])], DAYS) == [Shared(0, None, True)]
    assert ledger.shared([([Post(3, 3, 9, 9)], [undated])], DAYS) == [Shared(0, None, True)]


def test_who_left_before_i_came_was_not_there_with_me(ledger: Ledger) -> None:
    assert ledger.shared([([Post(10, 10, 20, 20)], [Post(None, None, 5, 9)])], DAYS) == [NOTHING]


def test_two_posts_at_one_place_count_a_day_once(ledger: Ledger) -> None:
    stay, promoted = Post(0, 0, 10, 10), Post(8, 8, 20, 20)
    assert ledger.shared([([stay, promoted], [Post(5, 5, 15, 15)])], DAYS) == [Shared(11, 11, True)]


def test_no_day_after_today_counts(ledger: Ledger) -> None:
    assert ledger.shared([([Post(5, 5, 20, 20)], [Post(5, 5, 20, None)])], as_of=9) == [Shared(5, 5, True)]
    assert ledger.shared([([Post(15, 15, 20, 20)], [Post(5, 5, 20, None)])], as_of=9) == [NOTHING]


def test_who_comes_later_has_no_row(ledger: Ledger) -> None:
    ledger.shared([([Post(15, 15, 20, 20)], [Post(5, 5, 20, None)])], as_of=9)
    assert ledger.connection.execute("select count(*) from shared_history_of('a')").fetchall() == [(0,)]
