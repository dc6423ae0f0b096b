"""A card's bytes taken apart into properties: lines joined, bytes decoded, parameters read; values still escaped.

    raw ── lines ──▶ (Head(name, group, types, …), value as written) … ── decoded ──▶ (Head, text, still escaped) …

Tolerant of what real programs write: soft breaks of quoted-printable in every shape, folds inside a character, line
breaks that nobody folded, several encodings in one card. Nothing raises; a line that belongs to nothing has no name.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from functools import lru_cache
from typing import Final, NamedTuple

from connectors.legacy_text import guess_encoding


class Head(NamedTuple):
    """What stands before the colon of a property.

    name: upper case, "" when the line is no property. group: lower case, "" without one.
    types: of all TYPE parameters and bare words, lower case. parameters: the others, names in upper case.
    preference: 1 to 100, as in PREF; 1 for the type `pref`, 101 when nothing is said.
    charset: as declared, else "". is_doubtful: whether the name is no well-known one and looks like a word of a text.
    """

    name: str
    group: str = ""
    types: tuple[str, ...] = ()
    parameters: dict[str, str] = {}  # noqa: RUF012  (never changed)
    preference: int = 101
    charset: str = ""
    is_quoted_printable: bool = False
    is_base64: bool = False
    is_doubtful: bool = False


Property = tuple[Head, str]

LONG_TEXTS: Final = frozenset(("NOTE", "ADR", "LABEL", "DESCRIPTION", "COMMENT", "AGENT"))
"""Properties whose value some programs break over lines without folding it."""

MEDIA: Final = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-SNAPSHOT-IMAGE"))
"""Properties that hold pictures, sounds and keys: never decoded here."""

MEMBERS_OF_CARDS: Final = frozenset(
    """
    ADR AGENT ANNIVERSARY BDAY BEGIN CALADRURI CALURI CATEGORIES CATEGORY CLASS CLIENTPIDMAP EMAIL END FBURL FN GENDER
    GEO IMPP KIND LABEL LANG MAILER MEMBER N NAME NICKNAME NOTE ORG PRODID PROFILE RELATED REV ROLE SORT-STRING SOURCE
    TEL TITLE TZ UID URL VERSION XML
    """.split()
).union(MEDIA)
"""Names that begin a property wherever they stand; after a long text, other words with a colon belong to the text."""

_NAME: Final = re.compile(r"\s*(?:([\w-]+)\.)?([A-Za-z][A-Za-z0-9-]*|[Xx]-[\w ./-]+)\s*\Z")
_PARAMETER: Final = re.compile(r'(?:[^;"]|"[^"]*"?)+')
_QUOTED_HEAD: Final = re.compile(r'((?:[^":]|"[^"]*")*):')
_OLD: Final = re.compile(r"^VERSION:[ \t]*2", re.IGNORECASE | re.MULTILINE)
_QUOTED_PRINTABLE: Final = re.compile(r"[^:]*QUOTED-PRINTABLE", re.IGNORECASE)
_PROPERTY_LINE: Final = re.compile(rf"(?:[\w-]+\.)?(?:X-[A-Z-]+|{'|'.join(sorted(MEMBERS_OF_CARDS))})[;:]")
_ENCODINGS: Final = {"QUOTED-PRINTABLE": "Q", "QP": "Q", "Q": "Q", "BASE64": "B", "B": "B", "8BIT": "", "7BIT": ""}
_WHEREABOUTS: Final = frozenset(("INLINE", "URL", "URI", "CID", "CONTENT-ID", "BINARY", "DATE", "TEXT"))
_LONGEST_KEPT_HEAD: Final = 120
"""Characters; heads this short repeat from card to card and are parsed once."""


def lines(raw: bytes, encoding: str) -> list[Property]:
    """Every property of a card as written, in order, without those of cards inside it; values not yet decoded.

    encoding: the file's, as its context says. A byte that is not UTF-8 stands as a lone surrogate.
    An AGENT that is a card has that card's FN as value.
    """
    wide = encoding.startswith("utf-16")
    text = raw.decode(encoding, "replace") if wide else raw.decode("utf-8", "surrogateescape")
    found = _joined(_unfolded(text))
    return _outer(found) if sum(1 for head, _ in found if head.name in ("BEGIN", "AGENT")) > 1 else found


def decoded(found: list[Property], encoding: str) -> list[Property]:
    """The same properties with quoted-printable and charsets undone; a value that is valid UTF-8 is UTF-8 anyhow."""
    return [
        (head, _decoded(value, head, encoding))
        if head.charset or head.is_quoted_printable or not value.isascii()
        else (head, value)
        for head, value in found
    ]


def storable(text: str) -> str:
    """Text that is valid UTF-8 and has no zeros: undecodable bytes and half characters become question marks."""
    return text if text.isascii() and "\0" not in text else text.encode("utf-8", "replace").decode().replace("\0", "")


def _outer(found: list[Property]) -> list[Property]:
    own: list[Property] = []
    depth = 0
    for head, value in found:
        is_card = value[-6:].rstrip().upper().endswith("VCARD")
        if head.name == "BEGIN" and is_card:
            depth += 1
        elif head.name == "END" and is_card:
            depth -= 1
        elif head.name == "AGENT" and value.strip().upper() == "BEGIN:VCARD":
            depth += 1
            own.append((head, ""))
            continue
        elif depth == 2 and head.name == "FN" and own[-1][0].name == "AGENT":
            own[-1] = (own[-1][0]._replace(charset=head.charset, is_quoted_printable=head.is_quoted_printable), value)
        if depth <= 1:
            own.append((head, value))
    return own


def _unfolded(text: str) -> str:
    """The text with one line a property, as far as folds and soft breaks go."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "=\n" in text:
        text = "\n".join(_without_soft_breaks(text.split("\n")))
    if "\n " in text or "\n\t" in text:
        # vCard 2.1 folds before a blank that belongs to the text; later versions put in a blank that does not.
        kept = (" ", "\t") if _OLD.search(text) else ("", "")
        text = text.replace("\n ", kept[0]).replace("\n\t", kept[1])
    return text


