"""What every writer gives: the bytes of a file, and who its records are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Export(NamedTuple):
    """A file and its truth: for each record, in order, the keys of the people in it (none for a damaged one)."""

    path: str
    content: bytes
    people: list[tuple[str, ...]]


def csv_line(cells: Sequence[str], separator: str = ",") -> str:
    """One row; quoted only where it must be, as Google and Excel do."""

    def cell(text: str) -> str:
        special = any(sign in text for sign in (separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if special else text

    return separator.join(cell(text) for text in cells)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",", end: str = "\n") -> str:
    """Header and rows, each line with its end."""
    return "".join(csv_line(cells, separator) + end for cells in (header, *rows))
