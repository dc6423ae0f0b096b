"""Fetching from files: which are new, what they are to each other, and where to go on after a stop."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from glob import escape
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors import files
from connectors.contract import NeedsYou, Window
from connectors.files import NOTHING, FileOptions, FileReading, fetch_files, one_whole
from connectors.records import Batch, Context, Cursor, Origin, Record
from tests.warehouse.shelf import Shelf, present

DATED = "dated "

WINDOW = Window(datetime(2020, 1, 1), datetime(2020, 1, 2))
"""Whatever it is, files are fetched whole."""


def read_file(content: bytes, file: str) -> FileReading:
    """A record a line; a first line such as `dated 2024-05-03` dates the file; blank lines are counted."""
    lines = content.decode().splitlines()
    observed = datetime.fromisoformat(lines.pop(0).removeprefix(DATED)) if content.startswith(DATED.encode()) else None
    said = [line for line in lines if line]
    records = [Record(line, line.encode(), Context({}), Origin(file, ordinal=place)) for place, line in enumerate(said)]
    blank = {"empty row": len(lines) - len(said)} if len(said) < len(lines) else {}
    return FileReading(records, blank, observed)


class Folder:
    """A folder of files and the cursors that fetching them has led to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.cursors: dict[str, Cursor] = {}

    def holds(self, **contents: str | None) -> Folder:
        """Writes files, their lines separated by spaces; None removes one."""
        for name, content in contents.items():
            file = self.path / name.replace("__", "/")
            if content is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content.replace(" ", "\n").replace(f"{DATED.strip()}\n", DATED))
        return self

    def options(self, path: str | list[str] = "**/*", **said: Any) -> FileOptions:
        patterns = [path] if isinstance(path, str) else path
        absolute = [f"{escape(str(self.path))}/{pattern}" for pattern in patterns]
        return FileOptions(path=absolute if isinstance(path, list) else absolute[0], **said)

    def fetches(
        self,
        path: str | list[str] = "**/*",
        stop_after: int | None = None,
        window: Window | None = None,
        **said: Any,
    ) -> list[Batch]:
        """Fetches on from the cursors, and moves them; `stop_after` so many batches, as if killed."""
        return self.fetches_by(self.options(path, **said), stop_after, window)

    def fetches_by(
        self, options: FileOptions, stop_after: int | None = None, window: Window | None = None
    ) -> list[Batch]:
        batches: list[Batch] = []
        for batch in fetch_files(options, dict(self.cursors), window, one_whole(read_file)):
            if len(batches) == stop_after:
                break
            batches.append(batch)
            if batch.cursor is not None:
                self.cursors[batch.part if batch.cursor_of is None else batch.cursor_of] = batch.cursor
        return batches


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "inbox")


@pytest.fixture
def in_twos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BATCH_RECORDS", 2)


def keys(batches: list[Batch]) -> list[str]:
    return [record.key for batch in batches for record in batch.records]


def parts(batches: list[Batch]) -> list[str]:
    return [batch.part for batch in batches]


# What files are to each other


def test_files_of_a_pattern_are_parts_named_by_their_place_below_the_folder_they_share(folder: Folder) -> None:
    batches = folder.holds(**{"a.vcf": "ada", "old__b.vcf": "bo"}).fetches()
    assert [(batch.part, batch.records[0].origin.file) for batch in batches] == [
        ("a.vcf", "a.vcf"), ("old/b.vcf", "old/b.vcf"),
    ]  # fmt: skip
    assert all(batch.snapshot.complete for batch in batches)


def test_two_files_of_the_same_name_in_two_folders_are_two_parts(folder: Folder) -> None:
    batches = folder.holds(**{"x__cards.vcf": "ada", "y__cards.vcf": "bo"}).fetches()
    assert parts(batches) == ["x/cards.vcf", "y/cards.vcf"]


def test_several_paths_are_parts_too_and_a_file_that_two_of_them_find_is_read_once(folder: Folder) -> None:
    batches = folder.holds(**{"a.vcf": "ada", "b.vcf": "bo"}).fetches(["a.vcf", "*.vcf"])
    assert parts(batches) == ["a.vcf", "b.vcf"]


def test_a_single_path_is_one_part_whatever_the_file_is_called(folder: Folder) -> None:
    first = folder.holds(**{"contacts (1).csv": "ada bo"}).fetches("contacts (1).csv")
    second = folder.holds(**{"contacts (2).csv": "ada"}).fetches("contacts (2).csv")
    assert (parts(first), parts(second)) == ([""], [""])
    assert first[0].records[0].origin.file == "contacts (1).csv"
    assert first[0].snapshot.fingerprint != second[0].snapshot.fingerprint


