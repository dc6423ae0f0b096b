"""Bringing an archive to today's schema: on a copy, so that a failure or a crash leaves the old one as it was."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.disk import sync_to_disk
from warehouse.lock import is_open_elsewhere

MIGRATIONS = sorted((Path(__file__).parent / "migrations").glob("*.sql"))


class ArchiveError(Exception):
    """The archive can't be used; the text says why and what to do."""


def migrate(path: Path) -> None:
    """Make the archive, or bring it to today's schema; nothing when it is there already.

    Raises ArchiveError when a newer reknit wrote it, or when it is no archive.
    """
    version = _version(path) if path.exists() else 0
    if version == len(MIGRATIONS):
        return
    if version > len(MIGRATIONS):
        raise ArchiveError(
            f"{path.name} has schema version {version} and this reknit knows {len(MIGRATIONS)}. "
            "A newer reknit wrote it; update this one."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = path.with_suffix(".migrating")
    copy.unlink(missing_ok=True)
    copy.with_name(copy.name + ".wal").unlink(missing_ok=True)
    if path.exists():
        copy.touch(0o600)
        shutil.copyfile(path, copy)
    with duckdb.connect(str(copy)) as connection:
        copy.chmod(0o600)
        connection.execute("create table if not exists schema_version (version integer, applied_at timestamp)")
        for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.execute("begin")
            connection.execute(migration.read_text(encoding="utf-8"))
            connection.execute(
                "insert into schema_version values (?, ?)", [number, datetime.now(UTC).replace(tzinfo=None)]
            )
            connection.execute("commit")
        connection.execute("checkpoint")
    sync_to_disk(copy)
    copy.replace(path)
    sync_to_disk(path.parent)


def _version(path: Path) -> int:
    try:
        with duckdb.connect(str(path)) as connection:
            # Opened for writing, so that what a killed process left in the log is in the file that is copied.
            connection.execute("checkpoint")
            row = connection.execute("select max(version) from schema_version").fetchone()
    except duckdb.Error as error:
        if is_open_elsewhere(error):
            raise ArchiveError(
                f"Another program has {path.name} open. Close it there; to look inside, open a copy."
            ) from None
        raise ArchiveError(
            f"{path.name} can't be opened as an archive ({type(error).__name__}). "
            "If it is damaged, `reknit restore` puts a backup in its place."
        ) from error
    return int(row[0]) if row and row[0] else 0
