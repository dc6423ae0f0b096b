"""What a CSV file is made of: encoding, delimiter and header row, each with how it was found.

Nothing in a CSV file says these, so the evidence is kept beside the answer: the dialect is archived as part of the
context, and a wrong guess can be seen and overruled.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from connectors.csv_rows import Slice, cells, rows

DELIMITERS = ",;\t|"
HEADER_WITHIN = 50
"""Rows searched for the header. LinkedIn writes 3 lines before it, spreadsheets a title and a dozen rows of commas."""

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SEP = re.compile(rb'"?sep=(.)"?(?:\r\n?|\n|\Z)', re.IGNORECASE)


class Dialect(NamedTuple):
    """How the bytes are to be read."""

    encoding: str
    encoding_found: str
    delimiter: str
    delimiter_found: str


class Sheet(NamedTuple):
    """A CSV file opened at its first row of values.

    header: the column names, stripped; None where no row scored as one.
    above: the rows before the header, blank ones too.
    rows: what follows the header, each with its own bytes.
    half_character: whether UTF-16 ends in the middle of one.
    """

    dialect: Dialect
    header: list[str] | None
    above: list[list[str]]
    rows: Iterator[Slice]
    half_character: bool


Score = Callable[[Sequence[str]], int]


def sheet(content: bytes, header_score: Score, encoding: str | None = None) -> Sheet:
    """Find dialect and header: of all delimiters and first rows, the pair whose cells score highest as a header.

    header_score: how many of these cells are column names; 0 says that this is no header.
    encoding: the owner's word for it, or None to find out.
    """
    name, found, mark = (encoding, "option", _mark(content)[1]) if encoding else encoding_of(content)
    body = _as_ascii_superset(content[mark:], name)
    told, start = _told_delimiter(body)
    candidates = [told] if told else list(DELIMITERS)
    scored = [(*_best_row(body[start:], each, name, header_score), each) for each in candidates]
    score, row, delimiter = max(scored, key=lambda s: (s[0], -candidates.index(s[2])))
    delimiter_found = "sep= line" if told else "header"
    if score == 0 and not told:
        delimiter, delimiter_found = _most_regular(body, name), "regularity"
    cut = _numbered(rows(body[start:], delimiter), 2 if told else 1)
    above = [row_cells(each.raw, _ascii_superset(name), delimiter) for each in islice(cut, row if score else 0)]
    header = [c.strip() for c in row_cells(next(cut).raw, _ascii_superset(name), delimiter)] if score else None
    half = name.startswith("utf-16") and len(content) % 2 == 1
    verbatim = (Slice(_as_found(each.raw, name), each.line) for each in cut)
    return Sheet(Dialect(name, found, delimiter, delimiter_found), header, above, verbatim, half)


def encoding_of(content: bytes) -> tuple[str, str, int]:
    """The encoding, how it was found, and the length of the byte-order mark."""
    name, mark = _mark(content)
    if name:
        return name, "byte-order mark", mark
    start = content[:4096]
    nulls_even, nulls_odd = start[::2].count(0), start[1::2].count(0)
    if max(nulls_even, nulls_odd) > len(start) * 0.2:
        return ("utf-16-le" if nulls_odd > nulls_even else "utf-16-be"), "pattern of NUL bytes", 0
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "fallback: not valid UTF-8", 0
    return "utf-8", "valid UTF-8", 0


def row_cells(raw: bytes, encoding: str, delimiter: str) -> list[str]:
    """The cells of a row in its own bytes; what the encoding can't decode is written out in hexadecimal."""
    return cells(raw.decode(encoding, "backslashreplace").replace("\0", ""), delimiter)


def _mark(content: bytes) -> tuple[str | None, int]:
    return next(((name, len(mark)) for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), (None, 0))


def _as_ascii_superset(content: bytes, encoding: str) -> bytes:
    if not encoding.startswith("utf-16"):
        return content
    whole = len(content) // 2 * 2
    return content[:whole].decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")


def _as_found(row: bytes, encoding: str) -> bytes:
    if not encoding.startswith("utf-16"):
        return row
    return row.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")


def _ascii_superset(encoding: str) -> str:
    return "utf-8" if encoding.startswith("utf-16") else encoding


def _told_delimiter(body: bytes) -> tuple[str | None, int]:
    match = _SEP.match(body)
    if match is None or match[1] not in (b",", b";", b"\t", b"|"):
        return None, 0
    return match[1].decode("ascii"), match.end()


def _first_rows(body: bytes, delimiter: str, encoding: str) -> list[list[str]]:
    return [
        row_cells(r.raw, _ascii_superset(encoding), delimiter) for r in islice(rows(body, delimiter), HEADER_WITHIN)
    ]


def _best_row(body: bytes, delimiter: str, encoding: str, header_score: Score) -> tuple[int, int]:
    scores = [header_score(row) for row in _first_rows(body, delimiter, encoding)] or [0]
    return max(scores), scores.index(max(scores))


def _most_regular(body: bytes, encoding: str) -> str:
    def regularity(delimiter: str) -> int:
        widths = Counter(len(row) for row in _first_rows(body, delimiter, encoding))
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=regularity)


def _numbered(cut: Iterator[Slice], first_line: int) -> Iterator[Slice]:
    return (Slice(each.raw, each.line + first_line - 1) for each in cut)
