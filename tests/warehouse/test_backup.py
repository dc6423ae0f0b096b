"""Backups come back as they were made, replace nothing unasked, and a restore that dies half-way is never mistaken."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from connectors.records import Batch
from tests.warehouse.processes import HOLDS_OPEN, Process, killed_before_line
from tests.warehouse.shelf import Shelf, export
from warehouse.backup import BackupError, backup, restore
from warehouse.identify import profile_key
from warehouse.migrate import ArchiveError

MODULE = "warehouse/backup.py"
CAMPAIGN = [pytest.mark.campaign, pytest.mark.timeout(3600)]
FOUND = ["nothing", "another archive", "the same archive, older", "a killed writer's"]
"""What a restore finds in the folder that it restores into."""
RESTORES = [("nothing", 7), ("another archive", 5), *(pytest.param(found, 1, marks=CAMPAIGN) for found in FOUND)]
BACKUPS = [8, pytest.param(1, marks=CAMPAIGN)]


class Home(NamedTuple):
    """A folder with an archive, its key and the settings."""

    folder: Path

    @property
    def archive(self) -> Path:
        return self.folder / "archive.duckdb"

    @property
    def key(self) -> Path:
        return self.folder / "profile.key"

    def knows(self, *batches: Batch) -> Home:
        """Lands these, after making archive and key where there are none."""
        key = profile_key(self.key, self.archive)
        with Shelf(self.archive) as shelf:
            shelf.expect_key(key)
            shelf.lands(*batches)
        (self.folder / "reknit.toml").write_text("[me]\n")
        return self

    def backs_up(self, target: Path) -> Path:
        backup(self.archive, self.key, self.folder / "reknit.toml", target)
        return target

    def restores(self, source: Path, replace: bool = False) -> None:
        restore(source, self.archive, self.key, replace)

    def opens(self, archive: str = "archive.duckdb", key: str = "profile.key") -> dict[str, list[tuple[Any, ...]]]:
        """What the archive holds, opened as every command does; raises ArchiveError."""
        secret = profile_key(self.folder / key, self.folder / archive)
        with Shelf(self.folder / archive) as shelf:
            shelf.expect_key(secret)
            return shelf.state()

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the archive held that a restore has put aside."""
        (archive,) = (
            file.name for file in self.folder.glob("archive.duckdb.before-restore-*") if file.suffix != ".wal"
        )
        return self.opens(archive, archive.replace("archive.duckdb", "profile.key"))

    def files(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in self.folder.iterdir()}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").knows(export(["ada", "bo"], cursor={"done": 1}, gone=["chidi"]))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Home:
    return Home(tmp_path / "elsewhere")


@pytest.fixture
def tar(home: Home, tmp_path: Path) -> Path:
    return home.backs_up(tmp_path / "backup.tar")


def test_a_backup_restored_elsewhere_is_the_same_archive_with_the_same_key(
    home: Home, tar: Path, elsewhere: Home
) -> None:
    elsewhere.restores(tar)
    assert elsewhere.opens() == home.opens()
    assert elsewhere.key.read_bytes() == home.key.read_bytes()
    with duckdb.connect(str(elsewhere.archive)) as one, duckdb.connect(str(home.archive)) as other:
        schema = "select table_name, column_name, data_type, is_nullable from duckdb_columns() order by all"
        assert one.execute(schema).fetchall() == other.execute(schema).fetchall()