def test_brackets_that_are_escaped_belong_to_the_name(folder: Folder) -> None:
    folder.holds(**{"people[1].csv": "ada", "people1.csv": "bo"})
    batches = folder.fetches("people[[]1].csv")
    assert (parts(batches), keys(batches)) == ([""], ["ada"])
    folder.cursors.clear()
    assert parts(folder.fetches("people[1].csv")) == ["people1.csv"]


def test_snapshots_are_one_part_each_dated_by_itself(folder: Folder) -> None:
    folder.holds(**{"a.csv": "dated 2025-01-01 ada", "b.csv": "dated 2024-01-01 ada bo", "c.csv": "chidi"})
    batches = folder.fetches("*.csv", files="snapshots", exported_on={"c.csv": date(2026, 1, 2)})
    assert parts(batches) == ["", "", ""]
    assert [batch.snapshot.observed_lo and batch.snapshot.observed_lo.year for batch in batches] == [2025, 2024, 2026]
    assert folder.fetches("*.csv", files="snapshots", exported_on={"c.csv": date(2026, 1, 2)}) == []


def test_the_owner_knows_better_than_the_file_when_it_was_exported(folder: Folder) -> None:
    folder.holds(**{"a.csv": "dated 2025-01-01 ada"})
    assert folder.fetches("a.csv", exported_on=date(2026, 1, 2))[0].snapshot.observed_lo == datetime(2026, 1, 2)


# What is new


def test_what_was_fetched_is_not_fetched_again_until_it_changes(folder: Folder) -> None:
    folder.holds(**{"a.vcf": "ada", "b.vcf": "bo"}).fetches()
    assert folder.fetches() == []
    os.utime(folder.path / "a.vcf", (0, 0))
    assert folder.fetches() == []
    assert keys(folder.holds(**{"a.vcf": "ada chidi"}).fetches()) == ["ada", "chidi"]


def test_a_single_path_that_goes_back_to_what_it_was_is_fetched_again(folder: Folder) -> None:
    for people in ("ada bo", "ada", "ada bo"):
        assert keys(folder.holds(**{"a.csv": people}).fetches("a.csv")) == people.split()


def test_options_that_change_what_a_file_says_fetch_it_again_and_others_do_not(folder: Folder) -> None:
    folder.holds(**{"a.csv": "ada"}).fetches("a.csv")
    assert folder.fetches("a.csv", allow_shrink=True) == []
    assert keys(folder.fetches("a.csv", exported_on=date(2026, 1, 2))) == ["ada"]


def test_an_empty_file_is_a_whole_snapshot_of_nothing(folder: Folder) -> None:
    (batch,) = folder.holds(**{"a.csv": ""}).fetches("a.csv")
    assert (list(batch.records), batch.snapshot.complete) == ([], True)
    assert folder.fetches("a.csv") == []


# Everything again


def test_given_a_window_every_file_is_fetched_whole(folder: Folder) -> None:
    folder.holds(**{"a.vcf": "ada bo", "b.vcf": "chidi"}).fetches()
    again = folder.fetches(window=WINDOW)
    assert keys(again) == ["ada", "bo", "chidi"]
    assert [(batch.snapshot.again, batch.snapshot.complete, batch.cursor) for batch in again] == [
        ("whole", False, None)
    ] * 2


def test_what_is_new_and_what_has_vanished_counts_as_without_a_window(folder: Folder) -> None:
    folder.holds(**{"a.vcf": "ada", "b.vcf": "bo", "c.vcf": "chidi"}).fetches()
    folder.holds(**{"a.vcf": None, "c.vcf": "chidi dolores", "d.vcf": "emre"})
    again = folder.fetches(window=WINDOW)
    assert [(batch.part, batch.snapshot.again, keys([batch])) for batch in again] == [
        ("b.vcf", "whole", ["bo"]),
        ("c.vcf", None, ["chidi", "dolores"]),
        ("d.vcf", None, ["emre"]),
        ("a.vcf", None, []),
    ]
    assert folder.fetches() == []


@pytest.mark.usefixtures("in_twos")
def test_a_file_that_was_begun_is_fetched_from_its_start_and_can_be_gone_on_with(folder: Folder) -> None:
    folder.holds(**{"a.csv": "a b c d e"}).fetches("a.csv", stop_after=2)
    assert keys(folder.fetches("a.csv", stop_after=1, window=WINDOW)) == ["a", "b"]
    assert keys(folder.fetches("a.csv")) == ["c", "d", "e"]


@pytest.mark.usefixtures("in_twos")
@pytest.mark.parametrize("stop_after", [0, 1, 2, 3])
def test_stopped_while_it_fetches_again_it_has_moved_nothing(folder: Folder, stop_after: int) -> None:
    folder.holds(**{"a.csv": "a b c", "b.csv": "d e f"}).fetches("*.csv", files="snapshots")
    folder.fetches("*.csv", files="snapshots", stop_after=stop_after, window=WINDOW)
    assert folder.fetches("*.csv", files="snapshots") == []


