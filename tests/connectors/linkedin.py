"""What the tests of LinkedIn exports share: exports as dictionaries, what they say, the corpus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from connectors.claims import Reading
from connectors.contract import SourceRecord
from connectors.files import FileReading
from connectors.linkedin_export import CONNECTOR, LinkedinOptions, read_wholes
from connectors.records import Record
from tests.connectors.containers import zip_of
from tests.connectors.planting import REPOSITORY

CORPUS = REPOSITORY.parent / "shared" / "corpus"


def wholes(
    members: Mapping[str, bytes | str] | bytes | str, name: str = "export.zip", **said: Any
) -> dict[str, FileReading]:
    """The wholes of an export by name; of a ZIP with these members, or of one file with this content."""
    content = zip_of(members) if isinstance(members, Mapping) else members
    file = BytesIO(content.encode() if isinstance(content, str) else content)
    found = read_wholes(LinkedinOptions(path="", **said), file, name)
    assert len({each.whole for each in found}) == len(found), "Two wholes of a file have one name."
    return {each.whole: each for each in found}


def readings(records: Iterable[Record]) -> list[Reading]:
    """What records say, read as from the archive."""
    return [reading for record in records for reading in readings_of(record)]


def readings_of(record: Record) -> list[Reading]:
    """What one record says."""
    return list(CONNECTOR.read(SourceRecord(record.key, record.raw), json.loads(record.context.encoded)))


def said(members: Mapping[str, bytes | str] | bytes | str, name: str = "export.zip", **options: Any) -> list[Reading]:
    """What all of an export says."""
    return readings(record for whole in wholes(members, name, **options).values() for record in whole.records)


def corpus(folder: str) -> Path:
    """A folder of the corpus; skips the test where that is absent."""
    if not CORPUS.is_dir():
        pytest.skip("the shared corpus is not beside this repository")
    return CORPUS / folder


def shared_rows(file: str) -> Iterator[list[str]]:
    """The rows of a table about LinkedIn's exports."""
    for line in (corpus("linkedin") / file).read_text("utf-8").splitlines():
        yield line.split("\t")
