"""Our own commands read the warehouse whatever other tools do with it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.processes import HOLDS_OPEN, Process
from warehouse.publish import attach_build, new_build, publish
from warehouse.reading import NoWarehouse, open_warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A published warehouse with one row."""
    link = tmp_path / "warehouse.duckdb"
    file = new_build(link)
    with duckdb.connect() as connection:
        attach_build(connection, file)
        connection.execute("create table person as select 'Ada Byron' as name")
        connection.execute("use memory")
        connection.execute("detach warehouse")
    publish(file, link)
    return link


def read(warehouse: Path) -> list[tuple[str]]:
    with open_warehouse(warehouse) as connection:
        return connection.execute("from person").fetchall()


def test_the_newest_build_is_read_and_cannot_be_written(warehouse: Path) -> None:
    assert read(warehouse) == [("Ada Byron",)]
    with open_warehouse(warehouse) as connection, pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("create table mine as select 42 as answer")


def test_a_warehouse_that_a_tool_holds_open_for_writing_is_read_from_a_copy(warehouse: Path) -> None:
    with Process(HOLDS_OPEN, warehouse):
        with pytest.raises(duckdb.IOException):
            duckdb.connect(str(warehouse), read_only=True)
        with open_warehouse(warehouse) as connection:
            (copy,) = connection.execute("select path from duckdb_databases() where path is not null").fetchall()[0]
            assert connection.execute("select name from warehouse.person").fetchall() == [("Ada Byron",)]
            assert Path(copy).stat().st_mode & 0o077 == 0
        assert not Path(copy).exists()


def test_a_warehouse_whose_tool_was_killed_is_read(warehouse: Path) -> None:
    Process(HOLDS_OPEN, warehouse).dies()
    assert read(warehouse) == [("Ada Byron",)]


def test_where_nothing_is_published_it_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match=r"no warehouse\.duckdb yet; `reknit sync` makes it"):
        read(tmp_path / "warehouse.duckdb")


def test_a_link_to_a_build_that_is_gone_is_no_warehouse(warehouse: Path) -> None:
    warehouse.resolve().unlink()
    with pytest.raises(NoWarehouse, match="`reknit sync` makes it"):
        read(warehouse)


def test_a_build_that_is_damaged_says_what_to_do(warehouse: Path) -> None:
    warehouse.resolve().write_bytes(b"no database at all" * 1000)
    with pytest.raises(NoWarehouse, match=r"can't be read \(IOException\); `reknit rebuild` makes it anew"):
        read(warehouse)


def test_an_error_of_the_one_who_reads_is_not_taken_for_one_of_the_file(warehouse: Path) -> None:
    with pytest.raises(duckdb.IOException), open_warehouse(warehouse):
        raise duckdb.IOException("of the reader")
