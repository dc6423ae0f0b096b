"""Whether a file or a folder is an export of LinkedIn's, told by the headers of its tables.

A ZIP that can't be read, or that has the export in it as another ZIP, is recognised too: then reading it says what is
wrong, which "unknown kind of file" would not.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectors.contract import NeedsYou
from connectors.linkedin_kinds import stem
from connectors.linkedin_members import START, is_zip, members, promises_an_export
from connectors.linkedin_table import is_of_linkedin


def recognise(path: Path) -> Mapping[str, Any] | None:
    """No options are needed for a ZIP, folder or CSV file with a table of LinkedIn's in it."""
    return {} if (_is_one_export(path) if path.is_dir() else _is_of_linkedin(path)) else None


def _is_of_linkedin(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(START)
        file.seek(0)
        if not is_zip(start):
            return is_of_linkedin(start, path.name) if start else promises_an_export(path.name, start)
        try:
            found = members(file, path.name)
        except NeedsYou:
            return promises_an_export(path.name, start)
    return bool(found.exports) or any(is_of_linkedin(each.content[:START], each.path) for each in found.tables)


def _is_one_export(folder: Path) -> bool:
    """Whether a folder, or those in it, hold the tables of an export, and not of several exports each."""
    files = [file for pattern in ("*", "*/*") for file in folder.glob(pattern) if file.suffix.lower() == ".csv"]
    tables = {(file.parent, stem(file.name)) for file in files if file.is_file() and _is_of_linkedin(file)}
    return bool(tables) and len({name for _, name in tables}) == len(tables)