def _without_soft_breaks(lines: list[str]) -> list[str]:
    """Lines with those of quoted-printable joined that end on "="; also over empty lines, never over a property."""
    joined: list[str] = []
    is_soft = False
    for line in lines:
        if is_soft and not line:
            continue
        if is_soft and not _PROPERTY_LINE.match(line):
            before = joined[-1][:-1]
            joined[-1] = before + (line[1:] if before.endswith(" ") and line.startswith(" ") else line)
        else:
            joined.append(line)
        is_soft = joined[-1].endswith("=") and _QUOTED_PRINTABLE.match(joined[-1]) is not None
    return joined


def _joined(text: str) -> list[Property]:
    """Head and value of every line; unfolded ones are added to the long text before, or left out of a medium."""
    found: list[Property] = []
    last = Head("")
    for line in text.split("\n"):
        before, colon, value = line.partition(":")
        if '"' in before and before.count('"') % 2:
            quoted = _QUOTED_HEAD.match(line)
            before, value = (quoted.group(1), line[quoted.end() :]) if quoted else (before, value)
        head = _NO_HEAD if not colon else _head(before) if len(before) <= _LONGEST_KEPT_HEAD else _parsed(before)
        if not head.name or (head.is_doubtful and last.name in LONG_TEXTS):
            if not line or line.isspace():
                continue
            if last.name in LONG_TEXTS or last.is_quoted_printable or last.name.startswith("X-"):
                found[-1] = (last, found[-1][1] + "\n" + line)
                continue
            if last.name in MEDIA or last.is_base64:
                continue
            head, value = _NO_HEAD, line
        else:
            last = head
        found.append((head, value))
    return found


def _parsed(text: str) -> Head:
    """The head of a property, or one without a name."""
    text = storable(text)
    parts = _PARAMETER.findall(text) if ";" in text else [text]
    named = _NAME.match(parts[0]) if parts and not text.startswith(";") else None
    if named is None:
        return _NO_HEAD
    types: list[str] = []
    parameters: dict[str, str] = {}
    encoding = ""
    for part in parts[1:]:
        key, equals, value = (side.strip() for side in part.partition("="))
        key, value = (key.upper(), value) if equals else ("", key)
        if key in ("", "ENCODING") and value.upper() in _ENCODINGS:
            encoding = _ENCODINGS[value.upper()]
        elif key == "TYPE" or (not key and value.upper() not in _WHEREABOUTS):
            types += [one.strip(' "').lower() for one in value.split(",")]
        elif key:
            parameters[key] = value.strip('"')
    said = parameters.get("PREF", "")
    name = named.group(2).strip().upper()
    if name == "SOUND" and "x-irmc-n" in types:  # how Japanese phones write the reading of a name
        name = "X-IRMC-N"
    return Head(
        name,
        (named.group(1) or "").lower(),
        tuple(one for one in types if one),
        parameters,
        int(said) if re.fullmatch("[0-9]{1,3}", said) else 1 if "pref" in types else 101,
        parameters.get("CHARSET", ""),
        encoding == "Q",
        encoding == "B",
        not (name in MEMBERS_OF_CARDS or name.startswith("X-") or parts[0].isupper()),
    )


_NO_HEAD: Final = Head("")
_head: Final = lru_cache(4096)(_parsed)


def _decoded(value: str, head: Head, encoding: str) -> str:
    """The value's text: as declared if that works, as UTF-8, in the file's encoding, or in a guessed one."""
    if head.name in MEDIA or head.is_base64:
        return value
    found = value.encode("utf-8", "surrogateescape")
    tried: tuple[str, ...] = (head.charset, "utf-8", encoding)
    if head.is_quoted_printable:
        found = a2b_qp(found).replace(b"\r\n", b"\n")
    elif not found.isascii():
        # What is valid UTF-8 and not ASCII is hardly ever anything else: files are transcoded, parameters stay.
        tried = ("utf-8", head.charset, encoding)
    for name in tried:
        try:
            if name:
                return storable(found.decode(name))
        except (UnicodeError, LookupError, ValueError):
            if name.lower() in ("utf-8", "utf8") and _is_damaged_utf8(found):
                break
    else:
        return found.decode(guess_encoding(found), "replace")
    return found.decode("utf-8", "replace").rstrip("\ufffd")


def _is_damaged_utf8(found: bytes) -> bool:
    """Whether most of what is not ASCII decodes; a value that was cut inside its last character always does."""
    text = found.decode("utf-8", "replace").rstrip("\ufffd")
    broken = text.count("\ufffd")
    whole = sum(1 for sign in text if sign > "\x7f") - broken
    return whole > 0 and 4 * broken <= whole
