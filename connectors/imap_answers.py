"""What a server's answers say: folders, their states, sets of UIDs, headers. Pure; raises SourceChanged for garbage."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from connectors.contract import SourceChanged
from connectors.imap_uids import Uids
from connectors.imap_wire import Answer

_TOKEN: Final = re.compile(rb'[ \t]*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))')
_ESCAPED: Final = re.compile(rb"\\(.)", re.DOTALL)
_SHIFTED: Final = re.compile(r"&([A-Za-z0-9+,]*)-")
_MOMENT: Final = re.compile(r" ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_CODES: Final = re.compile(rb"OK \[(UIDVALIDITY|UIDNEXT) (\d+)\]", re.IGNORECASE)
_USUAL: Final = re.compile(rb'\d+ FETCH \(UID (\d+) FLAGS \(([^()"]*)\) INTERNALDATE "([^"\\]*)" BODY\[HEADER\] ')
"""As nearly every server answers, what was asked for and in that order: read in half the time."""

MONTHS: Final = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())

Token = bytes | None | list["Token"]
"""An atom or a string, NIL, or a list in parentheses."""


class Status(NamedTuple):
    """What tells whether a folder has changed; 0 for what the server does not say."""

    uidvalidity: int
    uidnext: int
    messages: int


class Listed(NamedTuple):
    """A folder of a LIST answer. name: as the server writes it; attributes in small letters; delimiter "" for none."""

    name: bytes
    attributes: frozenset[str]
    delimiter: str


class Message(NamedTuple):
    """What was fetched of a message.

    arrived_at: INTERNALDATE (UTC, naive), None when it can't be read. is_draft: whether it is flagged as not sent yet.
    """

    uid: int
    arrived_at: datetime | None
    header: bytes
    is_draft: bool = False


def tokens(answer: Answer) -> list[Token]:
    """An answer taken apart (RFC 9051, section 9)."""
    open_lists: list[list[Token]] = [[]]
    for index, part in enumerate(answer.parts):
        if index % 2:
            open_lists[-1].append(part)
            continue
        position, end = 0, len(part.rstrip())
        while position < end:
            token = _TOKEN.match(part, position)
            if token is None or (token[2] and len(open_lists) == 1):
                raise _garbage()
            position = token.end()
            if token[4] is not None:
                open_lists[-1].append(None if token[4].upper() == b"NIL" else token[4])
            elif token[3] is not None:
                open_lists[-1].append(_ESCAPED.sub(rb"\1", token[3]) if b"\\" in token[3] else token[3])
            elif token[1]:
                open_lists.append([])
            else:
                closed = open_lists.pop()
                open_lists[-1].append(closed)
    if len(open_lists) > 1:
        raise _garbage()
    return open_lists[0]


def listed(answers: Iterable[Answer]) -> list[Listed]:
    """The folders of the LIST answers, those that can't be opened left out."""
    found = []
    for answer in answers:
        match tokens(answer) if answer.parts[0][:5].upper() == b"LIST " else []:
            case [_, list(attributes), delimiter, bytes(name), *_]:
                said = {_text(attribute).lower() for attribute in attributes if isinstance(attribute, bytes)}
                if not said & {"\\noselect", "\\nonexistent"}:
                    found.append(Listed(name, frozenset(said), _text(delimiter or b"")))
            case [_, *_]:
                raise _garbage()
    return found


def statuses(answers: Iterable[Answer]) -> dict[bytes, Status]:
    """The folders of the STATUS answers, by the name as the server writes it."""
    found = {}
    for answer in answers:
        match tokens(answer) if answer.parts[0][:7].upper() == b"STATUS " else []:
            case [_, bytes(name), list(said)]:
                values = {_text(key).upper(): _number(value) for key, value in zip(said[::2], said[1::2], strict=False)}
                found[name] = Status(*(values.get(key, 0) for key in ("UIDVALIDITY", "UIDNEXT", "MESSAGES")))
            case [_, *_]:
                raise _garbage()
    return found


