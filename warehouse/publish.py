"""Putting a finished build where people open it, so that no reader is ever blocked or sees half of one.

    data/warehouse.duckdb                       a link to the newest build: the name that people open
    data/warehouse.d/warehouse.<build>.duckdb   the builds; all but the newest are on their way out

DuckDB resolves the link when a file is opened, so a session keeps its build, and its write-ahead log, to itself; and it
names the catalog after the file up to the first dot, so that is `warehouse` in every build. No name is used twice: a
session that was killed may leave a log beside a build that is gone, and it must never meet another build.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from uuid import uuid4

import duckdb

from warehouse.disk import sync_to_disk
from warehouse.quoting import identifier, literal

STORAGE_VERSION = "v1.5.0"
"""The file format that the DuckDB in people's tools can open, older than what ours writes by itself."""

GRACE_SECONDS = 0.5
"""How long the last build outlives the swap. DuckDB reads the link and then opens what it names: of 669 opens in a
tight loop during 204 publishes without a pause, 18 found the file gone in between."""

SPILL_SECONDS = 86_400
"""A folder into which a session spills (`….duckdb.tmp`) is taken for abandoned after a day; it is in use before."""


class PublishError(Exception):
    """The build can't be put in place; the text says what is in the way."""


def new_build(warehouse: Path) -> Path:
    """A path for the next build of `warehouse`, in a folder for the owner's eyes only; nothing is there yet."""
    return _private_folder(warehouse) / f"{warehouse.stem}.{uuid4().hex}.duckdb"


def spill_folder(warehouse: Path) -> Path:
    """Where a build may put what does not fit into memory: in the folder that is for the owner's eyes only."""
    return _private_folder(warehouse) / "spill"


def attach_build(connection: duckdb.DuckDBPyConnection, build: Path, catalog: str = "warehouse") -> None:
    """Makes a build's file, attaches it under this name and makes it the current catalog."""
    connection.execute(
        f"attach {literal(str(build))} as {identifier(catalog)} (storage_version {literal(STORAGE_VERSION)})"
    )
    build.chmod(0o600)
    connection.execute(f"use {identifier(catalog)}")


def publish(build: Path, warehouse: Path, grace_seconds: float = GRACE_SECONDS) -> None:
    """Points `warehouse` at a build that is whole, checkpointed and closed, then removes every other build.

    build: a path from `new_build`. The caller holds the lock of the warehouse. Killed at any point, the link shows one
    whole build, and the next call removes what is left over.
    Raises PublishError when something other than our link is at `warehouse`.
    """
    folder = _folder(warehouse)
    if warehouse.exists() and not warehouse.is_symlink():
        raise PublishError(
            f"{warehouse.name} is a file of its own, not the link to the newest build that belongs there. "
            "Move it away, then run the command again."
        )
    if build.parent != folder:
        raise PublishError(f"{build.name} is not in {folder.name}, where builds of {warehouse.name} are made.")
    build.chmod(0o600)
    sync_to_disk(build)
    sync_to_disk(folder)
    _point(warehouse, build)
    others = _others(folder, build)
    if others:
        time.sleep(grace_seconds)
    for path in others:
        _remove(path)


def _folder(warehouse: Path) -> Path:
    return warehouse.with_suffix(".d")


def _private_folder(warehouse: Path) -> Path:
    folder = _folder(warehouse)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _point(warehouse: Path, build: Path) -> None:
    link = warehouse.with_name(f"{warehouse.name}.next")
    link.unlink(missing_ok=True)
    link.symlink_to(build.relative_to(warehouse.parent))
    link.replace(warehouse)
    sync_to_disk(warehouse.parent)


def _others(folder: Path, build: Path) -> list[Path]:
    # A reader may already be writing to the newest build, in a log of its own beside it.
    return [path for path in folder.iterdir() if not path.name.startswith(build.name)]


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink(missing_ok=True)
    elif path.stat().st_mtime < time.time() - SPILL_SECONDS:
        shutil.rmtree(path, ignore_errors=True)
