"""The files of an export: the members of a ZIP, or the one file that it is. Nothing is unpacked to disk.

What a ZIP says of itself is not believed: names are no paths, and no more is inflated than an export can hold.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from connectors.contract import NeedsYou
from connectors.linkedin_kinds import expected_kind

LARGEST_EXPORT = 1 << 29
"""Bytes that all tables of an export may have together: 512 MiB, several times what thirty years of messages need."""

MOST_INFLATED = 200
"""How many times larger than its compressed bytes a table may be; text shrinks to a tenth, a bomb to a thousandth."""

SMALL = 1 << 24
"""Bytes below which nobody minds how well they were compressed: 16 MiB."""

MOST_MEMBERS = 10_000

START = 65_536
"""Bytes in which a header or the name of a member is looked for."""

TABLES = (".csv", ".tsv", ".txt")

_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
"""What stands before the name of a member, with its length."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, struct.error,
           NotImplementedError, OverflowError, MemoryError)  # fmt: skip
"""What `zipfile` raises for one damaged byte or another."""


class Member(NamedTuple):
    """A table of the export: its path in the ZIP, "" where the file is the table, and its bytes."""

    path: str
    content: bytes


class Members(NamedTuple):
    """The tables of a file, what else is in it, by rule, and the exports that are in it as ZIPs of their own."""

    tables: list[Member]
    ignored: Counter[str]
    is_archive: bool
    exports: Sequence[str] = ()


def is_zip(start: bytes) -> bool:
    """Whether a file that begins like this is a ZIP."""
    return start.startswith(_ZIP)


def promises_an_export(name: str, start: bytes) -> bool:
    """Whether a ZIP that begins like this claims to be LinkedIn's, whether or not it can be opened."""
    if not name.lower().endswith(".zip") and not is_zip(start):
        return False
    lengths = [(found.end(), int.from_bytes(found[1], "little")) for found in _MEMBER.finditer(start)]
    names = [start[at : at + length].decode("utf-8", "replace") for at, length in lengths]
    kinds = {expected_kind(name) for name in names if PurePosixPath(name).suffix.lower() in TABLES}
    return "linkedin" in name.lower() or bool(kinds - {None, "contacts"})


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
    found, exports, ignored, left = list[Member](), list[str](), Counter[str](), LARGEST_EXPORT
    listed = [member for member in archive.infolist() if not member.is_dir()]
    if len(listed) > MOST_MEMBERS:
        raise _too_large(name)
    for member in listed:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.suffix.lower() not in TABLES or path.name.startswith(".") or "__MACOSX" in path.parts:
            ignored["file that is no table"] += 1
            if path.suffix.lower() == ".zip" and not path.name.startswith("."):
                with archive.open(member) as opened:
                    start = opened.read(START)
                exports += [_storable(path.name)] if promises_an_export(path.name, start) else []
            continue
        most = min(left, max(SMALL, MOST_INFLATED * member.compress_size))
        with archive.open(member) as opened:
            content = opened.read(most + 1)
        if len(content) > most:
            raise _too_large(name)
        left -= len(content)
        found.append(Member(_storable(member.filename), content))
    return Members(found, ignored, True, exports)


def _storable(path: str) -> str:
    return path.replace("\0", "").encode("utf-8", "backslashreplace").decode()


def _damaged(name: str) -> NeedsYou:
    return NeedsYou(f"{name} is a damaged ZIP file. Download the export again.")


def _too_large(name: str) -> NeedsYou:
    return NeedsYou(
        f"{name} holds more than a LinkedIn export can: over {LARGEST_EXPORT >> 20} MiB, over {MOST_MEMBERS:,} files, "
        "or a file that was compressed too well to be a table. Point `path` at the file as LinkedIn gave it."
    )