@pytest.mark.parametrize("days", [("", ""), ("dated 2025-01-01 ", "dated 2025-01-01 "), ("dated 2025-01-01 ", "")])
def test_exports_that_land_again_are_as_old_as_they_were(folder: Folder, tmp_path: Path, days: tuple[str, str]) -> None:
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        for name, people, day in (("z.csv", "ada bo", days[0]), ("a.csv", "ada", days[1])):
            shelf.lands(*folder.holds(**{name: day + people}).fetches("*.csv", files="snapshots"))
        before = shelf.state()
        again = folder.fetches("*.csv", files="snapshots", window=WINDOW)
        assert sorted(keys(again)) == ["ada", "ada", "bo"]
        shelf.lands(*again)
        assert shelf.state() == before
    assert present(tmp_path / "archive.duckdb") == {"ada"}


def test_a_shrinking_that_was_allowed_once_is_not_asked_about_again(folder: Folder, tmp_path: Path) -> None:
    many = " ".join(f"person{number}" for number in range(30))
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(*folder.holds(**{"a.csv": many}).fetches("a.csv"))
        shelf.lands(*folder.holds(**{"a.csv": "ada"}).fetches("a.csv"), allow_shrink=True)
        shelf.lands(*folder.fetches("a.csv", window=WINDOW))
    assert present(tmp_path / "archive.duckdb") == {"ada"}


def test_two_files_with_the_same_content_are_one_export_also_when_fetched_again(folder: Folder) -> None:
    folder.holds(**{"a.csv": "ada", "b.csv": "ada"})
    assert keys(folder.fetches("*.csv", files="snapshots", window=WINDOW)) == ["ada"]
    assert keys(folder.fetches("*.csv", files="snapshots", window=WINDOW)) == ["ada"]


# Files that vanish


def test_a_file_that_vanishes_takes_its_records_along_once_and_brings_them_back(folder: Folder) -> None:
    folder.holds(**{"a.vcf": "ada", "b.vcf": "dated 2025-01-01 bo"}).fetches()
    (vanished,) = folder.holds(**{"b.vcf": None}).fetches()
    assert (vanished.part, list(vanished.records), vanished.snapshot.complete) == ("b.vcf", [], True)
    assert vanished.snapshot.observed_lo is None
    assert folder.cursors["b.vcf"] == NOTHING
    assert folder.fetches() == []
    assert keys(folder.holds(**{"b.vcf": "dated 2025-01-01 bo"}).fetches()) == ["bo"]


@pytest.mark.parametrize("day", ["", "dated 2025-01-01 "], ids=["undated", "dated"])
def test_in_the_archive_a_part_goes_and_comes_back_as_its_file_does(folder: Folder, day: str, tmp_path: Path) -> None:
    many = " ".join(f"person{number}" for number in range(30))
    archive = tmp_path / "archive.duckdb"
    seen = []
    for content in (f"{day}{many}", None, f"{day}{many}", None):
        with Shelf(archive) as shelf:
            shelf.lands(*folder.holds(**{"a.vcf": "a b c d", "b.vcf": content}).fetches())
        seen.append(len(present(archive)))
    assert seen == [34, 4, 34, 4]


def test_exports_that_are_snapshots_may_be_tidied_away(folder: Folder) -> None:
    folder.holds(**{"a.csv": "ada bo", "b.csv": "ada"}).fetches("*.csv", files="snapshots")
    assert folder.holds(**{"a.csv": None}).fetches("*.csv", files="snapshots") == []


def test_nearly_all_parts_at_once_do_not_vanish_without_a_question(folder: Folder) -> None:
    many: Mapping[str, str] = {f"{number}.vcf": f"person{number}" for number in range(30)}
    folder.holds(**many).fetches()
    folder.holds(**{name: None for name in many if name > "1.vcf"})
    left = len(list(folder.path.iterdir()))
    with pytest.raises(NeedsYou, match=rf"{30 - left} of the files read before .* and {left} are left.*allow_shrink"):
        folder.fetches()
    assert len(folder.fetches(allow_shrink=True)) == 30 - left
    assert folder.fetches() == []


def test_a_few_parts_may_vanish_without_a_question(folder: Folder) -> None:
    folder.holds(**{f"{number}.vcf": "ada" for number in range(15)}).fetches()
    folder.holds(**{f"{number}.vcf": None for number in range(1, 15)})
    assert len(folder.fetches()) == 14


# Where to go on