def test_a_backup_opens_without_us_and_is_for_the_owners_eyes_only(home: Home, tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        tar = home.backs_up(tmp_path / "backup.tar")
        Home(tmp_path / "new").restores(tar)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(tar.stat().st_mode) == 0o600
    with tarfile.open(tar) as content:
        names = ["manifest.json", "archive.duckdb", "profile.key", "reknit.toml"]
        assert [(entry.name, entry.mode) for entry in content] == [(name, 0o600) for name in names]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new").iterdir()} == {0o600}


def test_a_backup_of_an_archive_whose_last_writer_was_killed_is_complete(
    home: Home, elsewhere: Home, tmp_path: Path
) -> None:
    Process(HOLDS_OPEN, home.archive).dies()
    assert home.archive.with_name("archive.duckdb.wal").exists()
    elsewhere.restores(home.backs_up(tmp_path / "backup.tar"))
    with duckdb.connect(str(elsewhere.archive)) as connection:
        assert connection.execute("from mine").fetchall() == [(42,)]


def test_a_backup_replaces_nothing(home: Home, tar: Path) -> None:
    before = tar.read_bytes()
    with pytest.raises(BackupError, match=r"backup\.tar is there already"):
        home.backs_up(tar)
    assert tar.read_bytes() == before


def test_without_an_archive_there_is_no_backup(elsewhere: Home, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no archive yet"):
        elsewhere.backs_up(tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()


def test_a_backup_that_fails_leaves_no_part_of_itself(home: Home, tmp_path: Path) -> None:
    home.key.unlink()
    with pytest.raises(FileNotFoundError):
        home.backs_up(tmp_path / "backup.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert {path.name for path in home.folder.iterdir()} == {"archive.duckdb", "reknit.toml"}


def test_an_archive_stays_unless_it_is_said_to_be_replaced(home: Home, tar: Path) -> None:
    home.knows(export(["dolores"]))
    before = home.files()
    with pytest.raises(BackupError, match="`--replace` puts the backup in its place"):
        home.restores(tar)
    assert home.files() == before


def test_what_is_replaced_is_kept_beside_with_its_key(home: Home, tar: Path, elsewhere: Home) -> None:
    before = elsewhere.knows(export(["emre"])).opens()
    Process(HOLDS_OPEN, elsewhere.archive).dies()
    elsewhere.restores(tar, replace=True)
    assert elsewhere.opens() == home.opens()
    assert elsewhere.kept() == before
    (kept,) = elsewhere.folder.glob("archive.duckdb.before-restore-*")
    with duckdb.connect(str(kept)) as connection:
        assert connection.execute("from mine").fetchall() == [(42,)]


def test_two_restores_in_one_moment_keep_both(home: Home, tar: Path) -> None:
    home.restores(tar, replace=True)
    home.restores(tar, replace=True)
    assert len(list(home.folder.glob("archive.duckdb.before-restore-*"))) == 2


@pytest.mark.parametrize("damage", ["the file", "its log"])
def test_a_damaged_archive_can_be_replaced_and_is_kept_as_it_is(
    home: Home, tar: Path, elsewhere: Home, damage: str
) -> None:
    expected = home.opens()
    if damage == "the file":
        home.archive.write_bytes(b"no database at all" * 1000)
    else:
        Process(HOLDS_OPEN, elsewhere.knows(export(["emre"])).archive).dies()
        shutil.copy(elsewhere.archive.with_name("archive.duckdb.wal"), home.folder)
    damaged = home.files()
    with pytest.raises(ArchiveError, match="reknit restore"):
        home.opens()
    home.restores(tar, replace=True)
    assert home.opens() == expected
    assert set(damaged.values()) <= set(home.files().values())


def test_a_log_without_its_archive_does_not_spoil_the_restored_one(home: Home, tar: Path) -> None:
    expected = home.opens()
    Process(HOLDS_OPEN, home.archive).dies()
    home.archive.unlink()
    home.restores(tar)
    assert home.opens() == expected


# Backups that are none


def without(name: str) -> Callable[[Path], None]:
    def rewrite(tar: Path) -> None:
        with tarfile.open(tar) as old:
            parts = [(entry, old.extractfile(entry)) for entry in old if entry.name != name]
            kept = [(entry, file.read()) for entry, file in parts if file]
        with tarfile.open(tar, "w") as new:
            for entry, content in kept:
                new.addfile(entry, BytesIO(content))

    return rewrite


def flipped(tar: Path) -> None:
    content = bytearray(tar.read_bytes())
    content[len(content) // 2] ^= 1
    tar.write_bytes(content)


def cut(tar: Path) -> None:
    tar.write_bytes(tar.read_bytes()[:100_000])


def of_a_newer_reknit(tar: Path) -> None:
    with tarfile.open(tar) as old:
        (tar.parent / "inside").mkdir()
        for entry in old.getmembers():
            content = old.extractfile(entry)
            assert content
            (tar.parent / "inside" / entry.name).write_bytes(content.read())
    manifest = tar.parent / "inside" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_version": 99}))
    with tarfile.open(tar, "w") as new:
        for file in manifest.parent.iterdir():
            new.add(file, file.name)


def pointing_elsewhere(tar: Path) -> None:
    with tarfile.open(tar, "w") as new:
        for name in ("manifest.json", "archive.duckdb", "profile.key"):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
            new.addfile(link)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (flipped, r"backup\.tar is damaged: archive\.duckdb are not"),
        (cut, "no backup of reknit, or only part of one"),
        (without("profile.key"), "no backup of reknit, or only part of one"),
        (without("manifest.json"), "no backup of reknit, or only part of one"),
        (lambda tar: tar.write_bytes(b"nothing"), "no backup of reknit, or only part of one"),
        (lambda tar: tar.write_bytes(b""), "no backup of reknit, or only part of one"),
        (lambda tar: tar.unlink(), "no backup of reknit, or only part of one"),
        (of_a_newer_reknit, r"backup\.tar has schema version 99 and this reknit knows"),
        (pointing_elsewhere, "no backup of reknit, or only part of one"),
    ],
    ids=["flipped", "cut", "no key", "no manifest", "no tar", "empty", "missing", "newer", "links"],
)
def test_what_is_no_whole_backup_is_refused_before_anything_changes(
    home: Home, tar: Path, elsewhere: Home, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(tar)
    before = home.files()
    with pytest.raises(BackupError, match=said):
        home.restores(tar, replace=True)
    assert home.files() == before
    with pytest.raises(BackupError, match=said):
        elsewhere.restores(tar)
    assert not elsewhere.archive.exists()
    assert not elsewhere.key.exists()


# Killed half-way


def some_of(lines: int, every: int) -> range:
    """Numbers of the lines to die before: of the second half, where things are put in place, or each of all."""
    return range(lines, lines // 2 if every > 1 else 0, -every)


@pytest.mark.parametrize(("found", "every"), RESTORES)
def test_a_restore_that_is_killed_leaves_the_old_the_new_or_a_refusal(
    home: Home, tar: Path, elsewhere: Home, found: str, every: int
) -> None:
    after = home.opens()
    if found == "the same archive, older":
        shutil.copytree(home.folder, elsewhere.folder)
    elif found != "nothing":
        elsewhere.knows(export(["emre"]))
    before = elsewhere.opens() if found != "nothing" else None
    if found == "a killed writer's":
        Process(HOLDS_OPEN, elsewhere.archive).dies()
    else:
        elsewhere.folder.mkdir(exist_ok=True)
    begin = elsewhere.folder.with_name("begin")
    elsewhere.folder.rename(begin)

    def again() -> None:
        shutil.rmtree(elsewhere.folder, ignore_errors=True)
        shutil.copytree(begin, elsewhere.folder)

    again()
    lines = killed_before_line(None, MODULE, lambda: elsewhere.restores(tar, replace=True))
    assert lines
    for line in some_of(lines, every):
        again()
        assert killed_before_line(line, MODULE, lambda: elsewhere.restores(tar, replace=True)) is None
        where = f"killed before line {line} of {lines}"
        if before is None and not elsewhere.archive.exists():
            assert not elsewhere.key.exists(), f"{where}: the next command would make an empty archive"
        else:
            try:
                assert elsewhere.opens() in (before, after), where
            except ArchiveError as refusal:
                assert "reknit restore" in str(refusal), where
        elsewhere.restores(tar, replace=True)
        assert elsewhere.opens() == after, where
        assert not (elsewhere.folder / ".backup").exists()
        assert before is None or any(_opens_as(elsewhere, kept, before) for kept in _kept(elsewhere)), where


def _kept(home: Home) -> list[str]:
    files = home.folder.glob("archive.duckdb.before-restore-*")
    return [file.name.removeprefix("archive.duckdb") for file in files if file.suffix != ".wal"]


def _opens_as(home: Home, kept: str, expected: object) -> bool:
    try:
        return home.opens(f"archive.duckdb{kept}", f"profile.key{kept}") == expected
    except ArchiveError:
        return False


@pytest.mark.parametrize("every", BACKUPS)
def test_a_backup_that_is_killed_is_whole_or_not_there(home: Home, elsewhere: Home, tmp_path: Path, every: int) -> None:
    target, expected = tmp_path / "backup.tar", home.opens()
    lines = killed_before_line(None, MODULE, lambda: home.backs_up(target))
    assert lines
    for line in some_of(lines, every):
        target.unlink(missing_ok=True)
        assert killed_before_line(line, MODULE, lambda: home.backs_up(target)) is None
        if not target.exists():
            home.backs_up(target)
        elsewhere.restores(target, replace=True)
        assert elsewhere.opens() == expected, f"killed before line {line} of {lines}"
    assert not (home.folder / ".backup").exists()
    assert home.opens() == expected
