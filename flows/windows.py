"""Which stretches of time a backfill does: a range of days cut into calendar months, and which of those are due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

Reprocess = Literal["missing", "failed", "all"]


class Span(NamedTuple):
    """since <= moment < until; UTC, naive. since: None is the beginning of all."""

    since: datetime | None
    until: datetime

    @property
    def first(self) -> datetime:
        """Where it begins, as a moment that can be compared."""
        return self.since or datetime.min  # noqa: DTZ901  (moments are UTC here)


class Try(NamedTuple):
    """One attempt at a stretch of time.

    is_asked: it was asked for; else a sync came by, which makes no failure undone. is_todays: what was done then is
    what would be done today, so that a completed one need not be done again.
    """

    span: Span
    is_completed: bool
    is_asked: bool = True
    is_todays: bool = True


def months(since: date, until: date, now: datetime) -> list[Span]:
    """The days from `since` to `until`, both included, cut at the turn of each month; what is to come is left out."""
    end = now if until >= now.date() else datetime.combine(until + timedelta(days=1), time())
    spans = []
    start = datetime.combine(since, time())
    while start < end:
        turn = datetime(start.year + start.month // 12, start.month % 12 + 1, 1)  # noqa: DTZ001  (UTC, naive)
        spans.append(Span(start, min(turn, end)))
        start = turn
    return spans


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few stretches as possible, in order."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.first, span.until)):
        if joined and span.first <= joined[-1].until:
            joined[-1] = Span(joined[-1].since, max(joined[-1].until, span.until))
        else:
            joined.append(span)
    return joined


def covered(spans: Iterable[Span], tries: Sequence[Try]) -> list[Span]:
    """Those of the stretches that have not failed and every moment of which a completed try of today's kind has had."""
    had = union(each.span for each in tries if each.is_completed and each.is_todays)
    within = [span for span in spans if any(whole.first <= span.first and span.until <= whole.until for whole in had)]
    return [span for span in within if not _has_failed(span, tries)]


def failed(spans: Iterable[Span], tries: Sequence[Try]) -> list[Span]:
    """Those of the stretches some moment of which was asked for, the latest time in vain.

    tries: in the order in which they were begun.
    """
    return [span for span in spans if _has_failed(span, tries)]


def due(spans: Sequence[Span], tries: Sequence[Try], reprocess: Reprocess) -> list[Span]:
    """Those of the stretches that are to be done: not covered, failed when last asked for, or all of them."""
    match reprocess:
        case "missing":
            had = set(covered(spans, tries))
            return [span for span in spans if span not in had]
        case "failed":
            return failed(spans, tries)
        case "all":
            return list(spans)


def _has_failed(span: Span, tries: Sequence[Try]) -> bool:
    rest = [span]
    for each in reversed([each for each in tries if each.is_asked]):
        left = [part for one in rest for part in _without(one, each.span)]
        if left != rest and not each.is_completed:
            return True
        rest = left
        if not rest:
            return False
    return False


def _without(span: Span, taken: Span) -> list[Span]:
    """What is left of a stretch when another is taken from it."""
    if taken.until <= span.first or span.until <= taken.first:
        return [span]
    left = []
    if span.first < taken.first:
        left.append(Span(span.since, taken.first))
    if taken.until < span.until:
        left.append(Span(taken.until, span.until))
    return left
