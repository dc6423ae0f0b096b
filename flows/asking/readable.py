"""An answer as a table that fits a terminal: what people ask for, without ids, numbers short, the reason below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

LONGEST: Final = 40
"""Rows that a terminal is shown; files and pipes get all."""


class Span(NamedTuple):
    """A column that tells two days as one time: Sep 2016 – Dec 2018, or where the first is not known, by Dec 2018.

    perhaps: the days that are told instead when the last is null.
    """

    name: str
    first: str
    last: str
    perhaps: tuple[str, str] | None = None


class Readable(NamedTuple):
    """What is shown of an answer. notes: a sentence to each row, None without. left_out: rows beyond LONGEST."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str | None]
    left_out: int


def readable(question: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Readable:
    """The columns of an answer that people read, in their order.

    Those of COLUMNS for the questions named there; else all but ids, keys, and what is null throughout. A single row
    that COLUMNS does not name is shown as a sheet, a line for each of its values.
    """
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    note = next((name for name in ("why", "reason", "meaning") if name in columns), None)
    if question in COLUMNS:
        chosen = COLUMNS[question]
    else:
        said = [name for name in columns if any(row[name] is not None for row in objects)]
        told = [name for name in said if name != note and not name.endswith(("_id", "_key"))]
        if len(objects) == 1 and len(told) > len(("name", "value")):
            sheet = [(name.replace("_", " "), text(objects[0][name])) for name in told]
            return Readable(("", ""), sheet, [None] * len(sheet), 0)
        chosen = tuple(told)
    shown = objects[:LONGEST]
    return Readable(
        tuple((each.name if isinstance(each, Span) else each).replace("_", " ") for each in chosen),
        [tuple(_told(each, row) for each in chosen) for row in shown],
        [row[note] if note else None for row in shown],
        len(rows) - len(shown),
    )


def text(value: Any) -> str:
    """A value as people write it; nothing for null."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}" if abs(value) >= 10_000 else str(value)  # a year is no amount
        case float():
            return "<0.01" if 0 < value < 0.005 else f"{value:,.2f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list():
            return ", ".join(map(text, value))
        case _:
            return str(value)


def _told(column: str | Span, row: dict[str, Any]) -> str:
    if isinstance(column, Span):
        said = _span(row[column.first], row[column.last])
        maybe = _span(*(row[name] for name in column.perhaps)) if column.perhaps else ""
        return said or (maybe and f"perhaps {maybe}")
    value = row[column]
    return f"{value:,.0f}" if column.endswith("_days") and value is not None else text(value)


def _span(first: date | None, last: date | None) -> str:
    begin, end = (f"{day:%b %Y}" if day else "" for day in (first, last))
    if begin and end:
        return begin if begin == end else f"{begin} – {end}"
    return (begin and f"since {begin}") or (end and f"by {end}")


_TOGETHER: Final = (
    *("name", "organization"),
    *(Span("together", "certain_from", "certain_to", ("possible_from", "possible_to")), "they_are_current"),
)
_WAY: Final = ("name", "organization", "connector", "ways")
_INSIDE: Final = ("name", "title", Span("since", "since_lo", "since_hi"), "is_current", "last_contact_on")
_CHANGE: Final = ("name", "from_organization", "organization", Span("when", "earliest_on", "latest_on"))
_OWED: Final = ("name", "sent_at", "waiting_days", "topic")

COLUMNS: Final[dict[str, tuple[str | Span, ...]]] = {
    "brokers": ("name", "organization", "contacts", "score"),
    "classmates": _TOGETHER,
    "collaborators": ("name", "skills", "score"),
    "colleagues": _TOGETHER,
    "former_insiders": (
        *("name", "title", Span("since", "since_lo", "since_hi")),
        *(Span("left", "left_lo", "left_hi"), "moved_to", "last_contact_on"),
    ),
    "insiders": _INSIDE,
    "insiders_in": ("name", "organization", *_INSIDE[1:]),
    "job_changes": (*_CHANGE, "is_certain"),
    "mentors": ("name", "organization", "seniority", "connector"),
    "moves": (*_CHANGE, "direction"),
    "organizations_called": ("name", "organization_id", "how"),
    "organizations_like": ("name", "organization_id", "similarity"),
    "owed_replies": _OWED,
    "owed_to_me": _OWED,
    "paths_to": _WAY,
    "perspectives": ("name", "organization", "score"),
    "reach": ("name", "organization", "steps", "probability", "connector"),
    "reconnect": ("name", "organization", "last_contact_on", "kind"),
    "team_for": ("name", "skills", "left_over"),
    "ties": ("name", "rhythm", "kind", "last_contact_on", "contact_days", "sent", "received", "strength"),
    "upcoming": ("name", "occasion", "falls_on", "kind"),
    "who_brings_openings": ("name", "organization", "title", "mutual_contacts"),
    "who_can_recommend": ("name", "organization", "score"),
    "who_can_refer": ("name", "title", "presence", "way", "score"),
}
"""Question -> the columns that a terminal is shown."""
