"""What a mail is known by: as a record of its source, and as the one mail that several sources may have."""

from __future__ import annotations

import re
from typing import Final

from connectors.mail_headers import Fields
from connectors.records import Record, digest

_REWRITTEN: Final = re.compile(
    rb"\n(?:(?:X-)?Status|X-(?:Keywords|UIDL?|IMAP(?:base)?|Evolution|Mozilla-(?:Status2?|Keys)|Gmail-Labels)"
    rb"|Content-Length|Lines)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*",
    re.IGNORECASE,
)
"""The fields in which mail programs keep what becomes of a mail: read, answered, labelled, moved."""

_TELLING: Final = ("date", "from", "to", "cc", "subject")
_ID: Final = re.compile(r"<([^<>]*)>")
_TWO_SIDED: Final = re.compile(r"[^\W_].*@.*[^\W_]")
_LETTER: Final = re.compile(r"[^\W_]")

LEAST_OF_AN_ID: Final = 8
"""Letters and digits before the @, or without any, for want of which an id that is not left@right is none: <1>, <@>."""

OTHER_MARKS: Final = "copy of a message with other marks"
"""The rule by which a part that has a message twice, read and unread, shows its first copy only."""


def record_key(block: bytes) -> str:
    """The key of a header block's record, the same however its lines end and whatever a mail program notes in it."""
    if b"\r" in block:
        block = block.replace(b"\r", b"" if b"\n" in block else b"\n")
    return "msg:" + digest(_REWRITTEN.sub(b"", b"\n" + block).strip(b"\n"))


def interaction_key(found: Fields, record_key: str) -> str:
    """The key of a mail, the same in every source: its Message-ID, else what its main fields say.

    Two mails without a date may say the same and be two; such a mail is known by its record.
    """
    if ids := message_ids(found.text("message-id")):
        return f"mid:{ids[0]}"
    if not found.text("date").strip():
        return f"hdr:{record_key}"
    return "hdr:" + digest(*(" ".join(" ".join(found.texts(field)).split()) for field in _TELLING))


def message_ids(text: str) -> list[str]:
    """The message ids in a field, without brackets and blanks; without any bracket, the words that have an @."""
    if "<" in text:
        told = ["".join(each.split()) for each in _ID.findall(text)]
    else:
        told = [word for word in text.split() if "@" in word]
    return [each for each in told if _is_id(each)]


def _is_id(told: str) -> bool:
    return bool(_TWO_SIDED.search(told)) or len(_LETTER.findall(told.partition("@")[0])) >= LEAST_OF_AN_ID


class FirstWordings:
    """The first wording of each key in a part. others: how many copies differed from it, which is by marks alone."""

    def __init__(self) -> None:
        self._wording_of: dict[str, str] = {}
        self.others = 0

    def has(self, record: Record) -> bool:
        """Whether this is the first wording of its key, or just like it."""
        wording = digest(record.raw)
        is_first = self._wording_of.setdefault(record.key, wording) == wording
        self.others += not is_first
        return is_first
