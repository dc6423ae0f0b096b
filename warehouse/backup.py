"""A backup is one file with everything that can't be made again: the archive, the key of the profile ids, the settings.

A plain tar, so that it can be opened without us. It holds personal data: its mode is 0600.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import duckdb

from warehouse.disk import sync_to_disk
from warehouse.migrate import MIGRATIONS
from warehouse.quoting import literal

MANIFEST = "manifest.json"
ARCHIVE, KEY, SETTINGS = "archive.duckdb", "profile.key", "reknit.toml"


class BackupError(Exception):
    """The backup can't be written or put back; the text says why. Nothing was changed."""


def backup(archive: Path, key: Path, settings: Path, target: Path) -> None:
    """Write a backup, whole or not at all. The caller holds the lock. Raises BackupError, also when target exists."""
    if target.exists():
        raise BackupError(f"{target.name} is there already; choose another name, a backup replaces nothing.")
    if not target.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {target.absolute().parent} to write {target.name} into.")
    if not archive.exists():
        raise BackupError("There is no archive yet; `reknit sync` makes it.")
    with _work_folder(archive.parent) as folder:
        copy = folder / ARCHIVE
        # Copied by the database, so that what is still in its log comes along, and the copy is known to be readable.
        with duckdb.connect() as connection:
            connection.execute(f"attach {literal(str(archive))} as live")
            connection.execute(f"attach {literal(str(copy))} as copy")
            connection.execute("copy from database live to copy")
        files = {ARCHIVE: copy, KEY: key, SETTINGS: settings}
        draft = target.with_name(f".{target.name}.part")
        try:
            draft.touch(0o600)
            _write(draft, files)
            sync_to_disk(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    sync_to_disk(target.absolute().parent)


def restore(source: Path, archive: Path, key: Path, replace: bool) -> None:
    """Put a backup's archive and key in place. The caller holds the lock.

    An archive that is there stays unless `replace`, and then it is kept beside the new one, under a name with the date.
    Raises BackupError before anything is changed.
    """
    if archive.exists() and not replace:
        raise BackupError(
            f"{archive.name} is there already. `--replace` puts the backup in its place and keeps it beside it."
        )
    with _work_folder(archive.parent) as folder:
        _extract(source, folder, ARCHIVE, KEY)
        _keep(archive, key)
        # The archive goes first: until its key has followed, it is refused, with the old key as without any.
        for name, file in ((ARCHIVE, archive), (KEY, key)):
            extracted = folder / name
            extracted.chmod(0o600)
            sync_to_disk(extracted)
            extracted.replace(file)
            sync_to_disk(file.parent)


def restore_settings(source: Path, settings: Path) -> None:
    """Put a backup's settings file where there is none. Raises BackupError."""
    with _work_folder(settings.parent) as folder:
        _extract(source, folder, SETTINGS)
        (folder / SETTINGS).chmod(0o600)
        (folder / SETTINGS).replace(settings)


@contextmanager
def _work_folder(beside: Path) -> Iterator[Path]:
    """An empty folder for as long as the block runs; the name is always the same, so what a killed one left goes."""
    folder = beside / ".backup"
    shutil.rmtree(folder, ignore_errors=True)
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(archive: Path, key: Path) -> None:
    """Give what is there a second name with the moment in it; the archive's log, if it has one, only that name."""
    if archive.exists():
        # One that is damaged, which may be why there is a restore, is kept as it is.
        with suppress(duckdb.Error), duckdb.connect(str(archive)) as connection:
            connection.execute("checkpoint")
    moment = f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    for file in (archive, key):
        if file.exists():
            os.link(file, file.with_name(f"{file.name}.{moment}"))
    log = archive.with_name(f"{archive.name}.wal")
    if log.exists():
        log.replace(archive.with_name(f"{archive.name}.{moment}.wal"))


def _write(draft: Path, files: Mapping[str, Path]) -> None:
    manifest = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "schema_version": len(MIGRATIONS),
        "sha256": {name: _sha256(file) for name, file in files.items()},
    }
    text = json.dumps(manifest, indent=2).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    with tarfile.open(draft, "w") as tar:
        tar.addfile(entry, BytesIO(text))
        for name, file in files.items():
            tar.add(file, name, filter=_private)


def _private(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mode = 0o600
    return entry


def _extract(source: Path, folder: Path, *names: str) -> None:
    """Take these files out of a backup; raises BackupError unless they are what was backed up."""
    try:
        with tarfile.open(source) as tar:
            for name in (MANIFEST, *names):
                _take_out(tar, name, folder / name)
        manifest = json.loads((folder / MANIFEST).read_text())
        sums, version = manifest["sha256"], int(manifest["schema_version"])
        damaged = [name for name in names if _sha256(folder / name) != sums[name]]
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{source.name} is no backup of reknit, or only part of one.") from error
    if damaged:
        raise BackupError(f"{source.name} is damaged: {' and '.join(damaged)} are not what was backed up.")
    if version > len(MIGRATIONS):
        raise BackupError(
            f"{source.name} has schema version {version} and this reknit knows {len(MIGRATIONS)}. "
            "A newer reknit wrote it; update this one."
        )


def _take_out(tar: tarfile.TarFile, name: str, file: Path) -> None:
    """Write the bytes that stand under a name. `extract` has its safe ways only from Python 3.11.4 on."""
    content = tar.extractfile(name)
    if content is None:  # a folder
        raise KeyError(name)
    with content, file.open("xb") as taken:
        file.chmod(0o600)
        shutil.copyfileobj(content, taken)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
