"""Files that hold several wholes, such as an export's ZIP: each whole has its own presence, the file has one cursor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from connectors import files
from connectors.files import NOTHING, FileOptions, FileReading, fetch_files
from connectors.records import Batch, Context, Cursor, Origin, Record
from tests.warehouse.shelf import Shelf, present


def read_wholes(file: BinaryIO, name: str) -> list[FileReading]:
    """A whole a line: `people: ada bo`."""
    readings = []
    for line in file.read().decode().splitlines():
        whole, _, words = line.partition(": ")
        records = [Record(f"{whole} {key}", key.encode(), Context({}), Origin(name, whole)) for key in words.split()]
        readings.append(FileReading(records, whole=whole))
    return readings


class Export:
    """A file that is written anew, and the archive that it is fetched into."""

    def __init__(self, folder: Path, name: str = "export.zip", path: str = "export.zip") -> None:
        self.file = folder / name
        self.options = FileOptions(path=str(folder / path))
        self.archive = folder / "archive.duckdb"

    def holds(self, **wholes: str) -> Export:
        self.file.write_text("\n".join(f"{whole}: {keys}" for whole, keys in wholes.items()))
        return self

    def batches(self, cursors: dict[str, Cursor] | None = None) -> Iterator[Batch]:
        return fetch_files(self.options, cursors or {}, None, read_wholes)

    def lands(self, stop_after: int | None = None) -> list[Batch]:
        """Fetches on from where the archive stands; `stop_after` so many batches, as if killed."""
        with Shelf(self.archive) as shelf:
            landed: list[Batch] = []
            for batch in self.batches(shelf.cursors("phone")):
                if len(landed) == stop_after:
                    break
                shelf.lands(batch)
                landed.append(batch)
        return landed


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(tmp_path)


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BATCH_RECORDS", 2)


def test_each_whole_is_a_part_and_the_file_has_the_cursor(export: Export) -> None:
    batches = export.holds(people="ada bo", messages="hello").lands()
    assert [(batch.part, batch.cursor_of) for batch in batches] == [("#people", ""), ("#messages", "")]
    assert export.lands() == []


def test_an_export_without_a_whole_says_nothing_about_it(export: Export) -> None:
    export.holds(people="ada bo", messages="hello").lands()
    export.holds(people="ada").lands()
    assert present(export.archive) == {"people ada", "messages hello"}


def test_a_whole_that_is_there_and_empty_is_gone(export: Export) -> None:
    export.holds(people="ada bo", messages="hello").lands()
    export.holds(people="ada", messages="").lands()
    assert present(export.archive) == {"people ada"}


def test_a_file_that_vanishes_takes_all_its_wholes_along(tmp_path: Path) -> None:
    vanishing = Export(tmp_path, "a.zip", "*.zip").holds(people="ada", messages="hello")
    other = Export(tmp_path, "b.zip", "*.zip").holds(people="bo")
    vanishing.lands()
    vanishing.holds(people="ada").lands()
    vanishing.file.unlink()
    assert {batch.part for batch in other.lands()} == {"a.zip#people", "a.zip#messages"}
    assert present(other.archive) == {"people bo"}
    with Shelf(other.archive) as shelf:
        assert shelf.cursors("phone")["a.zip"] == NOTHING
    assert other.lands() == []


@pytest.mark.usefixtures("in_twos")
@pytest.mark.parametrize("landed", range(6))
def test_a_stop_after_any_batch_loses_and_repeats_nothing(export: Export, landed: int) -> None:
    export.holds(people="ada bo chidi dolores emre", none="", messages="a b")
    whole = list(export.batches())
    assert [len(batch.records) for batch in whole] == [2, 2, 1, 0, 2]
    first = export.lands(stop_after=landed)
    assert first + export.lands() == whole
    assert len(present(export.archive)) == 7


@pytest.mark.usefixtures("in_twos")
def test_a_whole_is_complete_with_its_own_last_batch(export: Export) -> None:
    export.holds(people="ada bo chidi", messages="hello")
    assert [(batch.part, batch.snapshot.complete) for batch in export.batches()] == [
        ("#people", False), ("#people", True), ("#messages", True),
    ]  # fmt: skip
