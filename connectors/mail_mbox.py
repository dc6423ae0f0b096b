"""A file of messages, cut: mbox in its variants (mboxo, mboxrd, mboxcl2, Takeout's), or a single message.

    From ada@example.org Tue May  3 10:00:00 2005     a separator: it begins with "From " and shows when, or from whom
    Subject: …                                        the header block, up to the first empty line

Bodies are passed over. Where messages begin is found in one pass that holds a piece of the file at a time; header
blocks are read when they are asked for, so that a file of any size takes a few bytes of memory for each message.
"""

from __future__ import annotations

import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO, Final, NamedTuple, overload

from connectors.mail_headers import LONGEST_BLOCK, header_block
from connectors.mail_keys import FirstWordings
from connectors.mail_message import message_record
from connectors.records import Record

PIECE_BYTES: Final = 8 << 20
"""Of the file held while it is searched."""

FIRST_READ_BYTES: Final = 8_192
"""Of a message, in the hope that its header block is in it, as it mostly is."""

_SIGHT: Final = 1_024
"""Bytes in which a separator ends and a field begins."""

_DAY: Final = rb"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"
_FIELD: Final = rb"[!-9;-~]+[ \t]*:|>?From "
_DATED: Final = re.compile(
    rb"From [^\n]{0,400}?" + _DAY + rb"[^\n]{0,99}?\b\d{1,2}:\d\d\b[^\n]{0,99}(?:\n(?=" + _FIELD + rb"|\r*\n|\Z)|\Z)"
)
_ODD: Final = re.compile(rb"From (?:\S*[ \t]*\r*|\S+ [^\n]{0,400}?\b\d{1,2}:\d\d\b[^\n]{0,99})\n(?=" + _FIELD + rb")")
"""Without a weekday or a date: trusted after an empty line and before a field only."""

_HEADER: Final = re.compile(rb"(?:[^\n]{0,998}\n)?[!-9;-~]+[ \t]*:")
"""What a message without separator begins with; a line that is no field may stand above."""

_CONTENT_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r*$", re.IGNORECASE | re.MULTILINE)
_OF_MAIL: Final = re.compile(
    rb"^(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|MIME-Version):", re.I | re.M
)
LEAST_FIELDS: Final = 2
"""Fields of mail in a file's beginning by which it is recognised as a message."""

_BOM: Final = b"\xef\xbb\xbf"
_SINGLE: Final = (".eml", ".emlx")
_END_OF_LINES: Final = 2
"""Bytes of the empty line that some programs count as part of a body, and some don't."""


class Cut(NamedTuple):
    """Where the messages of a file are: the offset and the line (from 1) of each header block, and where each ends.

    has_text_above: whether there is text before the first message.
    """

    starts: array[int]
    lines: array[int]
    ends: array[int]
    has_text_above: bool = False


class Messages(Sequence[Record]):
    """The records of a file, each read from it when it is asked for; the file has to stay open that long."""

    def __init__(self, file: BinaryIO, name: str, cut: Cut) -> None:
        self._file, self._name, self._cut = file, name, cut

    def __len__(self) -> int:
        return len(self._cut.starts)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        block = block_at(self._file, self._cut.starts[at], self._cut.ends[at])
        return message_record(block, self._name, ordinal=at + 1, line=self._cut.lines[at])


def block_at(file: BinaryIO, start: int, end: int) -> bytes:
    """The header block of the message that stands there."""
    file.seek(start)
    message = file.read(min(FIRST_READ_BYTES, end - start))
    while len(block := header_block(message)) == len(message) < min(end - start, LONGEST_BLOCK):
        message += file.read(min(3 * len(message), end - start - len(message)))
    return block


