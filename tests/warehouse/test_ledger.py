"""The ledger of windows: what every sync and every backfill has covered, and how that ended."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import World
from tests.warehouse.shelf import Shelf, export
from warehouse import migrate as migrating
from warehouse.ledger import Counts, NewWindow, SourceWindow, windows
from warehouse.migrate import MIGRATIONS

MAY, JUNE, JULY = datetime(2024, 5, 1), datetime(2024, 6, 1), datetime(2024, 7, 1)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path / "archive.duckdb") as archive:
        yield archive


def told(rows: list[SourceWindow]) -> list[tuple[Any, ...]]:
    return [(row.source, row.mode, row.outcome, row.records, row.new) for row in rows]


# Syncs


def test_every_source_of_a_sync_has_a_window_from_the_beginning_to_the_start_of_the_run(shelf: Shelf) -> None:
    shelf.lands(export({"ada": "Ada", "bo": "Bo"}), export({"ada": "Ada Byron", "bo": "Bo"}), source="phone")
    shelf.lands(export(["ada"]), source="club")
    assert told(shelf.windows()) == [("phone", "sync", "completed", 4, 3), ("club", "sync", "completed", 1, 1)]
    starts = [start for (start,) in shelf.rows("select started_at from run order by started_at")]
    assert [(row.since, row.until) for row in shelf.windows()] == [(None, starts[0]), (None, starts[1])]
    assert [row.window_id for row in shelf.windows()] == [1, 2]


def test_a_source_that_failed_says_so_in_its_window(shelf: Shelf) -> None:
    run = shelf.start_run("sync")
    shelf.start_source(run, "phone", "vcard")
    shelf.land(run, "phone", export(["ada"], complete=False))
    shelf.end_source(run, "phone", "needs_you", "No file is at `path`.")
    (row,) = shelf.windows()
    assert (row.outcome, row.message, row.records) == ("needs_you", "No file is at `path`.", 1)
    assert row.ended_at is not None


def test_a_retry_goes_on_with_the_window_it_has(shelf: Shelf) -> None:
    run = shelf.start_run("sync")
    for outcome, message in (("try_later", "busy"), ("completed", None)):
        shelf.start_source(run, "phone", "vcard")
        (row,) = shelf.windows()
        assert (row.outcome, row.message, row.ended_at) == ("running", None, None)
        shelf.land(run, "phone", export(["ada"], complete=False))
        shelf.end_source(run, "phone", outcome, message)
    assert [(*row[8:10], row.records) for row in shelf.windows()] == [("completed", None, 2)]


def test_the_window_of_a_run_that_was_killed_is_interrupted_once_the_next_one_starts(shelf: Shelf) -> None:
    killed = shelf.start_run("sync")
    shelf.start_source(killed, "phone", "vcard")
    run = shelf.start_run("backfill")
    shelf.plan_windows(run, [NewWindow("phone", "re-fetch", MAY, JUNE), NewWindow("phone", "re-fetch", JUNE, JULY)])
    shelf.start_window(2)
    assert [(row.outcome, row.ended_at) for row in shelf.windows()][1:] == [("running", None), ("planned", None)]
    assert shelf.windows()[0].outcome == "interrupted"
    shelf.start_run("sync")
    assert [(row.outcome, row.ended_at is not None) for row in shelf.windows()] == [("interrupted", True)] * 3


# Backfills


def test_a_backfill_says_itself_what_its_windows_are(shelf: Shelf) -> None:
    run = shelf.start_run("backfill")
    shelf.start_source(run, "phone", "vcard")
    (fetched,) = plan(shelf, run, NewWindow("phone", "re-fetch", MAY, JUNE, None, "folder a"))
    shelf.start_window(fetched)
    shelf.land(run, "phone", export(["ada", "bo"]))
    shelf.end_window(fetched, "completed", None, Counts(2, 2))
    shelf.end_source(run, "phone", "completed")
    (read,) = plan(shelf, run, NewWindow("phone", "re-read", MAY, JUNE, "reader 7"))
    shelf.start_window(read)
    shelf.end_window(read, "failed", "The reader failed on 1 of 2 records.", Counts(2, 0, 5, 1))
    first, second = shelf.windows()
    assert first[2:6] == ("phone", "re-fetch", MAY, JUNE)
    assert first[8:] == ("completed", None, 2, 2, None, None, None, "folder a")
    assert second[2:6] == ("phone", "re-read", MAY, JUNE)
    assert second[8:] == ("failed", "The reader failed on 1 of 2 records.", 2, 0, 5, 1, "reader 7", None)
    assert first.ended_at is not None and first.started_at <= first.ended_at


def plan(shelf: Shelf, run: str, *windows: NewWindow) -> list[int]:
    """The ids of the windows that are planned now."""
    shelf.plan_windows(run, windows)
    return [row.window_id for row in shelf.windows() if row.outcome == "planned"]


def test_for_a_second_try_what_is_left_is_planned_again_and_what_is_completed_is_not(shelf: Shelf) -> None:
    run = shelf.start_run("backfill")
    months = [NewWindow("phone", "re-fetch", *span) for span in ((None, MAY), (MAY, JUNE), (JUNE, JULY))]
    first, second, _ = plan(shelf, run, *months, NewWindow("club", "re-fetch", MAY, JUNE))[:3]
    shelf.start_window(first)
    shelf.end_window(first, "completed", None, Counts())
    shelf.start_window(second)
    shelf.end_window(second, "try_later", "busy", Counts())
    shelf.leave_windows(run, "phone")
    assert [(row.outcome, row.ended_at is None) for row in shelf.windows()] == [
        ("completed", False), ("try_later", False), ("not_tried", False), ("planned", True),
    ]  # fmt: skip
    for _ in range(2):
        assert plan(shelf, run, *months) == [3, 4, 5]
    assert [(row.since, row.outcome) for row in shelf.windows() if row.source == "phone"] == [
        (None, "completed"), (MAY, "try_later"), (JUNE, "planned"), (MAY, "planned"),
    ]  # fmt: skip


def test_a_sync_says_what_it_was_asked_for(shelf: Shelf) -> None:
    run = shelf.start_run("sync")
    shelf.start_source(run, "phone", "vcard", "folder a")
    shelf.start_source(run, "club", "vcard")
    assert [row.options for row in shelf.windows()] == ["folder a", None]


# Older archives


def test_what_was_synced_before_there_was_a_ledger_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "archive.duckdb"
    older = [migration for migration in MIGRATIONS if migration.name < "0003"]
    monkeypatch.setattr(migrating, "MIGRATIONS", older)
    migrating.migrate(path)
    with duckdb.connect(str(path)) as connection:
        assert windows(connection) == []
        connection.execute(
            "insert into run values ('1', 'sync', ?, ?, 'failed', null), ('2', 'backfill', ?, ?, 'completed', null)",
            [MAY, JUNE, MAY, JUNE],
        )
        for run, source, outcome in (("1", "phone", "completed"), ("1", "club", "failed"), ("2", "club", "completed")):
            connection.execute(
                "insert into run_source values (?, ?, 'vcard', ?, ?, ?, null, 7, 3, 2, 1, 1, '{}')",
                [run, source, datetime(2024, 5, 2), JUNE, outcome],
            )
    monkeypatch.undo()
    shutil.copyfile(path, tmp_path / "before.duckdb")
    with Shelf(path) as shelf:
        assert told(shelf.windows()) == [("club", "sync", "failed", 7, 5), ("phone", "sync", "completed", 7, 5)]
        assert {(row.since, row.until, row.options) for row in shelf.windows()} == {(None, MAY, None)}
        shelf.lands(export(["ada"]))
        assert [row.window_id for row in shelf.windows()] == [1, 2, 3]


# What people see


def row(world: World, window_id: int, since: str | None, until: str, outcome: str = "completed", **more: Any) -> None:
    """A row as the archive has it."""
    ended = None if outcome in ("planned", "running") else datetime(2024, 7, 2)
    values = {"claims": None, "reader": None} | more
    world.connection.execute(
        "insert into archive.sync_window "
        "values (?, 'run', 'phone', 're-fetch', ?, ?, ?, ?, ?, null, 1, 1, ?, ?, ?, null)",
        [window_id, since, until, datetime(2024, 7, 1), values.get("ended", ended), outcome, values["claims"],
         values["claims"], values["reader"]],
    )  # fmt: skip


def test_the_warehouse_shows_the_ledger(world: World) -> None:
    row(world, 2, "2024-05-01", "2024-06-01")
    row(world, 1, None, "2024-05-01")
    row(world, 3, "2024-06-01", "2024-07-01", "planned")
    row(world, 4, "2024-07-01", "2024-08-01", "not_tried")
    world.build()
    assert world.rows("select window_id, source, mode, since, until, outcome from sync_window") == [
        (1, "phone", "re-fetch", None, MAY, "completed"), (2, "phone", "re-fetch", MAY, JUNE, "completed"),
        (3, "phone", "re-fetch", JUNE, JULY, "planned"),
        (4, "phone", "re-fetch", JULY, datetime(2024, 8, 1), "not_tried"),
    ]  # fmt: skip
    assert world.check()["windows_are_sound"].rows == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2024-06-01", "until": "2024-05-01"},
        {"outcome": "completed", "ended": None},
        {"outcome": "running", "ended": JUNE},
        {"outcome": "planned", "ended": JUNE},
        {"outcome": "not_tried", "ended": None},
        {"claims": 3},
    ],
    ids=[
        "ends before it begins",
        "ended without an end",
        "runs and has ended",
        "planned and has ended",
        "left without an end",
        "claims that nobody read",
    ],
)
def test_a_window_that_can_not_be_is_found(world: World, wrong: dict[str, Any]) -> None:
    row(world, 1, **({"since": "2024-05-01", "until": "2024-06-01"} | wrong))
    world.build()
    assert world.check()["windows_are_sound"].rows == 1