@pytest.mark.usefixtures("in_twos")
def test_a_file_is_gone_on_with_where_it_was_left(folder: Folder) -> None:
    folder.holds(**{"a.vcf": "a b  c d e", "b.vcf": "f"})
    first = folder.fetches(stop_after=1)
    assert (keys(first), first[0].snapshot.complete, first[0].ignored) == (["a", "b"], False, {})
    rest = folder.fetches()
    assert [keys([batch]) for batch in rest] == [["c", "d"], ["e"], ["f"]]
    assert [batch.snapshot.complete for batch in rest] == [False, True, True]
    assert [batch.ignored for batch in rest] == [{}, {"empty row": 1}, {}]


@pytest.mark.usefixtures("in_twos")
def test_a_file_that_changed_since_is_begun_anew(folder: Folder) -> None:
    folder.holds(**{"a.csv": "a b c d e"}).fetches("a.csv", stop_after=2)
    assert keys(folder.holds(**{"a.csv": "a b c d z"}).fetches("a.csv")) == list("abcdz")


@pytest.mark.usefixtures("in_twos")
@pytest.mark.parametrize("lines_a_record", [2, 5])
def test_a_file_that_another_version_of_the_reader_had_begun_is_begun_anew(folder: Folder, lines_a_record: int) -> None:
    folder.holds(**{"a.csv": "a b c d e f g h"}).fetches("a.csv", stop_after=3)

    def cut_otherwise(content: bytes, file: str) -> FileReading:
        lines = content.decode().split()
        together = ["".join(lines[at : at + lines_a_record]) for at in range(0, len(lines), lines_a_record)]
        return read_file("\n".join(together).encode(), file)

    batches: list[Batch] = []
    for batch in fetch_files(folder.options("a.csv"), folder.cursors, None, one_whole(cut_otherwise)):
        batches.append(batch)
        assert len(batches) < 9, "it never ends"
    assert "".join(keys(batches)) == "abcdefgh"


@pytest.mark.usefixtures("in_twos")
def test_a_new_export_does_not_come_between_the_halves_of_another(folder: Folder, tmp_path: Path) -> None:
    archive = tmp_path / "archive.duckdb"
    with Shelf(archive) as shelf:
        shelf.lands(*folder.holds(**{"b.csv": "a b c d"}).fetches("*.csv", files="snapshots", stop_after=1))
        shelf.lands(*folder.holds(**{"a.csv": "c d e"}).fetches("*.csv", files="snapshots"))
    assert present(archive) == {"c", "d", "e"}
    with Shelf(archive) as shelf:
        # Were the second half of b.csv a snapshot of its own, it would be one of c and d only.
        shown = "select list(key order by key) from sighting join record using (landed_seq) group by snapshot_id"
        assert sorted(shelf.rows(shown)) == [(list("abcd"),), (list("cde"),)]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), unique=True), min_size=1, max_size=3), st.data())
@settings(max_examples=25, deadline=None)
def test_stopped_anywhere_and_gone_on_nothing_is_lost_and_nothing_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, contents: list[list[str]], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "BATCH_RECORDS", 2)
        folder = Folder(tmp_path_factory.mktemp("stops") / "inbox")
        folder.holds(**{f"{number}.csv": " ".join(people) for number, people in enumerate(contents)})
        came: list[Batch] = []
        while stop_after := data.draw(st.integers(0, 3)):
            came += folder.fetches(stop_after=stop_after)
        came += folder.fetches()
    expected = [f"{number}.csv {key}" for number, people in enumerate(contents) for key in people]
    assert [f"{batch.part} {record.key}" for batch in came for record in batch.records] == expected
    assert [batch.part for batch in came if batch.snapshot.complete] == [f"{n}.csv" for n in range(len(contents))]


# What is the owner's to mend


def test_where_no_file_is_it_says_so_and_names_the_path(folder: Folder) -> None:
    folder.holds(**{"a.csv": "ada"}).fetches("a.csv")
    with pytest.raises(NeedsYou, match=r"No file is at `path` \(.*/b\.csv, .*/c\*\)\. Put the export there"):
        folder.fetches(["b.csv", "c*"])
    (folder.path / "dir.csv").mkdir()
    with pytest.raises(NeedsYou, match="No file is at"):
        folder.fetches("dir.csv")


def test_a_file_that_cannot_be_opened_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(path))

    folder.holds(**{"a.csv": "ada"})
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(NeedsYou, match=r"^a\.csv can't be opened: Permission denied\.$"):
        folder.fetches("a.csv")


def test_options_that_mean_nothing_are_refused() -> None:
    for wrong in ({"files": "whole"}, {"exported_on": "soon"}, {"exported_on": {"a.csv": "soon"}}, {"paths": "a"}):
        with pytest.raises(ValidationError):
            FileOptions.model_validate({"path": "a.csv", **wrong})
