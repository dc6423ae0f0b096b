"""An answer as a table that fits a terminal: without ids, without columns that say nothing, numbers short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

LONGEST: Final = 40
"""Rows that a terminal is shown; files and pipes get all."""


class Readable(NamedTuple):
    """What is shown of an answer. left_out: rows beyond LONGEST."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    left_out: int


def readable(question: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Readable:
    """The columns of an answer that people read, in their order.

    Those of COLUMNS for the questions named there; else all but ids, keys, and what is null throughout.
    """
    chosen = [name for name in COLUMNS.get(question, ()) if name in columns] or [
        name
        for position, name in enumerate(columns)
        if not name.endswith(("_id", "_key")) and any(row[position] is not None for row in rows)
    ]
    places = [columns.index(name) for name in chosen]
    shown = [tuple(_short(row[place]) for place in places) for row in rows[:LONGEST]]
    return Readable(tuple(name.replace("_", " ") for name in chosen), shown, max(0, len(rows) - LONGEST))


def _short(value: Any) -> Any:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}" if abs(value) >= 0.01 or value == 0 else f"{value:.1g}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return value


COLUMNS: Final[dict[str, tuple[str, ...]]] = {}
"""Question -> the columns that a terminal is shown."""
