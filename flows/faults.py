"""Errors that are safe to show: ours are written to be read; of any other only its type and place are told.

The text of somebody else's error may quote the value it stumbled over, and what a run shows is kept by Prefect.
"""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.contract import NeedsYou, SourceChanged, SourceError, TryLater
from flows.finding import NotFound
from flows.local_server import ServerDied
from flows.report import Synced
from warehouse.backup import BackupError
from warehouse.checking import CheckFailed
from warehouse.lock import Locked
from warehouse.migrate import ArchiveError
from warehouse.model_file import ModelError
from warehouse.presence import SuddenlyEmpty
from warehouse.publish import PublishError
from warehouse.reading import NoWarehouse
from warehouse.settings_problems import SettingsError


class CommandError(Exception):
    """A command can't be carried out as asked; the text says what was found and what to do."""


class SomeSourcesFailed(Exception):
    """The others were synced and the warehouse is built; the text names each source that failed and why.

    synced: what the run came to all the same.
    """

    def __init__(self, synced: Synced) -> None:
        super().__init__(synced)
        self.synced = synced

    def __str__(self) -> str:
        return "; ".join(f"{source}: {reason}" for source, reason in self.synced.failures.items())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"  # Prefect logs it, and what the run came to is long


class DiskTrouble(SourceError):
    """The disk is full, read-only, or not ours; the text says so and what to do."""


class Fault(SourceError):
    """Our own code failed; the text names the kind of error and the place, and holds no value."""


OURS = tuple(f"{Path(__file__).parents[1] / name}/" for name in ("connectors", "flows", "transforms", "warehouse"))
"""Where our own code is: an error is told with the last place there that it passed through."""

OUTCOMES: dict[type[SourceError], str] = {
    TryLater: "try_later",
    NeedsYou: "needs_you",
    SourceChanged: "source_changed",
    DiskTrouble: "needs_you",
    Fault: "failed",
}
"""What the archive calls each way in which fetching a source may end, but for `completed`."""

SENTENCES: tuple[type[Exception], ...] = (
    ArchiveError,
    BackupError,
    CheckFailed,
    CommandError,
    Locked,
    ModelError,
    NoWarehouse,
    NotFound,
    PublishError,
    ServerDied,
    SettingsError,
    SomeSourcesFailed,
    *OUTCOMES,
)
"""Errors whose text is written for the owner of the warehouse."""


TROUBLES = {
    os.strerror(errno.ENOSPC): "The disk is full; make room and run it again.",
    os.strerror(errno.EDQUOT): "Your quota of the disk is used up; make room and run it again.",
    os.strerror(errno.EROFS): "The disk is read-only; make it writable and run it again.",
    os.strerror(errno.EACCES): "A file or folder there is not yours to write; see who owns it, and run it again.",
    "Corrupt database file": "A database file is damaged; if it is the archive, `reknit restore` puts a backup there.",
}
"""What the system's and DuckDB's errors say, whatever their type, and what it means."""


def shown(error: Exception) -> Exception:
    """The error as it may be shown: itself if it is one of ours, else a Fault that says where it happened."""
    if isinstance(error, SuddenlyEmpty):
        return NeedsYou(str(error))
    if isinstance(error, SENTENCES):
        return error
    for words, sentence in TROUBLES.items():
        if words in str(error):
            return DiskTrouble(f"{sentence} Nothing is half done, and the answers of before stay.")
    places = traceback.extract_tb(error.__traceback__)
    place = next((place for place in reversed(places) if place.filename.startswith(OURS)), places[-1])
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return Fault(f"{type(error).__name__} in {where}; please report this.")


@contextmanager
def shown_errors() -> Iterator[None]:
    """Raise what the block raises as it may be shown, without the traceback of the original."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (each is either ours or becomes a Fault)
        raise shown(error) from None
