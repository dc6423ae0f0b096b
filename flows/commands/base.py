"""What every command shares: its settings, and how results are shown."""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from flows.sources import load_settings
from warehouse.settings import Settings


def settings_of(context: typer.Context) -> Settings:
    """The settings that this command line names. Raises SettingsError."""
    return load_settings(context.obj)


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on standard output: drawn in a terminal, numbers to the right; tab-separated elsewhere."""
    rows = list(rows)
    if not sys.stdout.isatty():
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if value is None else value for value in row] for row in rows])
        return
    table = Table(header_style="bold", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        is_number = any(isinstance(row[position], int | float) for row in rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_drawn, row))
    _console().print(table)


def say(sentence: str) -> None:
    """A sentence on standard output, broken between words in a terminal."""
    _console().print(sentence, soft_wrap=not sys.stdout.isatty())


def show_json(objects: Iterable[Mapping[str, Any]]) -> None:
    """A list of objects as JSON on standard output; days and moments as ISO 8601, no number (nan, inf) as null."""
    print(json.dumps([_plain(each) for each in objects], ensure_ascii=False, indent=2))


def show_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV on standard output; no cell is taken for a formula by a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(_plain(value)) for value in row] for row in rows)


def harmless(value: Any) -> Any:
    """The cell of a CSV file for a value: a text that a spreadsheet would run gets an apostrophe before it.

    Numbers are left alone, phone numbers (+49 30 1234) and days without a year (--04-15) too: they run nothing.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets run (OWASP, CSV injection), full-width forms too."""

_NUMBER = re.compile(r"[+-][-0-9 ().]*( ext\. [0-9]+)?")


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 record`, `2,000 records`, `3 aliases`, `4 parties`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith('s') else 's'}"


def _console() -> Console:
    return Console(markup=False, emoji=False, highlight=False)


def _drawn(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _plain(value: Any) -> Any:
    """The value in types that JSON has."""
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float():
            return value if math.isfinite(value) else None
        case date() | time():  # a moment is a date, too
            return value.isoformat()
        case Decimal():
            return float(value)
        case bytes():
            return value.decode(errors="backslashreplace")
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)
