"""The files of an export: the members of a ZIP, or the one file that it is. Nothing is unpacked to disk.

What a ZIP says of itself is not believed: names are no paths, and no more is inflated than an export can hold.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from connectors.contract import NeedsYou

LARGEST_EXPORT = 1 << 29
"""Bytes that all tables of an export may have together: 512 MiB, several times what thirty years of messages need."""

MOST_INFLATED = 200
"""How many times larger than its compressed bytes a table may be; text shrinks to a tenth, a bomb to a thousandth."""

SMALL = 1 << 24
"""Bytes below which nobody minds how well they were compressed: 16 MiB."""

MOST_MEMBERS = 10_000

TABLES = (".csv", ".tsv", ".txt")

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, struct.error,
           NotImplementedError, OverflowError, MemoryError)  # fmt: skip
"""What `zipfile` raises for one damaged byte or another."""


class Member(NamedTuple):
    """A table of the export: its path in the ZIP, "" where the file is the table, and its bytes."""

    path: str
    content: bytes


class Members(NamedTuple):
    """The tables of a file, and what else is in it, by rule."""

    tables: list[Member]
    ignored: Counter[str]
    is_archive: bool


def is_zip(start: bytes) -> bool:
    """Whether a file that begins like this is a ZIP."""
    return start.startswith(_ZIP)


def members(file: BinaryIO, name: str) -> Members:
    """The tables in an open file; raises NeedsYou when it is damaged, locked or larger than any export."""
    start = file.read(4)
    file.seek(0)
    if not is_zip(start):
        content = file.read(LARGEST_EXPORT + 1)
        if len(content) > LARGEST_EXPORT:
            raise _too_large(name)
        return Members([Member("", content)], Counter(), False)
    try:
        with zipfile.ZipFile(file) as archive:
            return _inflated(archive, name)
    except RuntimeError as error:
        if isinstance(error, NotImplementedError):
            raise _damaged(name) from None
        raise NeedsYou(f"{name} is locked with a password. Unpack it and point `path` at the folder.") from None
    except _DAMAGE:
        raise _damaged(name) from None


def _inflated(archive: zipfile.ZipFile, name: str) -> Members:
    found, ignored, left = list[Member](), Counter[str](), LARGEST_EXPORT
    listed = [member for member in archive.infolist() if not member.is_dir()]
    if len(listed) > MOST_MEMBERS:
        raise _too_large(name)
    for member in listed:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.suffix.lower() not in TABLES or path.name.startswith(".") or "__MACOSX" in path.parts:
            ignored["file that is no table"] += 1
            continue
        most = min(left, max(SMALL, MOST_INFLATED * member.compress_size))
        with archive.open(member) as opened:
            content = opened.read(most + 1)
        if len(content) > most:
            raise _too_large(name)
        left -= len(content)
        found.append(Member(_storable(member.filename), content))
    return Members(found, ignored, True)


def _storable(path: str) -> str:
    return path.replace("\0", "").encode("utf-8", "backslashreplace").decode()


def _damaged(name: str) -> NeedsYou:
    return NeedsYou(f"{name} is a damaged ZIP file. Download the export again.")


def _too_large(name: str) -> NeedsYou:
    return NeedsYou(
        f"{name} holds more than a LinkedIn export can: over {LARGEST_EXPORT >> 20} MiB, over {MOST_MEMBERS:,} files, "
        "or a file that was compressed too well to be a table. Point `path` at the file as LinkedIn gave it."
    )
