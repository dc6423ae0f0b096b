"""What every writer gives: the bytes of a file, and who its records are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

People = list[tuple[str, ...]]
"""For each record, in order, the keys of the people in it; none for a damaged one."""


class Export(NamedTuple):
    """A file and its truth, by member for an archive and under "" for any other file."""

    path: str
    content: bytes
    people: Mapping[str, People]


def csv_line(cells: Sequence[str], separator: str = ",", quotes_all: bool = False) -> str:
    """One row; quoted only where it must be, as Google and Excel do, or everywhere."""

    def cell(text: str) -> str:
        special = quotes_all or any(sign in text for sign in (separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if special else text

    return separator.join(cell(text) for text in cells)


def csv_text(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    separator: str = ",",
    end: str = "\n",
    quotes_all: bool = False,
) -> str:
    """Header and rows, each line with its end."""
    return "".join(csv_line(cells, separator, quotes_all) + end for cells in (header, *rows))
