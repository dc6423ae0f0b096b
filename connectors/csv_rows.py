"""Rows of delimited text, byte for byte: the content is cut where rows end, and a row is parsed on its own.

Cutting works on bytes, so that a row can be kept as found; delimiter and quote are ASCII, and in every encoding that
is cut here (UTF-8, Windows and East Asian code pages; UTF-16 is passed as UTF-8) their bytes mean nothing else.

A quote opens only at the start of a cell, blanks before it allowed. One that is never closed is a character like any
other: it costs its own row and not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

QUOTE = '"'


class Slice(NamedTuple):
    """One row as it stands in the content: without its line end, and the number of its first line, from 1."""

    raw: bytes
    line: int


def rows(content: bytes, delimiter: str) -> Iterator[Slice]:
    """Every row, blank ones too; a line end is CR LF, LF or CR, and the last row needs none."""
    matched = _row_pattern(delimiter).match
    position, line = 0, 1
    while position < len(content):
        match = matched(content, position)
        if match is None:
            raise AssertionError("the pattern matches the empty row")
        raw = match[1]
        yield Slice(raw, line)
        line += 1 + (len(_LINE_END.findall(raw)) if b"\n" in raw or b"\r" in raw else 0)
        position = match.end()


def cells(row: str, delimiter: str, quote: str = QUOTE) -> list[str]:
    """The cells of one row, unquoted; at least one."""
    if quote not in row:
        return row.split(delimiter)
    if row[0] != " " and f"{delimiter} {quote}" not in row:
        # The standard reader knows no blanks before a quote and gives up on stray ones, but is three times as fast.
        with suppress(csv.Error):
            return next(csv.reader((row,), delimiter=delimiter, quotechar=quote, strict=True))
    found = _cell_pattern(delimiter, quote).findall(row)
    return [
        plain or (inside.replace(quote * 2, quote) if quote in inside else inside) + after
        for inside, after, plain in found
    ]


_LINE_END = re.compile(rb"\r\n?|\n")


@lru_cache(maxsize=32)
def _row_pattern(delimiter: str) -> re.Pattern[bytes]:
    end, blank = re.escape(delimiter), "" if delimiter == " " else "[ ]*+"
    cell = rf'(?>{blank}"[^"]*+(?:""[^"]*+)*+"[^{end}\r\n]*+|[^{end}\r\n]*+)'
    return re.compile(rf"({cell}(?:{end}{cell})*+)(?:\r\n?|\n|\Z)".encode())


@lru_cache(maxsize=32)
def _cell_pattern(delimiter: str, quote: str) -> re.Pattern[str]:
    end, mark, blank = re.escape(delimiter), re.escape(quote), "" if delimiter == " " else "[ ]*+"
    quoted = rf"{blank}{mark}([^{mark}]*+(?:{mark}{mark}[^{mark}]*+)*+){mark}([^{end}]*+)"
    return re.compile(rf"(?:\A|{end})(?:{quoted}|([^{end}]*+))")
