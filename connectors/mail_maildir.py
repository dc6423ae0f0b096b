"""Folders with one file for each message: Maildir (cur/new), or a folder of .eml files.

A message's file is its record's uid, without the flags that a Maildir puts at the end of the name:

    cur/1115107200.M1P2.host:2,S     flags S (seen); a changed flag is no change
    cur/1115107200.M1P2.host!2,DS    flags D (draft): never sent, so left out; "!" where ":" can't be in a name
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from connectors.contract import NeedsYou, Window
from connectors.files import FileOptions, unbegun
from connectors.mail_keys import OTHER_MARKS, FirstWordings
from connectors.mail_mbox import FIRST_READ_BYTES, block_at
from connectors.mail_message import message_record
from connectors.records import Batch, Cursor, Record, Snapshot, digest

BATCH_RECORDS: Final = 5_000
"""Messages landed in one transaction, as of other files."""

_FLAGS: Final = re.compile(r"[:;!]2,[A-Za-z]*\Z")
MESSAGE_SUFFIX: Final = ".eml"
"""Of a file that is one message."""


class Folder(NamedTuple):
    """A folder of messages as it is now. files: by uid, sorted. drafts: how many are left out as such."""

    path: Path
    files: Mapping[str, Path]
    drafts: int


def is_maildir(path: Path) -> bool:
    """Whether a folder is laid out as a Maildir; `new` and `tmp` are missing where empty folders got lost."""
    return (path / "cur").is_dir()


def listed(path: Path) -> Folder:
    """The messages that a Maildir, or a folder of .eml files, holds now."""
    if is_maildir(path):
        named = [(_FLAGS.search(file.name), file) for part in ("new", "cur") for file in _files(path / part)]
        found = {file.name[: flags.start()] if flags else file.name: (flags, file) for flags, file in named}
    else:
        found = {file.name: (None, file) for file in _files(path) if file.suffix.lower() == MESSAGE_SUFFIX}
    sent = {uid: file for uid, (flags, file) in sorted(found.items()) if not (flags and "D" in flags[0])}
    return Folder(path, sent, len(found) - len(sent))


def folder_batches(
    part: str, folder: Folder, cursor: Cursor, window: Window | None, options: FileOptions, rule: str | None
) -> Iterator[Batch]:
    """Batches of a folder whose set of messages changed since the cursor, from where it left off.

    window: whatever it is, all of the folder is fetched anew.
    rule: by which the folder is left out, if it is; then its messages are counted only.
    """
    content = _content(folder)
    fingerprint = digest(content, options.model_dump_json(exclude={"path", "files", "allow_shrink"}))
    is_done = cursor["done"] == [fingerprint]
    if is_done and window is None:
        return
    batches = _batches(
        part,
        folder,
        cursor if window is None else unbegun(cursor),
        Snapshot(fingerprint, complete=True, is_exact=False, content=content),
        rule,
    )
    yield from (batch.again() for batch in batches) if is_done else batches


def _batches(part: str, folder: Folder, cursor: Cursor, snapshot: Snapshot, rule: str | None) -> Iterator[Batch]:
    """Batches of a folder from where the cursor left off."""
    fingerprint = snapshot.fingerprint
    uids = [] if rule else list(folder.files)
    counts = Counter({"draft": folder.drafts, **({rule: len(folder.files)} if rule else {})})
    name = part or folder.path.name
    landed = int(cursor["records"]) if cursor.get("content") == fingerprint else 0
    first = FirstWordings()
    if landed:  # what is a copy of what was landed is still to be known
        _records(folder, uids[:landed], name, first)
    while len(uids) - landed > BATCH_RECORDS:
        records = _records(folder, uids[landed : landed + BATCH_RECORDS], name, first)
        landed += BATCH_RECORDS
        reached: Cursor = {"done": list(cursor["done"]), "content": fingerprint, "records": landed}
        yield Batch(part, replace(snapshot, complete=False), records, reached)
    records = _records(folder, uids[landed:], name, first)
    counts[OTHER_MARKS] = first.others
    yield Batch(part, snapshot, records, {"done": [fingerprint]}, ignored=dict(+counts))


def _records(folder: Folder, uids: Sequence[str], name: str, first: FirstWordings) -> list[Record]:
    """The records of these messages; one that has been deleted meanwhile is none, nor is a copy with other marks."""
    records = []
    now = folder.files
    for uid in uids:
        block = _block(now[uid])
        if block is None:  # its flags changed, and with them its file's name, or it has moved from new to cur
            now = {**now, **listed(folder.path).files}
            block = _block(now[uid])
        if block is not None and first.has(record := message_record(block, name, uid=uid)):
            records.append(record)
    return records


def _block(path: Path) -> bytes | None:
    """The header block of a message's file; None when it is not there."""
    try:
        with path.open("rb", buffering=FIRST_READ_BYTES) as file:
            return block_at(file, 0, path.stat().st_size)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NeedsYou(f"A message in {path.parent.name} can't be opened: {error.strerror}.") from error


def _content(folder: Folder) -> str:
    """Digest of which messages there are: a Maildir never changes one in place; of other files size and date tell."""
    if is_maildir(folder.path):
        return digest(*folder.files)
    known = ((uid, file.stat()) for uid, file in folder.files.items())
    return digest(*(f"{uid}:{stat.st_size}:{stat.st_mtime_ns}" for uid, stat in known))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return [file for file in path.iterdir() if not file.name.startswith(".") and file.is_file()]
