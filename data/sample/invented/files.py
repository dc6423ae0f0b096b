"""The files of the sample and their truth."""

from __future__ import annotations

from pathlib import Path

from . import alumni, google, phone
from .export import Export, csv_text
from .people import World
from .world import invent


def exports(world: World) -> list[Export]:
    """Every file that a program exported."""
    return [*google.exports(world), phone.export(world), alumni.export(world)]


def truth(files: list[Export]) -> str:
    """One row for each person in each record.

    file: its path. ordinal: the record in it, from 1. person: 1, or 2 for the second person of a record.
    key: the same key is the same person; `me` is the owner, `place-…` a firm or a nursery, so no person.
    """
    rows = [
        [export.path, str(ordinal), str(person), key]
        for export in files
        for ordinal, people in enumerate(export.people, 1)
        for person, key in enumerate(people, 1)
    ]
    return csv_text(["file", "ordinal", "person", "key"], rows)


def write(folder: Path) -> None:
    """Writes all files below this folder; those of the same name are replaced."""
    files = exports(invent())
    for export in files:
        path = folder / export.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(export.content)
    (folder / "truth.csv").write_bytes(truth(files).encode())
