"""What `fetch` yields: records exactly as found, where they stood, and when the source was observed.

Batch ── records ──▶ Record ── context ──▶ Context   what the container says (header, encoding, …)
  │                     └───── origin ───▶ Origin    where it stood in this snapshot
  └───── snapshot ─▶ Snapshot                        when the source looked like this
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

Cursor = Mapping[str, Any]
"""How far a part was fetched: any JSON object; only the connector that wrote it reads it."""

OWNER = "me"
"""The reserved subject: the person whose warehouse this is."""


def digest(*parts: bytes | str) -> str:
    """32 hexadecimal digits that stand for these parts, in this order; ("ab", "c") is not ("a", "bc")."""
    hashed = blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hashed.update(len(encoded).to_bytes(8, "big"))
        hashed.update(encoded)
    return hashed.hexdigest()


@dataclass(frozen=True)
class Context:
    """What a record's container says and the record alone does not: header, dialect, encoding and how it was found.

    facts: a JSON object; equal facts are one context, archived once.
    """

    facts: Mapping[str, Any]

    @cached_property
    def encoded(self) -> str:
        """The facts as canonical JSON text."""
        return json.dumps(self.facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def context_id(self) -> str:
        """The digest of the canonical text."""
        return digest(self.encoded)

    def __hash__(self) -> int:
        return hash(self.context_id)


class Origin(NamedTuple):
    """Where a record stood in the snapshot that showed it. For finding it again, never for identity."""

    file: str = ""
    member: str = ""
    """Path inside an archive file; empty outside one."""
    ordinal: int | None = None
    """Position among the records of its file, from 1."""
    line: int | None = None
    """First line, from 1."""
    uid: str = ""
    """The server's own number for it."""


class Record(NamedTuple):
    """One thing a source holds, byte for byte. The key comes from the source's own bytes, never from its position."""

    key: str
    raw: bytes
    context: Context
    origin: Origin = Origin()
    changed_at: datetime | None = None
    """When the source says it last changed (UTC, naive)."""

    def __repr__(self) -> str:
        return f"Record({self.key!r}, {len(self.raw)} bytes, {self.origin.file}:{self.origin.ordinal})"


@dataclass(frozen=True)
class Snapshot:
    """A part of a source as it was observed once.

    fingerprint: digest of what was observed and how it is read; the same fingerprint is the same snapshot.
    observed_lo: the earliest moment (UTC, naive) this can have been observed, from the content's own dates;
        None when nothing in it is dated, and then the moment of landing orders it.
    complete: whether a record that is not in it was not there. Only the last batch of a snapshot can know.
    is_exact: whether it was observed at that moment, or just not before; then it is taken for older than another only
        if a record that both show had changed in between.
    content: digest of the bytes alone: the same content under another fingerprint is the same observation, read anew,
        and takes its place. None when reading has no options.
    again: what is only fetched again: the "whole" of what was landed under this fingerprint, or a "window" of the part,
        which belongs to its newest snapshot. Nothing comes or goes by it: it is not complete.
    """

    fingerprint: str
    observed_lo: datetime | None = None
    complete: bool = False
    is_exact: bool = True
    content: str | None = None
    again: Literal["whole", "window"] | None = None


@dataclass(frozen=True)
class Batch:
    """Some records of one part of a source; landed in one transaction with the cursor they lead to.

    part: folder, file or "" for a source that is one whole.
    cursor: true once this batch is stored; None where there is nothing to resume from.
    cursor_of: the part whose cursor that is, None for this one's own; a file that holds several wholes has one cursor.
    gone: the uids (`Origin.uid`) of this part that the source says it no longer has.
    ignored: what was passed over, by rule: {"empty row": 3}.
    """

    part: str
    snapshot: Snapshot
    records: Sequence[Record] = ()
    cursor: Cursor | None = None
    cursor_of: str | None = None
    gone: Sequence[str] = ()
    ignored: Mapping[str, int] = field(default_factory=dict)

    def again(self) -> Batch:
        """The same of a whole that was landed before: it leads nowhere, and landing it changes nothing."""
        return replace(self, snapshot=replace(self.snapshot, complete=False, again="whole"), cursor=None)
