"""What is only fetched again: a whole or a window that was landed before, and nothing comes or goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.records import Batch, Origin, Record, Snapshot
from tests.warehouse.shelf import CONTEXT, Shelf, export, present
from warehouse.landing import Landed

EARLY, LATE = date(2024, 1, 1), date(2025, 1, 1)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.duckdb"


@pytest.fixture
def shelf(archive: Path) -> Iterator[Shelf]:
    with Shelf(archive) as shelf:
        yield shelf


def message(uid: int) -> Record:
    return Record(f"{uid}", b"raw", CONTEXT, Origin("INBOX", uid=str(uid)))


def look(*uids: int, gone: tuple[int, ...] = (), part: str = "INBOX") -> Batch:
    """What a sync saw of a folder: what is new and what is gone."""
    return Batch(part, Snapshot(f"{uids} {gone}"), [message(uid) for uid in uids], gone=[str(uid) for uid in gone])


def window(*uids: int, part: str = "INBOX") -> Batch:
    """The messages of a folder that lie in a window."""
    return Batch(part, Snapshot("window", again="window"), [message(uid) for uid in uids])


# A window


def test_a_window_of_what_is_there_changes_nothing_however_long_ago_it_was_seen(shelf: Shelf) -> None:
    shelf.lands(look(1, 2, 3), look(4), look(gone=(2,)), look(5))
    before = shelf.state()
    assert shelf.lands(window(1, 3, 4, 5)) == [Landed(seen=4, new=0, changed=0, unchanged=4, ignored=0)]
    assert shelf.state() == before


def test_what_a_window_has_that_was_never_seen_belongs_to_the_newest_look(shelf: Shelf) -> None:
    shelf.lands(look(1), look(2))
    shelf.lands(window(1, 2, 3))
    once = shelf.state()
    assert shelf.rows("select uid, snapshot_id from sighting order by uid") == [("1", 1), ("2", 2), ("3", 2)]
    shelf.lands(window(1, 2, 3), window(3))
    assert shelf.state() == once


def test_a_window_of_a_folder_never_seen_is_a_look_of_its_own_once(shelf: Shelf, archive: Path) -> None:
    shelf.lands(window(1, 2))
    once = shelf.state()
    shelf.lands(window(1, 2))
    assert shelf.state() == once
    shelf.lands(look(1, 2, 3))
    shelf.close()
    assert present(archive) == {"1", "2", "3"}


def test_a_window_makes_nobody_gone(shelf: Shelf, archive: Path) -> None:
    shelf.lands(look(1, 2, 3))
    shelf.lands(window(2))
    shelf.close()
    assert present(archive) == {"1", "2", "3"}


def test_what_is_gone_and_not_in_the_window_stays_gone(shelf: Shelf, archive: Path) -> None:
    shelf.lands(look(1, 2), look(gone=(2,)))
    shelf.lands(window(1))
    shelf.close()
    assert present(archive) == {"1"}


def test_what_was_gone_and_is_in_the_window_is_back_until_it_is_gone_again(shelf: Shelf, archive: Path) -> None:
    shelf.lands(look(1, 2), look(gone=(2,)))
    shelf.lands(window(2))
    once = shelf.state()
    shelf.lands(window(2))
    assert shelf.state() == once
    shelf.close()
    assert present(archive) == {"1", "2"}
    with Shelf(archive) as again:
        again.lands(look(gone=(2, 7)))
    assert present(archive) == {"1"}


def test_the_same_message_in_another_folder_is_another_place(shelf: Shelf) -> None:
    shelf.lands(look(1), look(2, part="Sent"))
    shelf.lands(window(1, part="Sent"))
    assert shelf.rows("select part, uid from sighting join snapshot using (snapshot_id) order by all") == [
        ("INBOX", "1"),
        ("Sent", "1"),
        ("Sent", "2"),
    ]


def test_of_a_part_that_is_seen_whole_a_window_is_measured_by_the_newest_whole(shelf: Shelf, archive: Path) -> None:
    shelf.lands(export(["ada", "bo"]), export(["ada"]))
    before = shelf.state()
    again = Snapshot("window", again="window")
    shelf.lands(Batch("", again, export(["ada"]).records))
    assert shelf.state() == before
    shelf.lands(Batch("", again, export(["ada", "bo"]).records))
    shelf.close()
    assert present(archive) == {"ada", "bo"}


UIDS = st.lists(st.integers(1, 6), unique=True, max_size=4).map(tuple)


def test_a_window_of_anything_twice_is_once_and_of_what_is_there_it_is_nothing(shelf: Shelf) -> None:
    numbers = count()

    @settings(max_examples=12, deadline=None)
    @given(st.lists(st.tuples(UIDS, UIDS), min_size=1, max_size=3), UIDS)
    def holds(looks: list[tuple[tuple[int, ...], tuple[int, ...]]], seen: tuple[int, ...]) -> None:
        source, there = f"source {next(numbers)}", set[int]()
        for came, gone in looks:
            shelf.lands(replace(look(*came), snapshot=Snapshot(f"{next(numbers)}")), source=source)
            shelf.lands(replace(look(gone=gone), snapshot=Snapshot(f"{next(numbers)}")), source=source)
            there = there.union(came).difference(gone)
        before = shelf.state(source)
        shelf.lands(window(*seen), source=source)
        once = shelf.state(source)
        shelf.lands(window(*seen), source=source)
        assert shelf.state(source) == once
        assert once["snapshots"] == before["snapshots"]
        assert (once == before) == (there >= set(seen))

    holds()


# A whole


@pytest.mark.parametrize("days", [(EARLY, LATE), (LATE, LATE), (None, None), (LATE, None)])
def test_exports_landed_again_stay_where_they_stand(
    shelf: Shelf, archive: Path, days: tuple[date | None, date | None]
) -> None:
    older, newer = export(["ada", "bo"], days[0]), export(["ada"], days[1])
    shelf.lands(older, newer)
    before = shelf.state()
    shelf.lands(older.again(), newer.again(), older.again())
    assert shelf.state() == before
    shelf.close()
    assert present(archive) == {"ada"}


def test_of_a_whole_that_was_two_times_the_present_the_newer_one_is_meant(shelf: Shelf) -> None:
    shelf.lands(export(["ada"]), export(["bo"]), export(["ada"]))
    before = shelf.state()
    shelf.lands(export(["ada"]).again())
    assert shelf.state() == before


def test_a_record_that_was_missed_is_added_to_the_whole_that_shows_it(shelf: Shelf, archive: Path) -> None:
    whole = export(["ada", "bo"])
    shelf.lands(replace(whole, records=whole.records[:1]))
    shelf.lands(whole.again())
    assert len(shelf.state()["snapshots"]) == 1
    shelf.close()
    assert present(archive) == {"ada", "bo"}


def test_what_leads_nowhere_moves_no_cursor(shelf: Shelf) -> None:
    shelf.lands(export(["ada"], cursor={"done": 1}))
    shelf.lands(export(["ada"], cursor={"done": 2}).again())
    assert shelf.cursors("phone") == {"": {"done": 1}}
