"""Files that hold files: what is checked of a file's text is checked of each member of a ZIP."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from connectors.records import Record


def texts_in(content: bytes, records: Sequence[Record]) -> Iterator[tuple[str, bytes, list[Record]]]:
    """Each text that records are slices of, with the records from it: ("", the file, all) where it is no ZIP."""
    if not is_zip(content):
        yield "", content, list(records)
        return
    for name, text in members_of(content).items():
        yield name, text, [record for record in records if record.origin.member == name]


def is_zip(content: bytes) -> bool:
    """Whether this file is a ZIP."""
    return zipfile.is_zipfile(BytesIO(content))


def members_of(content: bytes) -> dict[str, bytes]:
    """The files in a ZIP by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP of these members, the same bytes every time."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
