"""A ZIP that is the same bytes on every machine."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def zipped(members: Mapping[str, bytes], day: date) -> bytes:
    """These members in this order, dated that day; stored, as compressors differ between machines."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in members.items():
            entry = ZipInfo(name, (day.year, day.month, day.day, 22, 30, 0))
            entry.create_system = 3  # else it says on which system it was made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()
