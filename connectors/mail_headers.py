"""A header block cut into its fields (RFC 5322, section 2.2), however its lines end and whatever else stands in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from connectors.mail_words import decoded, text_of

LONGEST_BLOCK: Final = 1 << 20
"""Bytes after which a block is cut: a thousand recipients take a tenth of it; a file that is no mail may never end."""

_EMPTY_LINE: Final = re.compile(rb"(?:\A|\n)(\r*\n)")
_FOLD: Final = re.compile(rb"\n(?=[ \t])")
_FIELD: Final = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*)$", re.MULTILINE)
_CHARSET: Final = re.compile(rb"charset\s*=\s*\"?([\w.:+-]+)", re.IGNORECASE)


def header_block(message: bytes) -> bytes:
    """What stands before the first empty line, with the line end of its last line; at most LONGEST_BLOCK bytes."""
    message = message[:LONGEST_BLOCK]
    # Nearly every block ends in one of two ways, which are found much faster than all.
    crlf = message.find(b"\n\r\n")
    lf = message.find(b"\n\n", 0, crlf + 1 if crlf >= 0 else len(message))
    end = lf if lf >= 0 else crlf
    if message.startswith((b"\n", b"\r")) or message.find(b"\n\r\r", 0, end if end >= 0 else len(message)) >= 0:
        if empty := _EMPTY_LINE.search(message):
            return message[: empty.start(1)]
    elif end >= 0:
        return message[: end + 1]
    if b"\n" not in message and (end := message.find(b"\r\r")) >= 0:  # as an old Mac wrote it
        return message[: end + 1]
    return message


class Fields:
    """The fields of a block by lower-case name; those of one name in their order."""

    def __init__(self, bodies: dict[str, list[bytes]]) -> None:
        self._bodies = bodies

    def __bool__(self) -> bool:
        return bool(self._bodies)

    def __contains__(self, name: str) -> bool:
        return name in self._bodies

    def texts(self, name: str) -> list[str]:
        """The fields of this name as text, encoded words left as they are."""
        return [self._text(body) for body in self._bodies.get(name, ())]

    def text(self, name: str) -> str:
        """The first field of this name as text, encoded words left as they are; "" without one."""
        bodies = self._bodies.get(name)
        return self._text(bodies[0]) if bodies else ""

    def words(self, name: str) -> str:
        """The first field of this name with its encoded words decoded and its white space squeezed."""
        return " ".join(decoded(self.text(name)).split())

    def _text(self, body: bytes) -> str:
        if body.isascii():
            return body.decode("ascii") if b"\x1b$" not in body else text_of(body, "iso-2022-jp")
        return text_of(body, self._charset)

    @cached_property
    def _charset(self) -> str | None:
        """What the block declares for the body: the best guess for fields that are in no declared encoding."""
        said = _CHARSET.search(self._bodies.get("content-type", [b""])[0])
        return said[1].decode("ascii") if said else None


def fields(block: bytes) -> Fields:
    """The fields of a block; a line that is neither a field nor the continuation of one is passed over."""
    if b"\r" in block:
        block = block.replace(b"\r", b" " if b"\n" in block else b"\n")
    bodies: dict[str, list[bytes]] = {}
    for name, body in _FIELD.findall(_FOLD.sub(b"", block)):
        bodies.setdefault(name.decode("ascii").lower(), []).append(body)
    return Fields(bodies)
