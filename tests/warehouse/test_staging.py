"""Staging: every claim in a table of its kind, read once, and no fault of a reader costs more than its record."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import duckdb
import pytest

from connectors.claims import CLAIM_TYPES, Name, Reading
from connectors.records import Batch, Context, Snapshot
from tests.warehouse.reading_lines import read, reader
from tests.warehouse.shelf import Shelf, export, records
from transforms.normal import normal_columns
from warehouse import staging
from warehouse.staging import TABLES, SourceReader, stage


class Desk:
    """An archive and a cache that are staged again and again."""

    def __init__(self, folder: Path) -> None:
        self.archive = folder / "archive.duckdb"
        self.cache: Path | None = folder / "cache.duckdb"

    def lands(self, *batches: Batch, source: str = "phone") -> None:
        with Shelf(self.archive) as shelf:
            shelf.lands(*batches, source=source)

    def stages(self, **readers: SourceReader) -> int:
        """Stages once; returns how many records were read, and leaves the tables in `self.staged`."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.archive}' as archive (read_only)")
            connection.execute(f"attach '{self.cache or ':memory:'}' as staged")
            read_records = stage(connection, readers or {"phone": reader()})
            self.staged = {
                table: sorted(connection.execute(f"from staged.{table}").fetchall(), key=repr) for table in TABLES
            }
        return read_records

    def said(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Some columns of a staged table."""
        names = [column.name for column in TABLES[table]]
        return [tuple(row[names.index(column)] for column in columns) for row in self.staged[table]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# Tables and rows


def test_every_claim_has_a_table_with_its_fields_and_their_normal_forms() -> None:
    for claim in CLAIM_TYPES:
        columns = [column.name for column in TABLES[claim.__name__.lower()]]
        place = ["landed_seq", "context_id", "source", "ordinal"]
        assert columns == [*place, *get_type_hints(claim), *normal_columns(claim)]
    types = {column.name: str(column.arrow) for column in TABLES["affiliation"] + TABLES["birthday"]}
    assert (types["start_lo"], types["year"], types["title"]) == ("date32[day]", "int32", "string")


def test_what_a_record_says_is_staged_in_its_order(desk: Desk) -> None:
    desk.lands(
        export({"ada": "email ada@byron.example\nname Ada Byron\nunread X-Cat\nrejected no date\nemail a@b.example"})
    )
    assert desk.stages() == 1
    assert desk.said("email", "landed_seq", "source", "ordinal", "subject", "address") == [
        (1, "phone", 0, "ada", "ada@byron.example"), (1, "phone", 2, "ada", "a@b.example"),
    ]  # fmt: skip
    assert desk.said("name", "ordinal", "full") == [(1, "Ada Byron")]
    assert desk.said("unread", "field") == [("X-Cat",)]
    assert desk.said("rejected", "reason", "field") == [("no date", "a field")]
    assert desk.said("reading", "claims", "rejected", "unread", "nothing_reason") == [(3, 1, 1, None)]


def test_a_record_is_read_once_in_every_context(desk: Desk) -> None:
    for facts in ({"dates": "dmy"}, {"dates": "mdy"}, {"dates": "dmy"}):
        desk.lands(Batch("", Snapshot(str(facts)), records({"ada": "context"}, Context(facts))))
    assert desk.stages() == 2
    assert sorted(desk.said("note", "text")) == [("{'dates': 'dmy'}",), ("{'dates': 'mdy'}",)]
    assert desk.stages() == 0


def test_chunks_make_no_difference(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lands(export({key: f"name {key}\nemail {key}@post.example" for key in "abcdefg"}))
    desk.stages()
    whole = desk.staged
    desk.cache = None
    monkeypatch.setattr(staging, "CHUNK_RECORDS", 2)
    assert desk.stages() == 7
    assert desk.staged == whole


# What is read again


def test_only_what_is_new_is_read(desk: Desk) -> None:
    desk.lands(export({"ada": "name Ada", "bo": "name Bo"}))
    assert (desk.stages(), desk.stages()) == (2, 0)
    desk.lands(export({"ada": "name Ada", "bo": "name Bob", "chidi": "name Chidi"}))
    assert desk.stages() == 2
    assert [full for (full,) in desk.said("name", "full")] == ["Ada", "Bo", "Bob", "Chidi"]


def test_a_new_version_of_a_reader_reads_its_own_source_again_and_no_other(desk: Desk) -> None:
    desk.lands(export({"ada": "name Ada", "bo": "name Bo"}))
    desk.lands(export({"ada": "name A. Byron"}), source="club")
    assert desk.stages(phone=reader(), club=reader()) == 3
    before = desk.staged
    assert desk.stages(phone=reader(), club=reader("2")) == 1
    assert desk.staged["name"] == before["name"]
    assert sorted(desk.said("reading", "source", "version")) == [("club", "2"), ("phone", "1"), ("phone", "1")]


def test_a_source_that_is_no_longer_read_leaves_no_claim(desk: Desk) -> None:
    desk.lands(export({"ada": "name Ada"}))
    desk.lands(export({"ada": "name A. Byron\nrejected it\nunread that"}), source="club")
    desk.stages(phone=reader(), club=reader())
    assert desk.stages(phone=reader()) == 0
    assert {source for table in TABLES for (source,) in desk.said(table, "source")} == {"phone"}


def test_without_any_source_nothing_is_staged(desk: Desk) -> None:
    desk.lands(export({"ada": "name Ada"}))
    desk.stages()
    with duckdb.connect() as connection:
        connection.execute(f"attach '{desk.archive}' as archive (read_only)")
        connection.execute(f"attach '{desk.cache}' as staged")
        assert stage(connection, {}) == 0
        assert connection.execute(
            "select (select count(*) from staged.name), (select count(*) from staged.reading)"
        ).fetchall() == [(0, 0)]


def test_an_older_archive_put_back_keeps_no_claim_of_what_it_has_not_seen(desk: Desk, tmp_path: Path) -> None:
    desk.lands(export({"ada": "name Ada"}))
    older = shutil.copy(desk.archive, tmp_path / "older.duckdb")
    other_context = Batch("", Snapshot("later"), records({"ada": "name Ada"}, Context({"dates": "mdy"})))
    desk.lands(export({"bo": "name Bo"}), other_context)
    desk.stages()
    shutil.copy(older, desk.archive)
    desk.lands(export({"chidi": "name Chidi"}))  # its landing number was Bo's
    assert desk.stages() == 1
    with_cache = desk.staged
    desk.cache = None
    desk.stages()
    assert with_cache == desk.staged
    assert [full for (full,) in desk.said("name", "full")] == ["Ada", "Chidi"]


# Faults of a reader


def test_a_reader_that_raises_costs_the_rest_of_one_record(desk: Desk) -> None:
    desk.lands(export({"ada": "name Ada\nraises ada@secret.example\nemail ada@byron.example", "bo": "name Bo"}))
    desk.stages()
    assert [full for (full,) in desk.said("name", "full")] == ["Ada", "Bo"]
    assert desk.said("rejected", "landed_seq", "reason") == [
        (1, "the reader failed on it (RuntimeError); please report this")
    ]


def raises_at_once(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Reading]:
    if key == "ada":
        raise KeyError(key)
    return read(key, raw, facts)


def yields_no_claim(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Any]:
    yield from read(key, raw, facts)
    if key == "ada":
        yield ("name", "Ada")


def yields_another_type(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Any]:
    yield Name(key, full=42) if key == "ada" else Name(key, full="Bo")  # type: ignore[arg-type]


@pytest.mark.parametrize("faulty", [raises_at_once, yields_no_claim, yields_another_type])
def test_whatever_a_reader_does_wrong_costs_one_record(desk: Desk, faulty: Any) -> None:
    desk.lands(export({"ada": "", "bo": "name Bo", "chidi": "name Chidi"}))
    desk.stages(phone=SourceReader(faulty, "1"))
    assert {seq for (seq,) in desk.said("name", "landed_seq")} == {2, 3}
    ((landed_seq, reason),) = desk.said("rejected", "landed_seq", "reason")
    assert (landed_seq, reason.startswith("the reader failed on it (")) == (1, True)
    assert [counts for _, *counts in sorted(desk.said("reading", "landed_seq", "claims", "rejected"))] == [
        [0, 1], [1, 0], [1, 0],
    ]  # fmt: skip


@pytest.mark.parametrize("unstorable", ["surrogate", "born 99999999999"])
def test_a_value_that_no_column_holds_costs_one_record(desk: Desk, unstorable: str) -> None:
    people = {key: f"name {key}" for key in "abcdefgh"} | {"ada": f"name Ada\n{unstorable}"}
    desk.lands(export(people))
    assert desk.stages() == 9
    assert {full for (full,) in desk.said("name", "full")} == set("abcdefgh")
    assert desk.said("rejected", "landed_seq") == [(9,)]
    assert desk.stages() == 0


def test_a_record_of_which_the_reader_says_nothing_is_rejected_and_not_lost(desk: Desk) -> None:
    desk.lands(export({"ada": "", "bo": "unread X-Cat", "chidi": "nothing a distribution list"}))
    desk.stages()
    assert sorted(desk.said("rejected", "landed_seq", "reason")) == [
        (1, "the reader says nothing of it; please report this"),
        (2, "the reader says nothing of it; please report this"),
    ]
    assert sorted(desk.said("reading", "landed_seq", "rejected", "nothing_reason")) == [
        (1, 1, None), (2, 1, None), (3, 0, "a distribution list"),
    ]  # fmt: skip
