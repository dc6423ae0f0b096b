"""A vCard file cut into cards, byte for byte, with what stands between them.

    content ── encoding_of ──▶ Encoding(name, found)
    content ── pieces ──▶ Piece(raw, line, …) …   cards and the text outside them; only blanks are left out

Cards are cut by their BEGIN and END lines alone, so nothing inside a card can damage its neighbours. A card inside a
card is a piece of its own when both have an END, and so is the outer one, whole. An AGENT's card is part of its card.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple

from connectors.legacy_text import guess_encoding

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET: Final = re.compile(rb";charset=\"?([\w-]{3,20})", re.IGNORECASE)
_KEYWORD: Final = re.compile(rb":[ \t]*VCARD(?=[ \t\0]*(?:[\r\n]|\Z|BEGIN|\xef\xbb\xbf))", re.IGNORECASE)
_AGENT: Final = re.compile(rb"(?:^|[\r\n])(?:[\w-]+\.)?AGENT(?:;[^\r\n:]*)?:[ \t]*(?:\r\n?|\n)*\Z", re.IGNORECASE)
_BLANK: Final = b" \t\r\n\0\x1a"
_MARK: Final = b"\0\xef\xbb\xbf"
_LEADING: Final = re.compile(rb"\A(?:[ \t\r\n\0\x1a]|\xef\xbb\xbf)+")
DEEPEST: Final = 4
"""Cards inside cards; with more, the outermost is taken for one without END, which is what files without ENDs are."""

_SIGHT_LINES: Final = 500
"""Undecodable lines that a guess looks at."""


class Encoding(NamedTuple):
    """Python's name of a file's encoding, and how it was found.

    Whatever the name, a property that is valid UTF-8 is read as UTF-8: files of several encodings are common.
    """

    name: str
    found: Literal["BOM", "detected", "declared", "guessed"]

    @property
    def is_wide(self) -> bool:
        """Whether characters are two bytes."""
        return self.name.startswith("utf-16")


class Piece(NamedTuple):
    """A card or a text outside cards: its bytes, the line it begins on (from 1), and whether cards stand inside it."""

    raw: bytes
    line: int
    is_card: bool
    has_inner: bool


def encoding_of(content: bytes) -> Encoding:
    """By byte-order mark, by the zeros of UTF-16, as UTF-8, by a declared CHARSET that fits, or guessed."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Encoding(name, "BOM")
    head = content[:4096]
    if head.count(0) > len(head) // 4:
        return Encoding("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", "detected")
    try:
        content.decode()
    except UnicodeDecodeError:
        return _legacy_encoding(content)
    return Encoding("utf-8", "detected")


def _legacy_encoding(content: bytes) -> Encoding:
    odd_lines = (line[:1000] for line in content.splitlines() if not _is_utf8(line) and not _CHARSET.search(line))
    undeclared = b"\n".join(islice(odd_lines, _SIGHT_LINES))
    said = {name.decode("ascii").lower() for name in _CHARSET.findall(content)} - {"utf-8", "utf8"}
    declared = said.pop() if len(said) == 1 else None
    guess = guess_encoding(undeclared or content, declared)
    return Encoding(guess, "declared" if guess == declared else "guessed")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Span(NamedTuple):
    start: int
    end: int
    has_inner: bool


def pieces(content: bytes, encoding: Encoding) -> Iterator[Piece]:
    """Cards and non-blank texts between them, in file order."""
    width = 2 if encoding.is_wide else 1
    narrow = _narrow(content, encoding) if encoding.is_wide else content
    newline = b"\n" if b"\n" in narrow else b"\r"
    covered, line_start, line = 0, 0, 1
    for span in [*_cards(narrow), _Span(len(narrow), len(narrow), False)]:
        between = narrow[covered : span.start]
        if between and not between.isspace():
            start = covered + len(between) - len(_LEADING.sub(b"", between))
            end = covered + len(between.rstrip(_BLANK))
            if end > start:
                line += narrow.count(newline, line_start, start)
                line_start = start
                yield Piece(content[start * width : end * width], line, False, False)
        if span.end > span.start:
            line += narrow.count(newline, line_start, span.start)
            line_start = span.start
            yield Piece(content[span.start * width : span.end * width], line, True, span.has_inner)
        covered = max(covered, span.end)


def _narrow(content: bytes, encoding: Encoding) -> bytes:
    """One byte for each two of UTF-16: the character if it is ASCII, 0 for a byte-order mark, else a sign."""
    units = memoryview(content[: len(content) // 2 * 2]).cast("H")
    if (encoding.name == "utf-16-le") != (sys.byteorder == "little"):
        units = memoryview(content[: len(content) // 2 * 2][::-1]).cast("H")[::-1]
    return bytes(unit if unit < 0x80 else 0 if unit == 0xFEFF else 0x3F for unit in units)


def _cards(text: bytes) -> list[_Span]:
    """The spans of all cards, by where they begin; one without END reaches to the next BEGIN, or to the end."""
    cards: list[_Span] = []
    begins: list[int] = []
    unclosed: list[int] = []
    still_open: list[tuple[int, int, bool]] = []  # where it begins, how many did before it, whether it is an AGENT's
    number, passed = 0, 0
    for keyword in _KEYWORD.finditer(text):
        at = keyword.start()
        if text[at - 5 : at].upper() == b"BEGIN":
            start = at - 5
            is_agent = bool(still_open) and _AGENT.search(text, passed, start) is not None
            if is_agent or not _is_inside_line(text, passed, start, bool(still_open)):
                number += 1
                still_open.append((start, number, is_agent))
                begins += [] if is_agent else [start]
                if len(still_open) > DEEPEST:
                    outermost, _, is_agent = still_open.pop(0)
                    unclosed += [] if is_agent else [outermost]
        elif still_open and text[at - 3 : at].upper() == b"END" and _line_start(text, passed, at) == at - 3:
            start, opened, is_agent = still_open.pop()
            if not is_agent:
                cards.append(_Span(start, keyword.end(), number > opened))
        passed = keyword.end()
    unclosed += [start for start, _, is_agent in still_open if not is_agent]
    for start in unclosed:
        following = bisect_right(begins, start)
        end = begins[following] if following < len(begins) else len(text)
        cards.append(_Span(start, start + len(text[start:end].rstrip(_BLANK)), False))
    return sorted(cards)


def _is_inside_line(text: bytes, low: int, position: int, in_card: bool) -> bool:
    """Whether something stands before this on its line; in a card also a blank, which makes it a folded text."""
    before = text[_line_start(text, low, position) : position]
    return bool(before.strip(_MARK) if in_card else _LEADING.sub(b"", before))


def _line_start(text: bytes, low: int, position: int) -> int:
    """Where the line of this position begins, or low, where the last keyword ended."""
    return max(low, text.rfind(b"\n", low, position) + 1, text.rfind(b"\r", low, position) + 1)
