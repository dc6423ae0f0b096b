"""The contract between a source and the rest: what a connector is, and what may go wrong with one.

    SourceError
    ├── TryLater        the source is down or busy: retried
    ├── NeedsYou        only the owner can mend it: this source stops, the others go on
    └── SourceChanged   the source no longer looks as our reader expects: the reader is out of date

Bad data is never an exception: `read` yields `Rejected`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from connectors.claims import Reading
from connectors.records import Batch, Cursor


class SourceError(Exception):
    """What `fetch` may raise; the subclass says what to do next. Its text holds no personal data."""


class TryLater(SourceError):
    """The source is down or busy; the same call may work in a while."""


class NeedsYou(SourceError):
    """The owner has to do something first; the text says what."""


class SourceChanged(SourceError):
    """The source no longer looks the way this reader knows it."""


class Options(BaseModel):
    """The settings of one source; unknown keys are refused.

    allow_shrink: whether it may suddenly show (nearly) nothing, which is otherwise taken for an accident.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    allow_shrink: bool = False


class Window(NamedTuple):
    """An interval of a source to fetch again, whatever was fetched before: since <= moment < until, UTC, naive.

    A record's own moment is when what it tells of happened, else when the source says that it last changed; a record
    with neither is older than all others.

    A windowed source yields just the records whose own moment lies in the window, and nothing is said to be gone. A
    cursor that a window yields names what is stored, so that a later fetch tells when that is gone; it never makes a
    later fetch skip anything else. Any other source yields everything anew; what is new to it moves its cursor and what
    has vanished is gone, as without a window. Either way, landing what was landed before changes nothing
    (`Snapshot.again`).
    """

    since: datetime
    until: datetime


class SourceRecord(NamedTuple):
    """A stored record as `read` sees it: nothing that depends on when or in what order it landed."""

    key: str
    raw: bytes


Fetch = Callable[[Any, Mapping[str, Cursor], Window | None], Iterator[Batch]]
Read = Callable[[SourceRecord, Mapping[str, Any]], Iterator[Reading]]


@dataclass(frozen=True)
class Connector:
    """One kind of source.

    fetch(options, cursors, window): batches of what is new since the cursors (part -> cursor); the only one to do I/O.
    read(record, facts): what a record says, given its context's facts; pure, never raises for bad data, never logs.
    recognise(path): the options that would read this file, or None when it is of another kind.
    windowed: whether a window bounds what `fetch` yields; else it yields everything anew.
    """

    name: str
    options: type[Options]
    fetch: Fetch
    read: Read
    recognise: Callable[[Path], Mapping[str, Any] | None] | None = None
    windowed: bool = False


def connectors() -> dict[str, Connector]:
    """Every connector by name: each module beside this one that defines CONNECTOR."""
    import connectors as package

    found = {}
    for module in pkgutil.iter_modules(package.__path__):
        connector = getattr(importlib.import_module(f"connectors.{module.name}"), "CONNECTOR", None)
        if connector is not None:
            found[connector.name] = connector
    return dict(sorted(found.items()))
