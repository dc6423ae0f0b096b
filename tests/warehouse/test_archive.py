"""The archive's other promises: runs, cursors, judgements, whose it is, and who may read it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from tests.warehouse.shelf import Shelf, export
from warehouse import landing, presence, snapshots
from warehouse.archive import Archive
from warehouse.lock import writing
from warehouse.migrate import ArchiveError


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path / "archive.duckdb") as archive:
        yield archive


def outcomes(shelf: Shelf) -> list[tuple[str, bool]]:
    return shelf.rows("select outcome, ended_at is not null from run order by started_at")


# Runs


def test_a_run_that_was_killed_is_interrupted_once_the_next_one_starts(shelf: Shelf) -> None:
    killed = shelf.start_run("sync")
    shelf.start_source(killed, "phone", "vcard")
    shelf.land(killed, "phone", export(["ada"]))
    assert outcomes(shelf) == [("running", False)]
    shelf.start_run("sync")
    assert outcomes(shelf) == [("interrupted", True), ("running", False)]
    run = shelf.latest_runs()[0]
    assert (run.outcome, run.ended_at is not None, run.new) == ("interrupted", True, 1)


def test_a_run_that_ended_is_not_said_to_be_interrupted(shelf: Shelf) -> None:
    run = shelf.start_run("sync")
    shelf.start_source(run, "phone", "vcard")
    shelf.end_source(run, "phone", "needs_you", "No file is at `path`.")
    shelf.end_run(run, "failed", "phone: No file is at `path`.")
    shelf.start_run("sync")
    assert outcomes(shelf)[0] == ("failed", True)
    assert shelf.latest_runs()[0][4:6] == ("needs_you", "No file is at `path`.")


def test_of_every_source_the_latest_run_is_told(shelf: Shelf) -> None:
    shelf.lands(export(["ada", "bo"]), source="phone")
    shelf.lands(export(["ada"]), source="club")
    shelf.lands(export(["ada", "bo", "chidi"], ignored={"empty row": 2}), source="phone")
    told = [(run.source, *run[-5:]) for run in shelf.latest_runs()]
    assert told == [("club", 1, 1, 0, 0, 0), ("phone", 5, 1, 0, 2, 2)]
    assert all(run.outcome == "completed" for run in shelf.latest_runs())


def test_a_retry_goes_on_with_the_counts_it_has(shelf: Shelf) -> None:
    run = shelf.start_run("sync")
    for keys in (["ada"], ["bo", "chidi"]):
        shelf.start_source(run, "phone", "vcard")
        shelf.land(run, "phone", export(keys, complete=False))
        shelf.end_source(run, "phone", "try_later", "busy")
    assert [(told.seen, told.new) for told in shelf.latest_runs()] == [(3, 3)]


def test_rules_that_passed_rows_over_are_summed_by_name(shelf: Shelf) -> None:
    shelf.lands(export(["ada"], ignored={"empty row": 2}), export(["bo"], ignored={"empty row": 1, "header": 1}))
    assert shelf.rows("select ignored, ignored_rules from run_source") == [(4, '{"empty row": 3, "header": 1}')]


# A batch and its cursor


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (snapshots, "snapshot_of"),
        (landing, "store_contexts"),
        (landing, "store_records"),
        (presence, "store_absences"),
        (snapshots, "place"),
        (presence, "complete"),
        (landing, "count"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_batch_that_fails_anywhere_leaves_nothing(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str
) -> None:
    shelf.lands(export(["ada"], cursor={"done": 1}))
    before, sums = shelf.state(), shelf.latest_runs()

    def stumble(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, step, stumble)
    with pytest.raises(KeyboardInterrupt):
        shelf.land(shelf.run_id, "phone", export(["ada", "bo"], gone=["ada"], cursor={"done": 2}))
    assert (shelf.state(), shelf.latest_runs()) == (before, sums)
    monkeypatch.undo()
    assert shelf.lands(export(["ada", "bo"], cursor={"done": 2}))[0].new == 1


def test_a_cursor_that_cannot_be_kept_takes_its_batch_along(shelf: Shelf) -> None:
    shelf.lands(export(["ada"], cursor={"done": 1}))
    before = shelf.state()
    with pytest.raises(TypeError):
        shelf.land(shelf.run_id, "phone", export(["bo"], cursor={"done": {1, 2}}))
    assert shelf.state() == before


def test_a_cursor_belongs_to_a_part_of_a_source_and_only_a_batch_with_one_moves_it(shelf: Shelf) -> None:
    shelf.lands(export(["a"], part="a.vcf", cursor={"done": ["1"]}), export(["b"], part="b.vcf", cursor={"n": 1.5}))
    shelf.lands(export(["a", "c"], part="a.vcf"), export(["b", "d"], part="b.vcf", cursor={"done": []}))
    shelf.lands(export(["a"], part="a.vcf", cursor={"other": True}), source="club")
    assert shelf.cursors("phone") == {"a.vcf": {"done": ["1"]}, "b.vcf": {"done": []}}
    assert shelf.cursors("club") == {"a.vcf": {"other": True}}
    assert shelf.cursors("nobody") == {}


# Judgements


def test_the_latest_word_on_a_pair_stands_whichever_way_round_it_is_given(shelf: Shelf) -> None:
    shelf.judge("same", "b", "a", "ada")
    shelf.judge("different", "a", "c", "ada")
    shelf.judge("different", "a", "b", "bo")
    said = "select verdict, profile_a, profile_b, who from judgement where withdrawn_at is {} order by made_at"
    assert shelf.rows(said.format("null")) == [("different", "a", "c", "ada"), ("different", "a", "b", "bo")]
    assert shelf.rows(said.format("not null")) == [("same", "a", "b", "ada")]


# Actions


def test_the_latest_word_on_somebody_stands_until_it_is_taken_back(shelf: Shelf) -> None:
    today = date(2026, 6, 30)
    shelf.act("dismiss", ["a", "b"], today, None, "ada")
    shelf.act("dismiss", ["c"], today, None, "ada")
    shelf.act("snooze", ["b", "a"], today, date(2026, 7, 1), "bo")
    said = "select action, profile_id, acted_on, until, who from action where withdrawn_at is null order by made_at"
    assert shelf.rows(said) == [
        ("dismiss", "c", today, None, "ada"),
        ("snooze", "b", today, date(2026, 7, 1), "bo"),
    ]
    assert shelf.withdraw(["a", "b"])
    assert not shelf.withdraw(["a", "b"])
    assert shelf.rows(said) == [("dismiss", "c", today, None, "ada")]
    assert shelf.rows("select count(*) from action") == [(3,)]


# Whose archive it is


def test_the_key_that_came_first_is_the_only_one(shelf: Shelf) -> None:
    shelf.expect_key(b"k" * 32)
    shelf.expect_key(b"k" * 32)
    with pytest.raises(ArchiveError, match="not the one its person ids were made with"):
        shelf.expect_key(b"l" * 32)
    assert b"k" * 32 not in shelf.rows("select key_digest from identity")[0][0].encode()


def test_only_the_owner_may_look_also_at_what_a_killed_process_left(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        folder = tmp_path / "data"
        with writing(folder / "reknit.lock", "sync", False, print), Archive(folder / "archive.duckdb") as archive:
            archive.start_run("sync")
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(mask)
    assert modes == {"reknit.lock": 0o600, "archive.duckdb": 0o600, "archive.duckdb.wal": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