def examined(answers: Iterable[Answer]) -> Status:
    """What a folder says of itself when it is opened."""
    codes, messages = {"UIDVALIDITY": 0, "UIDNEXT": 0}, 0
    for answer in answers:
        first, _, second = answer.parts[0].partition(b" ")
        if code := _CODES.match(answer.parts[0]):
            codes[_text(code[1]).upper()] = int(code[2])
        elif second.upper() == b"EXISTS":
            messages = _number(first)
    return Status(codes["UIDVALIDITY"], codes["UIDNEXT"], messages)


def searched(answers: Iterable[Answer]) -> Uids:
    """The UIDs of SEARCH or ESEARCH answers; a server may give several, with blanks at their ends."""
    found = Uids()
    for answer in answers:
        words = _text(answer.parts[0]).upper().split()
        if words[:1] == ["SEARCH"]:
            # CONDSTORE adds "(MODSEQ 5)" to some answers.
            upto = next((at for at, word in enumerate(words) if word.startswith("(")), len(words))
            found |= _uids(",".join(words[1:upto]))
        elif words[:1] == ["ESEARCH"] and "ALL" in words:
            found |= _uids("".join(words[words.index("ALL") + 1 :][:1]))
    return found


def message(answer: Answer) -> Message | None:
    """A message of a UID FETCH answer; None for any other answer, such as news of flags."""
    if answer.parts[2:] == (b")",) and (usual := _USUAL.fullmatch(answer.parts[0])):
        return Message(int(usual[1]), internal_date(_text(usual[3])), answer.parts[1], _is_draft(usual[2].split()))
    if b"BODY[HEADER]" not in answer.parts[0].upper():
        return None
    match tokens(answer):
        case [bytes(), bytes(verb), list(said)] if verb.upper() == b"FETCH":
            items = {
                _text(key).upper().partition("<")[0]: value for key, value in zip(said[::2], said[1::2], strict=False)
            }
            header = items.get("BODY[HEADER]") or b""
            uid, arrived, flags = items.get("UID"), items.get("INTERNALDATE"), items.get("FLAGS")
            if uid is not None and isinstance(header, bytes):
                is_draft = isinstance(flags, list) and _is_draft(flags)
                return Message(_number(uid), internal_date(_text(arrived or b"")), header, is_draft)
    raise _garbage()


def _is_draft(flags: Iterable[Token]) -> bool:
    return any(isinstance(flag, bytes) and flag.lower() == b"\\draft" for flag in flags)


def internal_date(text: str) -> datetime | None:
    """`17-Jul-1996 02:44:25 -0700` as UTC, naive; None when it is no such moment."""
    parts = _MOMENT.fullmatch(text)
    if parts is None or parts[2].lower() not in MONTHS:
        return None
    day, _, year, hour, minute, second, sign, hours, minutes = parts.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes))
    month = MONTHS.index(parts[2].lower()) + 1
    try:
        local = datetime(int(year), month, int(day), int(hour), int(minute), int(second))  # noqa: DTZ001
        return local + away if sign == "-" else local - away
    except (ValueError, OverflowError):
        return None


def folder_name(written: bytes) -> str:
    """A folder's name as people see it, from modified UTF-7 (RFC 3501, 5.1.3). What is none stays as it is."""
    text = written.decode("utf-8", "backslashreplace")
    try:
        return _SHIFTED.sub(_unshifted, text)
    except (NoBase64, UnicodeDecodeError):
        return text


def _unshifted(shifted: re.Match[str]) -> str:
    if not shifted[1]:
        return "&"
    base64 = shifted[1].replace(",", "/")
    return b64decode(base64 + "=" * (-len(base64) % 4)).decode("utf-16-be")


def _uids(text: str) -> Uids:
    try:
        return Uids.parse(text)
    except ValueError:
        raise _garbage() from None


def _number(token: Token) -> int:
    if not isinstance(token, bytes) or not token.isdigit():
        raise _garbage()
    return int(token)


def _text(token: Token) -> str:
    if not isinstance(token, bytes):
        raise _garbage()
    return token.decode("utf-8", "backslashreplace")


def _garbage() -> SourceChanged:
    return SourceChanged("An answer of the server can't be read: it is not what IMAP (RFC 9051) has there.")
