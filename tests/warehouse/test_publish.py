"""Publishing, with real processes holding the warehouse as people's tools do."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.publish import PublishError, attach_build, new_build, publish

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read_only")
if sys.argv[2] == "writes":
    connection.execute("create table mine as select 42 as answer")
print("open", flush=True)
for line in sys.stdin:
    print(connection.execute("select number from build").fetchone()[0], flush=True)
"""

OPENER = """
import sys, duckdb
while True:
    try:
        with duckdb.connect(sys.argv[1], read_only=True) as connection:
            print(connection.execute("select number from build").fetchone()[0], flush=True)
    except duckdb.Error as error:
        print(type(error).__name__, flush=True)
"""


class Reader:
    """Another process that holds the warehouse open; `mode`: read_only, read_write or writes (a table of its own)."""

    def __init__(self, warehouse: Path, mode: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER, str(warehouse), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._line()

    def sees(self) -> int:
        """The number of the build that its session reads."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self._line())

    def leaves(self) -> None:
        """Closes its session; whatever it has to complain of is an error here."""
        _, errors = self.process.communicate(timeout=20)
        assert (self.process.returncode, errors) == (0, "")

    def dies(self) -> None:
        """Is killed with its session open."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=20)

    def _line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.process.stderr and self.process.stderr.read()
        return line


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "data" / "warehouse.duckdb"


def build(warehouse: Path, number: int) -> Path:
    """A finished build that knows its number."""
    path = new_build(warehouse)
    with duckdb.connect() as connection:
        attach_build(connection, path)
        connection.execute(f"create table build as select {number} as number")
        connection.execute("use memory")
        connection.execute("detach warehouse")
    return path


def publish_number(warehouse: Path, number: int) -> None:
    publish(build(warehouse, number), warehouse, grace_seconds=0)


def newest(warehouse: Path) -> int:
    """What a session that opens the warehouse now sees, opening it as tools do by default."""
    with duckdb.connect(str(warehouse)) as connection:
        return int(connection.execute("select number from build").fetchall()[0][0])


@pytest.mark.parametrize("mode", ["read_only", "read_write", "writes"])
def test_a_reader_during_ten_publishes_sees_no_error_and_blocks_nothing(warehouse: Path, mode: str) -> None:
    publish_number(warehouse, 0)
    reader = Reader(warehouse, mode)
    for number in range(1, 11):
        publish_number(warehouse, number)
        assert newest(warehouse) == number
        assert reader.sees() == 0
    reader.leaves()
    assert newest(warehouse) == 10


def test_a_reader_that_wrote_and_was_killed_spoils_no_later_build(warehouse: Path) -> None:
    publish_number(warehouse, 0)
    Reader(warehouse, "writes").dies()
    assert any(path.name.endswith(".wal") for path in (warehouse.parent / "warehouse.d").iterdir())
    for number in range(1, 11):
        publish_number(warehouse, number)
        assert newest(warehouse) == number
        Reader(warehouse, "writes").dies()
    publish_number(warehouse, 11)
    assert newest(warehouse) == 11


def test_only_the_newest_build_is_kept(warehouse: Path) -> None:
    folder = warehouse.parent / "warehouse.d"
    for number in range(3):
        publish_number(warehouse, number)
    half_built = build(warehouse, 3)
    half_built.with_name(half_built.name + ".wal").write_bytes(b"left by a killed build")
    publish_number(warehouse, 4)
    assert [path.resolve() for path in folder.iterdir()] == [warehouse.resolve()]


def test_sessions_that_open_during_a_publish_find_one_build_or_the_other(warehouse: Path) -> None:
    publish_number(warehouse, 0)
    opener = subprocess.Popen([sys.executable, "-c", OPENER, str(warehouse)], stdout=subprocess.PIPE, text=True)
    for number in range(1, 6):
        publish(build(warehouse, number), warehouse)
    opener.terminate()
    said, _ = opener.communicate(timeout=20)
    assert len(said.splitlines()) > 5
    assert set(said.splitlines()) <= {"0", "1", "2", "3", "4", "5"}


def test_a_folder_that_a_session_spills_into_is_left_for_a_day(warehouse: Path) -> None:
    publish_number(warehouse, 0)
    spill = new_build(warehouse).with_suffix(".duckdb.tmp")
    spill.mkdir()
    publish_number(warehouse, 1)
    assert spill.exists()
    os.utime(spill, (0, 0))
    publish_number(warehouse, 2)
    assert not spill.exists()


def test_a_build_that_was_never_published_is_not_seen(warehouse: Path) -> None:
    publish_number(warehouse, 1)
    build(warehouse, 2)
    assert newest(warehouse) == 1


def test_the_log_of_a_reader_of_the_new_build_is_left_alone(warehouse: Path) -> None:
    path = build(warehouse, 1)
    log = path.with_name(path.name + ".wal")
    log.write_bytes(b"")
    publish(path, warehouse)
    assert log.exists()


def test_a_file_that_someone_put_in_place_of_the_link_is_not_overwritten(warehouse: Path) -> None:
    publish_number(warehouse, 1)
    warehouse.unlink()
    warehouse.write_bytes(b"mine")
    with pytest.raises(PublishError, match="not the link"):
        publish_number(warehouse, 2)
    assert warehouse.read_bytes() == b"mine"


def test_a_link_left_by_a_killed_publish_is_no_obstacle(warehouse: Path) -> None:
    publish_number(warehouse, 1)
    warehouse.with_name("warehouse.duckdb.next").symlink_to("nowhere")
    publish_number(warehouse, 2)
    assert newest(warehouse) == 2


def test_a_warehouse_that_was_moved_with_its_folder_still_opens(warehouse: Path, tmp_path: Path) -> None:
    publish_number(warehouse, 1)
    warehouse.parent.rename(tmp_path / "elsewhere")
    assert newest(tmp_path / "elsewhere" / warehouse.name) == 1


def test_only_the_owner_may_look(warehouse: Path) -> None:
    publish_number(warehouse, 1)
    assert stat.S_IMODE(warehouse.stat().st_mode) == 0o600
    assert stat.S_IMODE((warehouse.parent / "warehouse.d").stat().st_mode) == 0o700


def test_the_catalog_is_called_warehouse_and_its_format_is_the_older_one(warehouse: Path) -> None:
    publish_number(warehouse, 1)
    with duckdb.connect(str(warehouse)) as connection:
        name, tags = connection.execute(
            "select database_name, tags from duckdb_databases() where path is not null"
        ).fetchall()[0]
    assert name == "warehouse"
    assert tags["storage_version"].startswith("v1.5.0")


def test_a_build_from_elsewhere_is_refused(warehouse: Path, tmp_path: Path) -> None:
    new_build(warehouse)
    stray = tmp_path / "stray.duckdb"
    stray.write_bytes(b"")
    with pytest.raises(PublishError, match=r"not in warehouse\.d"):
        publish(stray, warehouse)
