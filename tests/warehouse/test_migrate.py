"""Opening an archive: made, brought up to date, or refused with a sentence; never an empty one in its place."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.processes import HOLDS_OPEN, Process
from tests.warehouse.shelf import Shelf, export
from warehouse import migrate as migrating
from warehouse.archive import Archive
from warehouse.migrate import MIGRATIONS, ArchiveError, migrate


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive that holds one record."""
    path = tmp_path / "archive.duckdb"
    with Shelf(path) as shelf:
        shelf.lands(export(["ada"]))
    return path


def held(path: Path) -> list[tuple[str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select key from record").fetchall()


def with_migration(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """This reknit has one more migration than wrote the archive."""
    path.write_text(text)
    monkeypatch.setattr(migrating, "MIGRATIONS", [*MIGRATIONS, path])


def test_an_archive_is_made_for_the_owners_eyes_only(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        migrate(tmp_path / "data" / "archive.duckdb")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()} == {
        "archive.duckdb": 0o600
    }


def test_an_archive_of_today_is_not_touched(archive: Path) -> None:
    before = archive.stat()
    migrate(archive)
    assert (archive.stat().st_ino, archive.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_older_archive_is_brought_up_to_date_with_all_it_holds(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_migration(
        tmp_path / "9999.sql", "create table added as select 42 as answer; alter table run add n int", monkeypatch
    )
    mask = os.umask(0o022)
    try:
        migrate(archive)
    finally:
        os.umask(mask)
    with duckdb.connect(str(archive), read_only=True) as connection:
        assert connection.execute("from added").fetchall() == [(42,)]
        versions = list(range(1, len(MIGRATIONS) + 2))
        assert connection.execute("select version from schema_version order by 1").fetchall() == [
            (v,) for v in versions
        ]
    assert held(archive) == [("ada",)]
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_migration_that_fails_leaves_the_old_archive(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = archive.read_bytes()
    with_migration(tmp_path / "9999.sql", "drop table record; select no_such_column from run", monkeypatch)
    for _ in range(2):  # what the first attempt left is no obstacle
        with pytest.raises(duckdb.BinderException):
            migrate(archive)
    assert archive.read_bytes() == before
    with_migration(tmp_path / "9999.sql", "create table added as select 42 as answer", monkeypatch)
    migrate(archive)
    assert held(archive) == [("ada",)]


def test_a_migration_brings_along_what_a_killed_process_had_committed(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Process(HOLDS_OPEN, archive).dies()
    assert archive.with_name("archive.duckdb.wal").exists()
    with_migration(tmp_path / "9999.sql", "alter table mine add column n int", monkeypatch)
    migrate(archive)
    with duckdb.connect(str(archive), read_only=True) as connection:
        assert connection.execute("from mine").fetchall() == [(42, None)]


def test_an_archive_of_a_newer_reknit_is_refused(archive: Path) -> None:
    with duckdb.connect(str(archive)) as connection:
        connection.execute("insert into schema_version values (99, now()::timestamp)")
    with pytest.raises(
        ArchiveError, match=r"archive\.duckdb has schema version 99 and this reknit knows \d+\. A newer"
    ):
        Archive(archive)
    assert held(archive) == [("ada",)]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000], ids=["empty", "of something else"])
def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.duckdb"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"can't be opened as an archive.*reknit restore"):
        Archive(path)
    assert path.read_bytes() == content


def test_another_database_is_refused_and_not_filled(tmp_path: Path) -> None:
    path = tmp_path / "archive.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mine as select 42 as answer")
    with pytest.raises(ArchiveError, match="can't be opened as an archive"):
        Archive(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == [("mine",)]


def test_an_archive_that_another_program_has_open_is_not_called_damaged(archive: Path) -> None:
    with Process(HOLDS_OPEN, archive), pytest.raises(ArchiveError, match=r"Another program has archive\.duckdb open"):
        Archive(archive)
