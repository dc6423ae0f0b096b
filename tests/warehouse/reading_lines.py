"""A source whose records say what they claim, one claim a line, and a small warehouse made of such sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from connectors.claims import Alias, Birthday, Email, Name, Note, Nothing, Phone, Reading, Rejected, Unread
from tests.warehouse.shelf import Shelf
from warehouse.build import Inputs, Places
from warehouse.staging import SourceReader

KEY = b"k" * 32


def read(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Reading]:
    """Claims of the lines of a record; the subject is its key. `raises` and `a lone surrogate` are faults."""
    for line in raw.decode().splitlines():
        word, _, value = line.partition(" ")
        match word:
            case "name":
                yield Name(key, full=value)
            case "email":
                yield Email(key, value)
            case "phone":
                yield Phone(key, value)
            case "born":
                yield Birthday(key, year=int(value))
            case "alias":
                yield Alias(key, value)
            case "unread":
                yield Unread(value)
            case "rejected":
                yield Rejected(value, "a field")
            case "nothing":
                yield Nothing(value)
            case "raises":
                raise RuntimeError(value)
            case "surrogate":
                yield Note(key, "\ud800")
            case "context":
                yield Note(key, str(facts))


def reader(version: str = "1") -> SourceReader:
    """The reader of such a source."""
    return SourceReader(read, version, "GB")


def inputs(*sources: str, key: bytes = KEY, as_of: date = date(2026, 6, 30), code: str = "1") -> Inputs:
    """What a build is made from, besides the archive."""
    return Inputs({source: reader() for source in sources or ("phone",)}, key, as_of, code)


def places(folder: Path, use_cache: bool = True) -> Places:
    """The files of a warehouse in this folder."""
    return Places(
        folder / "archive.duckdb", folder / "cache.duckdb" if use_cache else None, folder / "warehouse.duckdb"
    )


def shelf_in(folder: Path) -> Shelf:
    """The archive in this folder, with the key of these tests."""
    shelf = Shelf(folder / "archive.duckdb")
    shelf.expect_key(KEY)
    return shelf
