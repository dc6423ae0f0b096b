"""A folder as one file: a ZIP of what it holds, made in memory, so that whoever reads the ZIP reads the folder too."""

from __future__ import annotations

import os
import zipfile
from io import BufferedReader, BytesIO
from pathlib import Path

from connectors.contract import NeedsYou

LARGEST_FOLDER = 1 << 30
"""Bytes: 1 GiB. A folder with more is hardly the one that was meant."""


def packed(folder: Path) -> BufferedReader:
    """The ZIP of every file below, by relative path; the same files give the same bytes. Hidden files are left out.

    Raises NeedsYou for a folder that is too large to be an export, OSError for what can't be read.
    """
    found = [file for file in sorted(folder.rglob("*")) if not _is_hidden(file.relative_to(folder)) and file.is_file()]
    if sum(file.stat().st_size for file in found) > LARGEST_FOLDER:
        raise NeedsYou(
            f"The folder {folder.name} holds over {LARGEST_FOLDER >> 30} GiB. Point `path` at the export in it."
        )
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:  # stored: it is read at once and thrown away
        for file in found:
            name = os.fsencode(file.relative_to(folder).as_posix()).decode("utf-8", "backslashreplace")
            archive.writestr(zipfile.ZipInfo(name), file.read_bytes())
    written.seek(0)
    return BufferedReader(written)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
