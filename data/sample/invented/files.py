"""The files of the sample and their truth."""

from __future__ import annotations

from pathlib import Path

from . import alumni, google, linkedin, phone
from .careers import careers
from .export import Export, csv_text
from .mbox import mailbox_files
from .people import World
from .world import invent


def exports(world: World) -> list[Export]:
    """Every file that a program exported."""
    return [*google.exports(world), phone.export(world), alumni.export(world), *linkedin.exports(world)]


def truth(files: list[Export]) -> str:
    """One row for each person in each record.

    file: its path. member: the file inside an archive. ordinal: the record in it, from 1.
    person: 1, or 2 for the second person of a record; of a message and an invitation, 1 is the sender.
    key: the same key is the same person; `me` is the owner, `place-…` a firm or a nursery, so no person, `stranger-…`
    someone the owner has in no address book, `nobody` someone of whom the record does not say who it is.
    """
    rows = [
        [export.path, member, str(ordinal), str(person), key]
        for export in files
        for member, records in export.people.items()
        for ordinal, people in enumerate(records, 1)
        for person, key in enumerate(people, 1)
    ]
    return csv_text(["file", "member", "ordinal", "person", "key"], rows)


def write(folder: Path) -> None:
    """Writes all files below this folder; those of the same name are replaced."""
    world = invent()
    files = exports(world)
    mail, mail_truth = mailbox_files(world)
    for export in [*files, *mail]:
        path = folder / export.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(export.content)
    (folder / "truth.csv").write_bytes(truth(files).encode())
    (folder / "mail-truth.csv").write_bytes(mail_truth.encode())
    (folder / "careers-truth.csv").write_bytes(careers(world).encode())
