"""What a backfill came to: every window with its outcome, and what is still to be done. Counts only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flows.backfill_plan import Mode, Order, Plan
from flows.faults import SomeSourcesFailed
from flows.report import built_markdown
from flows.windows import Reprocess, Span
from warehouse.build import Built
from warehouse.ledger import SourceWindow
from warehouse.settings import Settings

DONE = ("completed", "covered")
"""Outcomes that leave nothing to do."""

WORDS = {
    "try_later": "try later",
    "needs_you": "needs you",
    "source_changed": "source changed",
    "not_tried": "not tried",
}


class Result(NamedTuple):
    """One window, or several in a row with the same outcome.

    outcome: as in the ledger, or `covered`: done before; `due`: a dry run would do it; `missing`: not done, and not
    asked for; `not_tried`: its source had failed. records: shown by the source, read again, or for a dry run stored;
    None where nothing was counted, as with the other counts. was_covered: by an earlier run.
    """

    source: str
    span: Span
    outcome: str
    was_covered: bool = False
    message: str | None = None
    records: int | None = None
    new: int | None = None
    claims: int | None = None
    rejected: int | None = None

    @property
    def is_gap(self) -> bool:
        """Whether something is left to do."""
        return self.outcome not in DONE

    @property
    def days(self) -> str:
        """The first and the last day, as they are typed."""
        return "everything" if self.span.since is None else f"{self.span.since.date()} – {self.last_day}"

    @property
    def last_day(self) -> date:
        """The last day that is at least begun."""
        return (self.span.until - timedelta(microseconds=1)).date()


class Backfilled(NamedTuple):
    """What a backfill did.

    built: None for a dry run. failures: source and why, of those that failed. left: windows of the range that were
    still to do when an earlier backfill was killed.
    """

    order: Order
    windows: list[Result]
    built: Built | None
    failures: Mapping[str, str]
    left: int = 0


class SomeWindowsFailed(SomeSourcesFailed):
    """The other windows are done and the warehouse is built; the text names each source that failed and why.

    backfilled: what the run came to all the same.
    """

    def __init__(self, backfilled: Backfilled) -> None:
        Exception.__init__(self, backfilled)
        self.backfilled = backfilled

    def __str__(self) -> str:
        return "; ".join(f"{source}: {reason}" for source, reason in self.backfilled.failures.items())


def results(plans: Iterable[Plan], rows: Iterable[SourceWindow]) -> list[Result]:
    """Every window of the plans with what the ledger says of it. rows: of this run, in order."""
    latest = {(row.source, row.since, row.until): row for row in rows}
    return [
        _result(plan, span, latest.get((plan.source.name, span.since, span.until)))
        for plan in plans
        for span in plan.spans
    ]


def foreseen(plans: Iterable[Plan], stored: Callable[[Plan, Span], int]) -> list[Result]:
    """Every window of the plans with what would be done of it. stored: how many records the archive has of it."""
    return [
        _result(plan, span, None, "due")._replace(records=stored(plan, span)) for plan in plans for span in plan.spans
    ]


def collapsed(windows: Iterable[Result]) -> list[Result]:
    """Windows that follow one another in the same source with the same outcome as one, with their sums."""
    told = []
    for _, group in groupby(windows, key=lambda each: (each.source, each.outcome, each.message)):
        same = list(group)
        sums: dict[str, Any] = {
            count: _sum(getattr(each, count) for each in same) for count in ("records", "new", "claims", "rejected")
        }
        span = Span(same[0].span.since, same[-1].span.until)
        told.append(same[0]._replace(span=span, was_covered=any(each.was_covered for each in same), **sums))
    return told


def gaps(order: Order, windows: Iterable[Result]) -> list[Order]:
    """For every stretch that is left to do, the order that does just that."""
    orders = []
    for (source, is_gap), group in groupby(windows, key=lambda each: (each.source, each.is_gap)):
        if is_gap:
            left = list(group)
            begins = left[0].span.since
            since, until = (begins.date(), left[-1].last_day) if begins else (order.since, order.until)
            # A dry run leaves covered what it would do; whatever was tried in vain is missing.
            was_covered = any(each.was_covered and each.outcome == "due" for each in left)
            reprocess: Reprocess = "all" if was_covered else "missing"
            orders.append(Order(since, until, order.mode, reprocess, (source,)))
    return orders


def headline(backfilled: Backfilled) -> str:
    """What was done, in one sentence, and in another what an interrupted backfill had left."""
    windows = backfilled.windows
    done = sum(each.outcome == "completed" for each in windows)
    covered = sum(each.outcome == "covered" for each in windows)
    left = len(windows) - done - covered
    if backfilled.built is None:
        todo = sum(each.outcome == "due" for each in windows)
        told = f"A dry run: {_windows(todo)} would be {_verb(backfilled.order.mode)}, {covered:,} covered already."
    else:
        told = f"{_windows(done)} {_verb(backfilled.order.mode)}, {covered:,} covered already"
        told = f"{told}, {left:,} still to do." if left else f"{told}."
    return f"{told} {_interrupted(backfilled)}" if backfilled.left else told


def _interrupted(backfilled: Backfilled) -> str:
    return (
        f"An earlier backfill was interrupted and had left {_windows(backfilled.left)} of these; "
        "`--reprocess missing` or `failed` goes on with what is left, `all` begins anew."
    )


def columns(order: Order) -> tuple[str, ...]:
    """The counts that this kind of backfill has, by their names in `Result`."""
    return ("records", "new") if order.mode == "re-fetch" else ("records", "claims", "rejected")


def backfilled_markdown(
    backfilled: Backfilled, seconds: Mapping[str, float], settings: Settings, link: Callable[[Order], str] | None = None
) -> str:
    """The report of a backfill: windows by outcome, what is left to do, and what changed.

    seconds: by step. link: where an order can be given with a click; None where there is no such place.
    """
    left = [_gap(order, link) for order in gaps(backfilled.order, backfilled.windows)]
    paragraphs = [headline(backfilled), *_windows_markdown(backfilled)]
    if left:
        paragraphs.append("\n".join([f"{to_do(backfilled)}:", "", *left]))
    if backfilled.built:
        paragraphs.append(built_markdown(backfilled.built, seconds, settings))
    return "\n\n".join(paragraphs)


def to_do(backfilled: Backfilled) -> str:
    """What stands above the gaps."""
    return "To do it" if backfilled.built is None else "Still to do"


def command(order: Order) -> str:
    """The order as a command."""
    words = ["reknit backfill", *order.sources, f"--since {order.since}", f"--until {order.until}"]
    if order.mode != "re-read":
        words.append(f"--mode {order.mode}")
    if order.reprocess != "missing":
        words.append(f"--reprocess {order.reprocess}")
    return " ".join(words)


def _gap(order: Order, link: Callable[[Order], str] | None) -> str:
    days = f"{', '.join(order.sources)}, {order.since} – {order.until}"
    return f"* [{days}]({link(order)})" if link else f"* `{command(order)}`"


def _windows_markdown(backfilled: Backfilled) -> list[str]:
    """The windows as a table, then what went wrong."""
    counts = ("records",) if backfilled.built is None else columns(backfilled.order)
    told = collapsed(backfilled.windows)
    lines = [
        "| " + " | ".join(("source", "days (UTC)", "outcome", *counts)) + " |",
        "|---|---|---|" + "--:|" * len(counts),
    ]
    for each in told:
        cells = (each.source, each.days, word(each.outcome), *(_number(getattr(each, count)) for count in counts))
        lines.append("| " + " | ".join(cells) + " |")
    messages = [f"**{each.source}**, {each.days}: {each.message}" for each in told if each.message]
    return ["\n".join(lines), *messages]


def word(outcome: str) -> str:
    """An outcome as a person reads it."""
    return WORDS.get(outcome, outcome)


def _result(plan: Plan, span: Span, row: SourceWindow | None, if_due: str = "not_tried") -> Result:
    name, had = plan.source.name, span in plan.had
    if row is not None:
        return Result(
            name, span, row.outcome, had, row.message, row.records, row.new if row.claims is None else None, row.claims,
            row.rejected,
        )  # fmt: skip
    if span in plan.due:
        return Result(name, span, if_due, had)
    return Result(name, span, "covered" if had else "missing", had)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _number(count: Any) -> str:
    return "" if count is None else f"{count:,}"


def _verb(mode: Mode) -> str:
    return "fetched again" if mode == "re-fetch" else "read again"


def _windows(number: int) -> str:
    return "1 window" if number == 1 else f"{number:,} windows"