def cut(file: BinaryIO, name: str) -> Cut:
    """Where the messages of an open file are. A file called .eml is one message, whatever is written in it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(_SIGHT)
    begin = len(_BOM) if head.startswith(_BOM) else 0
    is_text_above = bool(head[begin:].strip()) and not is_mbox(head[begin:])
    has_first = is_text_above and _HEADER.match(head, begin) is not None
    found = Cut(array("Q"), array("Q"), array("Q"), is_text_above and not has_first)
    if has_first:
        _add(found, begin, begin, 1)
    for separator, start, line in _separators(file, begin):
        if name.lower().endswith(_SINGLE) and found.starts:
            break
        _add(found, separator, start, line)
    if found.starts:
        found.ends.append(size)
    return _without_bodies(file, found)


def first_wordings(file: BinaryIO, found: Cut) -> tuple[Cut, int]:
    """Without the copies of a message that differ from its first one by marks alone, and how many those are.

    So a key stands for the same bytes wherever the file has it.
    """
    messages = Messages(file, "", found)
    keys = array("q", (hash(message.key) for message in messages))
    repeated = {one for one, other in pairwise(sorted(keys)) if one == other}
    first = FirstWordings()
    kept = [at for at, key in enumerate(keys) if key not in repeated or first.has(messages[at])]
    if not first.others:
        return found, 0
    starts, lines, ends = (array("Q", (of[at] for at in kept)) for of in found[:3])
    return Cut(starts, lines, ends, found.has_text_above), first.others


def looks_like_mail(file: BinaryIO) -> bool:
    """Whether an open file begins with a separator, or with fields of which one is of mail."""
    head = file.read(FIRST_READ_BYTES).removeprefix(_BOM)
    return is_mbox(head) or (
        _HEADER.match(head) is not None and len(_OF_MAIL.findall(header_block(head))) >= LEAST_FIELDS
    )


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins like this begins with a separator."""
    return bool(_DATED.match(head) or _ODD.match(head))


def _add(found: Cut, separator: int, start: int, line: int) -> None:
    if found.starts:
        found.ends.append(separator)
    found.starts.append(start)
    found.lines.append(line)


def _separators(file: BinaryIO, begin: int) -> Iterator[tuple[int, int, int]]:
    """Offset of each separator, offset and line of what follows it."""
    file.seek(begin)
    # A line end before the first line makes it a line like any other.
    held, offset, at = b"\n", begin - 1, 0
    line, counted = 0, offset
    while True:
        more = file.read(PIECE_BYTES)
        held += more
        limit = len(held) - _SIGHT if more else len(held)
        while 0 <= (at := held.find(b"\nFrom ", at)) < limit:
            is_after_blank = at == 0 or held.endswith((b"\n", b"\n\r"), max(0, at - 2), at)
            separator = _DATED.match(held, at + 1) or (_ODD.match(held, at + 1) if is_after_blank else None)
            if separator:
                line += held.count(b"\n", counted - offset, separator.end())
                counted = offset + separator.end()
                yield offset + at + 1, counted, line
            at += 1
        if not more:
            return
        at = max(0, limit)
        kept = max(0, at - 2)  # with what tells whether the line before is empty
        line += held.count(b"\n", counted - offset, kept) if counted < offset + kept else 0
        counted = max(counted, offset + kept)
        held, offset, at = held[kept:], offset + kept, at - kept


def _without_bodies(file: BinaryIO, found: Cut) -> Cut:
    """Without the separators that stand in bodies, where messages say how long they are and that fits (mboxcl2)."""
    if not found.starts or not _CONTENT_LENGTH.search(block_at(file, found.starts[0], found.ends[0])):
        return found
    kept = Cut(array("Q"), array("Q"), array("Q"), found.has_text_above)
    at = 0
    while at < len(found.starts):
        last = at
        block = block_at(file, found.starts[at], found.ends[at])
        if said := _CONTENT_LENGTH.search(block):
            line_end = 2 if block.endswith(b"\r\n") else 1
            end = found.starts[at] + len(block) + line_end + int(said[1])
            nearest = bisect_left(found.ends, end)
            if nearest < len(found.ends) and found.ends[nearest] - end <= _END_OF_LINES:
                last = nearest
        kept.starts.append(found.starts[at])
        kept.lines.append(found.lines[at])
        kept.ends.append(found.ends[last])
        at = last + 1
    return kept
