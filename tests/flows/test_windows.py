"""A range of days cut into windows, and which of those are due: whatever was tried before, in whatever order."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.windows import Span, Try, covered, due, failed, months, union

NOW = datetime(2026, 6, 15, 12, 30)

days = st.dates(date(1970, 1, 1), date(2026, 6, 15))
moments = st.datetimes(datetime(2023, 1, 1), datetime(2024, 12, 31))
spans = (
    st.tuples(st.none() | moments, moments).map(lambda pair: Span(*pair)).filter(lambda span: span.first < span.until)
)
tries = st.lists(st.builds(Try, spans, st.booleans(), st.booleans(), st.booleans()), max_size=12)
YEARS = months(date(2023, 1, 1), date(2024, 12, 31), NOW)


def month(number: int, year: int = 2024) -> Span:
    return Span(datetime(year, number, 1), datetime(year + number // 12, number % 12 + 1, 1))


def told(found: list[Span]) -> list[str]:
    return [f"{span.since} – {span.until}" for span in found]


def has(found: list[Span], moment: datetime) -> bool:
    return any(span.first <= moment < span.until for span in found)


# Cutting


@given(first=days, second=days)
@example(date(2024, 2, 29), date(2024, 2, 29))
@example(date(1999, 12, 31), date(2000, 1, 1))
def test_windows_are_the_range_cut_at_the_turns_of_months(first: date, second: date) -> None:
    since, until = sorted((first, second))
    cut = months(since, until, NOW)
    assert cut[0].since == datetime.combine(since, datetime.min.time())
    assert cut[-1].until == min(datetime.combine(until + timedelta(days=1), datetime.min.time()), NOW)
    for one, next_one in pairwise(cut):
        assert one.until == next_one.since
        assert (one.until.day, one.until.time()) == (1, datetime.min.time())
    for span in cut:
        last = span.until - timedelta(microseconds=1)
        assert span.since and (span.since.year, span.since.month) == (last.year, last.month)


def test_a_february_has_the_days_of_its_year() -> None:
    cut = months(date(2023, 2, 1), date(2024, 3, 1), NOW)
    februaries = [span for span in cut if span.since and span.since.month == 2]
    assert [(span.until - span.first).days for span in februaries] == [28, 29]


def test_one_day_is_one_window() -> None:
    assert told(months(date(2024, 5, 7), date(2024, 5, 7), NOW)) == ["2024-05-07 00:00:00 – 2024-05-08 00:00:00"]


@pytest.mark.parametrize("until", [NOW.date(), date(2026, 6, 30), date(2031, 1, 1), date.max])
def test_what_is_to_come_is_in_no_window(until: date) -> None:
    assert told(months(date(2026, 5, 20), until, NOW)) == [
        "2026-05-20 00:00:00 – 2026-06-01 00:00:00",
        "2026-06-01 00:00:00 – 2026-06-15 12:30:00",
    ]
    assert months(date(2026, 6, 16), until, NOW) == []


# What is due


@given(tries)
def test_what_is_missing_and_what_is_covered_is_the_whole_range(tried: list[Try]) -> None:
    missing, had = due(YEARS, tried, "missing"), covered(YEARS, tried)
    assert sorted(missing + had, key=lambda span: span.first) == YEARS
    assert not set(missing) & set(had)


@given(tries, st.randoms(use_true_random=False))
def test_in_what_order_windows_were_completed_makes_no_difference(tried: list[Try], chance: random.Random) -> None:
    tried = [each for each in tried if each.is_completed]
    shuffled = chance.sample(tried, len(tried))
    assert due(YEARS, tried, "missing") == due(YEARS, shuffled, "missing")


@given(tries)
def test_what_is_missing_is_what_is_not_covered_or_has_failed(tried: list[Try]) -> None:
    """Compared with asking of every stretch what completed tries leave of it, whatever came of the others."""
    had = [each.span for each in tried if each.is_completed and each.is_todays]
    edges = {edge for span in had for edge in (span.first, span.until)}

    def is_had(span: Span) -> bool:
        return all(has(had, edge) for edge in {span.first, *edges} if span.first <= edge < span.until)

    bad = failed(YEARS, tried)
    assert due(YEARS, tried, "missing") == [span for span in YEARS if span in bad or not is_had(span)]


@given(tries, st.lists(st.builds(Try, spans, st.booleans(), st.just(False)), max_size=5))
def test_whatever_came_of_syncs_a_failure_stays_one(tried: list[Try], syncs: list[Try]) -> None:
    bad = failed(YEARS, tried)
    after = [*tried, *syncs]
    assert failed(YEARS, after) == bad
    assert set(bad) <= set(due(YEARS, after, "missing"))


@given(tries, moments)
def test_a_moment_is_in_the_union_when_it_is_in_one_of_the_stretches(tried: list[Try], moment: datetime) -> None:
    whole = [each.span for each in tried]
    joined = union(whole)
    assert has(joined, moment) == has(whole, moment)
    assert all(one.until < next_one.first for one, next_one in pairwise(joined))


@given(tries)
def test_a_window_has_failed_when_some_moment_of_it_has(tried: list[Try]) -> None:
    """Compared with asking for every moment at which anything begins or ends."""
    edges = {edge for each in tried for edge in (each.span.first, each.span.until)} | {span.first for span in YEARS}

    def latest_failed(moment: datetime) -> bool:
        those = [each for each in tried if each.is_asked and each.span.first <= moment < each.span.until]
        return bool(those) and not those[-1].is_completed

    bad = {moment for moment in edges if latest_failed(moment)}
    assert failed(YEARS, tried) == [span for span in YEARS if any(span.first <= moment < span.until for moment in bad)]


@given(tries)
def test_when_all_that_is_due_is_completed_nothing_is_due(tried: list[Try]) -> None:
    for reprocess in ("missing", "failed"):
        after = [*tried, *(Try(span, True) for span in due(YEARS, tried, reprocess))]
        assert due(YEARS, after, reprocess) == []


def test_a_try_that_failed_covers_nothing() -> None:
    assert due(YEARS, [Try(Span(None, NOW), False)], "missing") == YEARS


def test_a_window_that_fails_when_done_again_is_failed_and_missing_until_it_was_asked_for_once_more() -> None:
    may = month(5)
    tried = [Try(may, True), Try(may, False)]
    sync, again = Try(Span(None, NOW), True, is_asked=False), Try(Span(None, NOW), True)
    for reprocess in ("missing", "failed"):
        assert due([may], tried, reprocess) == [may]
        assert due([may], [*tried, sync], reprocess) == [may]
        assert due([may], [*tried, again], reprocess) == []


def test_what_was_done_in_another_way_than_today_covers_nothing_and_its_failures_are_still_failures() -> None:
    may = month(5)
    assert due([may], [Try(may, True, is_todays=False)], "missing") == [may]
    assert due([may], [Try(may, True, is_todays=False)], "failed") == []
    assert due([may], [Try(may, False, is_todays=False)], "failed") == [may]


def test_a_window_that_was_done_in_two_halves_is_covered() -> None:
    may = month(5)
    middle = datetime(2024, 5, 16)
    halves = [Try(Span(middle, datetime(2024, 7, 1)), True), Try(Span(None, middle), True)]
    assert due([may], halves, "missing") == []
    assert due([may], halves[:1], "missing") == [may]


def test_all_is_all() -> None:
    assert due(YEARS, [Try(Span(None, NOW), True)], "all") == YEARS
