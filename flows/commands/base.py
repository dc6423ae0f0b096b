"""What every command shares: its settings, and how results are shown."""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from flows.faults import CommandError
from flows.sources import load_settings
from warehouse.settings import Settings


def settings_of(context: typer.Context) -> Settings:
    """The settings that this command line names. Raises SettingsError."""
    return load_settings(context.obj)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Around what writes a file that a command line names: CommandError says why it can't be written."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{target} can't be written: {error.strerror or type(error).__name__}.") from None


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on standard output: drawn in a terminal, numbers to the right; tab-separated elsewhere."""
    rows = list(rows)
    if not sys.stdout.isatty():
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_cell(value) for value in row] for row in rows])
        return
    table = Table(header_style="bold", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        is_number = any(isinstance(row[position], int | float) for row in rows)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_drawn, row))
    _console().print(table)


def show_with_notes(columns: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str | None]) -> None:
    """A table in a terminal, each row on one line and its note, if it has one, broken between words below it."""
    console = _console()
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        is_number = all(_NUMBER_SHOWN.fullmatch(value) for value in values)
        table.add_column(
            column, justify="right" if is_number else "left", overflow="ellipsis", no_wrap=True, max_width=44
        )
    for row in rows:
        table.add_row(*row)
    with console.capture() as drawn:
        console.print(table)
    header, *lines = drawn.get().splitlines()
    print(header)
    for line, note in zip(lines, notes, strict=True):
        print(line)
        if note:
            console.print(Padding(Text(note, "dim"), (0, 0, 0, 2), expand=False))


def say(sentence: str) -> None:
    """A sentence on standard output, broken between words in a terminal."""
    _console().print(sentence, soft_wrap=not sys.stdout.isatty())


def show_json(objects: Iterable[Mapping[str, Any]]) -> None:
    """A list of objects as JSON on standard output; days and moments as ISO 8601, no number (nan, inf) as null.

    Ids that are numbers are texts, since JavaScript and jq round what is beyond 2⁵³.
    """
    print(json.dumps([_object(each) for each in objects], ensure_ascii=False, indent=2))


def show_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV on standard output; no cell is taken for a formula by a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([harmless(_plain(value)) for value in row] for row in rows)


def harmless(value: Any) -> Any:
    """The cell of a CSV file for a value: a text that a spreadsheet would run gets an apostrophe before it.

    Numbers are left alone, phone numbers (+49 30 1234) and days without a year (--04-15) too: they run nothing.
    """
    value = _cell(value)
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _cell(value: Any) -> Any:
    """A value in one cell of a file: nothing for null, `true`, the items of a list with commas."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(str(_cell(item)) for item in value)
        case _:
            return value


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets run (OWASP, CSV injection), full-width forms too."""

_NUMBER_SHOWN = re.compile(r"[-<]?[\d,.]*")

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
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)  # a year is no amount


def _object(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, int) and name.endswith("_id") else _plain(value)
        for name, value in row.items()
    }


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
