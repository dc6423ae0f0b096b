"""Address books as vCard files (.vcf), versions 2.1 to 4.0, from phones, mail programs and address-book servers.

A record is a card, byte for byte. Its key is its UID; without one a digest of its bytes. Its subject is its UID too, or
a digest of its name and e-mail addresses, so that a card without UID stays the same person when its note is edited.
See docs/vcard.md for which property becomes which claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from connectors.claims import Reading, Rejected
from connectors.contract import Connector, SourceRecord, Window
from connectors.files import FileOptions, FileReading, fetch_files, one_whole
from connectors.records import Batch, Context, Cursor, Origin, Record, digest
from connectors.vcard_cards import Encoding, Piece, encoding_of, pieces
from connectors.vcard_lines import Property, decoded, lines, storable
from connectors.vcard_person import readings
from connectors.vcard_values import moment

_UID_OR_REV: Final = re.compile(rb"[\r\n](UID|REV)(;[^:\r\n]*)?:([^\r\n]*)([\r\n]{1,2}[ \t])?", re.IGNORECASE)
_SHARED_UID: Final = re.compile(r"(uid:.*)#[0-9a-f]{32}\Z", re.DOTALL)
_SIGHT: Final = 8_192
"""Bytes of a file in which its first card begins, if it is one of cards."""


class VcardOptions(FileOptions):
    """Nothing but where the files are."""


class _Stamp(NamedTuple):
    """Which card, and when it was last changed (UTC, naive); "" and None when it does not say."""

    uid: str
    changed_at: datetime | None


def fetch(options: VcardOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
    """Batches of the cards of new and changed files."""
    return fetch_files(options, cursors, window, one_whole(read_file))


def read_file(content: bytes, file: str) -> FileReading:
    """The cards of a file, and the texts between them, each as a record; observed when its newest card was changed."""
    encoding = encoding_of(content)
    context = Context({"format": "vcard", "encoding": encoding.name, "found": encoding.found})
    found = [(piece, _stamp(piece, encoding)) for piece in pieces(content, encoding)]
    shared = _shared_uids(found)
    records = []
    for ordinal, (piece, stamp) in enumerate(found, start=1):
        if not piece.is_card:
            key = "text:" + digest(piece.raw)
        elif not stamp.uid:
            key = "card:" + digest(piece.raw)
        elif stamp.uid in shared:
            key = f"uid:{stamp.uid}#{digest(piece.raw)}"
        else:
            key = "uid:" + stamp.uid
        origin = Origin(file, ordinal=ordinal, line=piece.line)
        records.append(Record(key, piece.raw, context, origin, stamp.changed_at))
    changes = [stamp.changed_at for _, stamp in found if stamp.changed_at]
    return FileReading(records, observed_lo=max(changes, default=None))


def _stamp(piece: Piece, encoding: Encoding) -> _Stamp:
    if not piece.is_card:
        return _Stamp("", None)
    said: dict[bytes, str] = {}
    if not (encoding.is_wide or piece.has_inner):
        for name, parameters, value, fold in _UID_OR_REV.findall(piece.raw):
            if fold or b"uoted" in parameters.lower():
                break
            said.setdefault(name.upper(), value.decode("utf-8", "replace").strip())
        else:
            return _Stamp(storable(said.get(b"UID", "")), moment(said.get(b"REV", "")))
    own = decoded(lines(piece.raw, encoding.name), encoding.name)
    uid = next((value for head, value in own if head.name == "UID" and value.strip()), "")
    changed = next((value for head, value in own if head.name == "REV"), "")
    return _Stamp(storable(uid).strip(), moment(changed.strip()))


def _shared_uids(found: list[tuple[Piece, _Stamp]]) -> set[str]:
    """The UIDs that cards with different bytes have in this file."""
    first: dict[str, bytes] = {}
    return {stamp.uid for piece, stamp in found if stamp.uid and first.setdefault(stamp.uid, piece.raw) != piece.raw}


def read(record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
    """What a card says about its person, or its two; a text between cards is rejected."""
    encoding = str(facts.get("encoding", "utf-8"))
    written = lines(record.raw, encoding)
    if not written or written[0][0].name != "BEGIN":
        yield Rejected("text outside any card")
        return
    shared = _SHARED_UID.match(record.key)
    if shared:
        subject = f"{shared[1]}#{_identity(written) or digest(record.raw)}"
    elif record.key.startswith("uid:"):
        subject = record.key
    else:
        subject = "card:" + (_identity(written) or digest(record.raw))
    uid = (shared[1] if shared else record.key).removeprefix("uid:") if record.key.startswith("uid:") else ""
    yield from readings(decoded(written, encoding), subject, uid)


def _identity(written: list[Property]) -> str:
    """A digest of the name and the e-mail addresses as written; "" when the card has neither."""
    names = [value for head, value in written if head.name == "FN" and value.strip()]
    names = names or [value for head, value in written if head.name == "N" and value.strip("; ")]
    emails = sorted(value for head, value in written if head.name == "EMAIL" and value.strip())
    return digest(*names[:1], "", *emails) if names or emails else ""


def recognise(path: Path) -> Mapping[str, Any] | None:
    """No options are needed for a file whose beginning holds the beginning of a card."""
    with path.open("rb") as file:
        beginning = file.read(_SIGHT).replace(b"\0", b"")
    return {} if re.search(rb"BEGIN[ \t]*:[ \t]*VCARD", beginning, re.IGNORECASE) else None


CONNECTOR = Connector(name="vcard", options=VcardOptions, fetch=fetch, read=read, recognise=recognise)
