"""Backfills: a range of days, window by window, from the source or from the archive, and what they say of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb
import pytest

import flows.sources
from connectors.contract import NeedsYou, SourceChanged, TryLater
from flows.backfill_plan import Order, plans
from flows.backfill_report import Backfilled, Result, backfilled_markdown, collapsed, gaps, headline
from flows.backfilling import backfill_sources
from flows.faults import CommandError
from flows.sources import bound_sources, load_settings
from flows.windows import Span
from tests.dovecot import Dovecot
from tests.flows.command_line import reknit
from tests.flows.correspondence import SERVER_SETTINGS, write_mbox
from tests.flows.diary import SETTINGS, Diary, entries, fetch_all, ledger, stored, with_diary
from tests.flows.household import settle
from tests.flows.running import sync
from tests.flows.state import archive_state, warehouse_state
from tests.warehouse.processes import HOLDS_OPEN, Process, killed_before_line
from warehouse.archive import Archive
from warehouse.build import Built
from warehouse.ledger import SourceWindow
from warehouse.settings_problems import SettingsError

YEAR = Order(date(2023, 1, 1), date(2023, 12, 31), "re-fetch")
MONTHS = [f"2023-{month:02}" for month in range(1, 13)]


@pytest.fixture
def diary() -> Iterator[Diary]:
    diary = Diary()
    with with_diary(diary):
        yield diary


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A diary and an mbox, nothing of which was ever fetched."""
    file = tmp_path / "reknit.toml"
    file.write_text(SETTINGS)
    write_mbox(tmp_path / "letters.mbox", range(40))
    return file


def backfill(settings: Path, order: Order, *sources: str, dry_run: bool = False, build: bool = False) -> Backfilled:
    """Backfill the diary or these sources; without the build, which takes a hundred times as long, unless asked for."""
    loaded, asked = load_settings(settings), order._replace(sources=sources or ("diary",))
    if build:
        return backfill_sources(loaded, asked, dry_run)
    with patch("flows.backfilling.build_warehouse", lambda _: Built(False, 0, [])):
        return backfill_sources(loaded, asked, dry_run)


def outcomes(backfilled: Backfilled) -> list[tuple[str, str, str]]:
    return [(each.source, each.days, each.outcome) for each in collapsed(backfilled.windows)]


def archive(settings: Path) -> Path:
    return settings.parent / "data/archive.duckdb"


def warehouse(settings: Path) -> Path:
    return settings.parent / "data/warehouse.duckdb"


# From the source


@pytest.mark.slow
def test_a_year_that_was_never_fetched_is_there_afterwards_and_nothing_else(settings: Path, diary: Diary) -> None:
    backfilled = backfill(settings, YEAR, build=True)
    assert diary.months_asked() == MONTHS
    assert entries(settings) == [day for day in diary.entries if day.year == 2023]
    assert outcomes(backfilled) == [("diary", "2023-01-01 – 2023-12-31", "completed")]
    assert (
        sum(each.records or 0 for each in backfilled.windows) == sum(each.new or 0 for each in backfilled.windows) == 36
    )
    assert headline(backfilled) == "12 windows fetched again, 0 covered already."
    assert backfilled.built and backfilled.built.published


def test_what_was_completed_is_not_done_again(settings: Path, diary: Diary) -> None:
    backfill(settings, Order(date(2023, 2, 1), date(2023, 4, 30), "re-fetch"))
    diary.asked.clear()
    backfilled = backfill(settings, Order(date(2023, 1, 15), date(2023, 5, 2), "re-fetch"))
    assert diary.months_asked() == ["2023-01", "2023-05"]
    assert outcomes(backfilled) == [
        ("diary", "2023-01-15 – 2023-01-31", "completed"),
        ("diary", "2023-02-01 – 2023-04-30", "covered"),
        ("diary", "2023-05-01 – 2023-05-02", "completed"),
    ]
    assert headline(backfilled) == "2 windows fetched again, 3 covered already."


def test_doing_all_of_it_twice_changes_nothing(settings: Path, diary: Diary) -> None:
    order = YEAR._replace(reprocess="all")
    both = ("diary", "letters")
    backfill(settings, order, *both)
    before = archive_state(archive(settings), "sums")
    backfilled = backfill(settings, order, *both)
    assert archive_state(archive(settings), "sums") == before
    assert {each.new for each in backfilled.windows} == {0}
    assert {each.outcome for each in backfilled.windows} == {"completed"}


def test_a_source_that_knows_no_days_is_fetched_once_and_whole(settings: Path, diary: Diary) -> None:
    backfilled = backfill(settings, YEAR, "letters")
    assert outcomes(backfilled) == [("letters", "everything", "completed")]
    assert [each.new for each in backfilled.windows] == [40]
    assert ledger(settings) == [("letters", "re-fetch", None, "completed")]
    assert outcomes(backfill(settings, YEAR, "letters")) == [("letters", "everything", "covered")]
    again = backfill(settings, YEAR._replace(reprocess="all"), "letters")
    assert [(each.records, each.new) for each in again.windows] == [(40, 0)]


def test_a_sync_that_was_completed_has_covered_all_there_was(settings: Path, diary: Diary) -> None:
    fetch_all(settings)
    diary.asked.clear()
    backfilled = backfill(settings, YEAR, "diary", "letters")
    assert diary.asked == []
    assert outcomes(backfilled) == [
        ("diary", "2023-01-01 – 2023-12-31", "covered"), ("letters", "everything", "covered"),
    ]  # fmt: skip


def test_a_sync_that_failed_has_undone_nothing(settings: Path, diary: Diary) -> None:
    fetch_all(settings)
    diary.errors[date(1900, 1, 1)] = [NeedsYou("The password is wrong.")]
    with pytest.raises(NeedsYou):
        fetch_all(settings)
    for reprocess in ("missing", "failed"):
        backfilled = backfill(settings, YEAR._replace(reprocess=reprocess))
        assert outcomes(backfilled) == [("diary", "2023-01-01 – 2023-12-31", "covered")]


def test_a_sync_after_a_backfill_brings_the_rest(settings: Path, diary: Diary) -> None:
    backfill(settings, YEAR)
    fetch_all(settings)
    assert stored(settings) == diary.entries


# When it breaks


def test_a_source_that_needs_its_owner_is_left_at_once_and_the_others_go_on(settings: Path, diary: Diary) -> None:
    diary.errors[date(2023, 3, 1)] = [NeedsYou("The password is wrong.")]
    backfilled = backfill(settings, YEAR, "diary", "letters")
    assert diary.months_asked() == ["2023-01", "2023-02", "2023-03"]
    assert outcomes(backfilled) == [
        ("diary", "2023-01-01 – 2023-02-28", "completed"),
        ("diary", "2023-03-01 – 2023-03-31", "needs_you"),
        ("diary", "2023-04-01 – 2023-12-31", "not_tried"),
        ("letters", "everything", "completed"),
    ]
    assert backfilled.failures == {"diary": "The password is wrong."}
    assert headline(backfilled) == "3 windows fetched again, 0 covered already, 10 still to do."
    assert ledger(settings, "since, outcome, message")[2] == (
        datetime(2023, 3, 1), "needs_you", "The password is wrong.",
    )  # fmt: skip
    assert [outcome for (outcome,) in ledger(settings, "outcome")][3:12] == ["not_tried"] * 9
    assert gaps(YEAR, backfilled.windows) == [
        Order(date(2023, 3, 1), date(2023, 12, 31), "re-fetch", "missing", ("diary",))
    ]
    assert stored(settings)[-1] < date(2023, 3, 1)
    with duckdb.connect(str(archive(settings)), read_only=True) as connection:
        assert connection.execute("select outcome from run").fetchall() == [("failed",)]
        assert connection.execute("select source, outcome from run_source order by 1").fetchall() == [
            ("diary", "needs_you"), ("letters", "completed"),
        ]  # fmt: skip


@pytest.mark.parametrize("error", [TryLater("The server is busy."), SourceChanged("It speaks another language.")])
def test_what_the_source_says_of_one_window_it_would_say_of_the_next(
    settings: Path, diary: Diary, error: Exception
) -> None:
    diary.errors[date(2023, 3, 1)] = [error]
    backfill(settings, YEAR)
    assert diary.months_asked() == ["2023-01", "2023-02", "2023-03"]


def test_an_error_of_our_own_costs_its_window_alone(settings: Path, diary: Diary) -> None:
    for month in (3, 5):
        diary.errors[date(2023, month, 1)] = [KeyError("kay.private@leak.example")]
    backfilled = backfill(settings, YEAR)
    assert diary.months_asked() == MONTHS
    failed = [each for each in backfilled.windows if each.outcome == "failed"]
    assert [each.days for each in failed] == ["2023-03-01 – 2023-03-31", "2023-05-01 – 2023-05-31"]
    assert "leak.example" not in repr(backfilled)
    assert backfilled.failures["diary"].startswith("KeyError in backfilling.py, line ")
    assert backfilled.failures["diary"].endswith(" So did 1 more.")
    diary.asked.clear()
    again = backfill(settings, YEAR._replace(reprocess="failed"))
    assert diary.months_asked() == ["2023-03", "2023-05"]
    assert again.failures == {}
    assert stored(settings) == [day for day in diary.entries if day.year == 2023]


def test_what_was_never_tried_has_not_failed_and_is_still_a_gap(settings: Path, diary: Diary) -> None:
    backfilled = backfill(settings, YEAR._replace(reprocess="failed"))
    assert diary.asked == []
    assert outcomes(backfilled) == [("diary", "2023-01-01 – 2023-12-31", "missing")]


def test_a_window_is_not_completed_before_it_is_stored(settings: Path, diary: Diary) -> None:
    diary.errors[date(2023, 2, 1)] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        backfill(settings, YEAR)
    assert [outcome for (outcome,) in ledger(settings, "outcome")] == ["completed", "running", *["planned"] * 10]
    backfill(settings, YEAR)
    assert [outcome for (outcome,) in ledger(settings, "outcome")] == (
        ["completed"] + ["interrupted"] * 11 + ["completed"] * 11
    )


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "reprocess"), [("re-fetch", "missing"), ("re-read", "failed")])
def test_what_a_killed_backfill_had_before_it_is_done_whatever_was_done_before_and_since(
    settings: Path, diary: Diary, mode: Any, reprocess: Any
) -> None:
    fetch_all(settings)
    order, both = YEAR._replace(mode=mode, reprocess="all"), ("diary", "letters")
    backfill(settings, order, *both)
    with killed_in(mode, 3), pytest.raises(KeyboardInterrupt):
        backfill(settings, order, *both)
    fetch_all(settings)
    diary.asked.clear()
    foreseen = backfill(settings, order._replace(reprocess=reprocess), *both, dry_run=True)
    went_on = backfill(settings, order._replace(reprocess=reprocess), *both)
    for came_to, outcome in ((foreseen, "due"), (went_on, "completed")):
        left = 22 if mode == "re-read" else 11
        assert [each.outcome for each in came_to.windows] == ["covered"] * 2 + [outcome] * left
        assert f"interrupted and had left {left} windows of these; " in headline(came_to)
    assert diary.months_asked() == (MONTHS[2:] if mode == "re-fetch" else [])
    assert gaps(order, foreseen.windows) == [
        Order(date(2023, 3, 1), date(2023, 12, 31), mode, "missing", ("diary",)),
        Order(date(2023, 1, 1), date(2023, 12, 31), mode, "missing", ("letters",)),
    ]
    again = backfill(settings, order._replace(reprocess=reprocess), *both)
    assert {each.outcome for each in again.windows} == {"covered"}
    assert "interrupted" not in headline(again)


def killed_in(mode: str, number: int) -> Any:
    """A patch: the window of this number ends as when the process is killed."""
    begin, begun = Archive.start_window, []

    def killing(self: Archive, window_id: int) -> None:
        begin(self, window_id)
        begun.append(window_id)
        if len(begun) == number:
            raise KeyboardInterrupt

    return patch.object(Archive, "start_window", killing)


def test_a_failure_is_not_forgotten_because_of_a_sync(settings: Path, diary: Diary) -> None:
    backfill(settings, YEAR)
    diary.errors[date(2023, 4, 1)] = [NeedsYou("The password is wrong.")]
    backfill(settings, YEAR._replace(reprocess="all"))
    fetch_all(settings)
    for reprocess in ("failed", "missing"):
        foreseen = backfill(settings, YEAR._replace(reprocess=reprocess), dry_run=True)
        assert outcomes(foreseen)[1] == ("diary", "2023-04-01 – 2023-12-31", "due")


def test_what_the_settings_left_out_is_missing_once_they_do_not(settings: Path, diary: Diary) -> None:
    plain = settings.read_text()
    settings.write_text(plain.replace('connector = "diary"', 'connector = "diary"\nexclude = ["2023-03"]'))
    fetch_all(settings)
    backfill(settings, YEAR._replace(until=date(2023, 4, 30), reprocess="all"))
    assert {each.outcome for each in backfill(settings, YEAR).windows} == {"covered"}
    settings.write_text(plain)
    fetch = backfill(settings, YEAR)
    assert {each.outcome for each in fetch.windows} == {"completed"}
    assert stored(settings) == diary.entries
    assert {each.outcome for each in backfill(settings, YEAR).windows} == {"covered"}
    settings.write_text(plain.replace('connector = "diary"', 'connector = "diary"\nallow_shrink = true'))
    assert {each.outcome for each in backfill(settings, YEAR).windows} == {"covered"}


def test_where_a_secret_is_kept_belongs_to_the_options_and_what_it_is_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(password: str, variable: str = "MAIL", host: str = "imap.example") -> str:
        monkeypatch.setenv(variable, password)
        (tmp_path / "reknit.toml").write_text(
            f'[[source]]\nname = "work"\nconnector = "imap_mail"\nhost = "{host}"\nuser = "ada"\n'
            f'password = {{ env = "{variable}" }}\n'
        )
        return bound_sources(load_settings(tmp_path / "reknit.toml"))[0].asked

    assert asked("one") == asked("two")
    assert len({asked("one"), asked("one", "POST"), asked("one", host="mail.example")}) == 3


def test_what_a_source_does_not_show_leaves_word_in_its_window(settings: Path, diary: Diary) -> None:
    diary.lost = {diary.entries[2]}
    january, february, *_ = (backfilled := backfill(settings, YEAR)).windows
    assert (january.outcome, january.message) == ("completed", "passed over: 1 × a page that is torn out")
    assert (february.outcome, february.message) == ("completed", None)
    assert ledger(settings, "message")[0] == (january.message,)
    assert f"**diary**, 2023-01-01 – 2023-01-31: {january.message}" in backfilled_markdown(
        backfilled, {}, load_settings(settings)
    )


def state(settings: Path) -> tuple[object, object]:
    return archive_state(archive(settings), "sums"), warehouse_state(warehouse(settings))


def completed(settings: Path, mode: str) -> list[int]:
    rows = ledger(settings, "window_id, mode, outcome")
    return [window_id for window_id, *words in rows if words == [mode, "completed"]]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["re-fetch", "re-read"])
def test_a_backfill_that_was_killed_goes_on_where_it_was(
    settings: Path, diary: Diary, mode: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What draws has threads, which a fork of this process does not bring along: there it would wait for ever.
    monkeypatch.setattr("flows.work._draw_report", lambda settings: None)
    order = YEAR._replace(mode=mode)
    if mode == "re-read":
        sync(settings, grace_seconds=0)
    folder, before = settings.parent, settings.parent.with_name(f"{settings.parent.name}-before")
    shutil.copytree(folder, before, symlinks=True)

    def killed_at(line: int | None) -> int | None:
        return killed_before_line(line, "flows/backfilling.py", lambda: backfill(settings, order, build=True))

    lines = killed_at(None)
    assert lines
    undisturbed = state(settings)
    done_before_the_kill = []
    for part in (5, 8):
        shutil.rmtree(folder)
        shutil.copytree(before, folder, symlinks=True)
        assert killed_at(lines * part // 10) is None
        done = completed(settings, mode)
        done_before_the_kill.append(len(done))
        diary.asked.clear()
        backfill(settings, order, build=True)
        assert state(settings) == undisturbed, f"killed before line {lines * part // 10} of {lines}"
        assert completed(settings, mode)[: len(done)] == done
        assert len(completed(settings, mode)) == 12
        assert len(diary.asked) == (12 - len(done) if mode == "re-fetch" else 0)
    assert 0 < done_before_the_kill[0] < done_before_the_kill[1] < 12


# From the archive


@pytest.mark.slow
def test_stored_records_of_those_days_are_read_by_todays_reader(settings: Path, diary: Diary) -> None:
    sync(settings, grace_seconds=0)
    diary.given_name, diary.asked = "Kai", []  # as when a library reads better, and our own code is the same
    assert names(settings) == ["Kay Hansen"]
    backfilled = backfill(settings, YEAR._replace(mode="re-read"), build=True)
    assert diary.asked == []
    assert names(settings) == ["Kai Hansen", "Kay Hansen"]
    assert [each.records for each in backfilled.windows] == [
        sum((day.year, day.month) == (2023, month) for day in diary.entries) for month in range(1, 13)
    ]
    assert sum(each.claims or 0 for each in backfilled.windows) == 3 * 36
    assert {each.rejected for each in backfilled.windows} == {0}
    backfill(settings, Order(date(2022, 1, 1), date(2025, 1, 1)), build=True)
    assert names(settings) == ["Kai Hansen"]


def names(settings: Path) -> list[str]:
    with duckdb.connect(str(warehouse(settings)), read_only=True) as connection:
        rows = connection.execute("select name from person_name where name like '%Hansen' order by 1").fetchall()
    return [name for (name,) in rows]


@pytest.mark.slow
def test_reading_again_changes_nothing_with_a_sound_cache_or_a_damaged_one(settings: Path, diary: Diary) -> None:
    sync(settings, grace_seconds=0)
    cache = settings.parent / "data/cache.duckdb"
    before = state(settings)
    for damage in ("", "no database " * 1000):
        if damage:
            cache.write_text(damage)
        order = YEAR._replace(mode="re-read", reprocess="all")
        backfilled = backfill(settings, order, "diary", "letters", build=True)
        assert sum(each.records or 0 for each in backfilled.windows) == 36
        assert state(settings) == before


@pytest.mark.slow
def test_a_window_on_whose_records_the_reader_fails_has_failed(settings: Path, diary: Diary) -> None:
    sync(settings, grace_seconds=0)
    order = YEAR._replace(mode="re-read")
    diary.stumbles_on = {diary.entries[2], diary.entries[3]}
    january, *others = (backfilled := backfill(settings, order)).windows
    assert (january.outcome, january.message) == ("failed", "The reader failed on 2 of 3 records.")
    assert (january.records, january.claims, january.rejected) == (3, 3, 2)
    assert {each.outcome for each in others} == {"completed"}
    assert backfilled.failures == {"diary": "The reader failed on 2 of 3 records."}
    diary.stumbles_on = set()
    january, *_ = (backfilled := backfill(settings, order)).windows
    assert (january.outcome, january.records, january.rejected) == ("completed", 3, 0)
    assert backfilled.failures == {}


def test_a_record_of_the_midnight_between_two_windows_is_in_the_later_one_alone(settings: Path, diary: Diary) -> None:
    diary.hour, diary.entries = time(), [date(2023, 5, 1), date(2023, 6, 1)]
    fetch_all(settings)
    order = Order(date(2023, 4, 1), date(2023, 6, 30), "re-read", "all")
    assert [each.records for each in backfill(settings, order).windows] == [0, 1, 1]


@pytest.mark.slow
def test_nothing_is_read_again_while_somebody_has_the_cache_open(settings: Path, diary: Diary) -> None:
    sync(settings, grace_seconds=0)
    order = YEAR._replace(mode="re-read")
    diary.given_name = "Kai"
    reader = Process(HOLDS_OPEN, settings.parent / "data/cache.duckdb")
    try:
        refused = backfill(settings, order, build=True)
    finally:
        reader.dies()
    assert refused.failures == {"diary": "Somebody has cache.duckdb open. Close it there and run this again."}
    assert outcomes(refused) == [
        ("diary", "2023-01-01 – 2023-01-31", "needs_you"), ("diary", "2023-02-01 – 2023-12-31", "not_tried"),
    ]  # fmt: skip
    backfill(settings, order, build=True)
    assert "Kai Hansen" in names(settings)


@pytest.mark.slow
def test_what_a_new_library_reads_differently_is_read_by_the_next_build(
    settings: Path, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(settings, grace_seconds=0)
    diary.given_name = "Kai"
    monkeypatch.setattr(flows.sources, "version", lambda library: "9999")
    sync(settings, grace_seconds=0)
    assert names(settings) == ["Kai Hansen"]


def test_what_an_older_reader_has_read_is_missing_again(
    settings: Path, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_all(settings)
    order = YEAR._replace(mode="re-read")
    backfill(settings, order)
    assert {each.outcome for each in backfill(settings, order).windows} == {"covered"}
    monkeypatch.setattr(flows.sources, "version", lambda library: "9999")
    assert {each.outcome for each in backfill(settings, order).windows} == {"completed"}


# A dry run


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file but the lock, with what is in it."""
    return {
        file.name: (file.stat().st_mtime_ns, file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file() and file.name != "reknit.lock"
    }


@pytest.mark.slow
def test_a_dry_run_touches_nothing_and_says_what_would_be_done(settings: Path, diary: Diary) -> None:
    sync(settings, grace_seconds=0)
    backfill(settings, Order(date(2023, 1, 1), date(2023, 6, 30), "re-read"))
    diary.asked.clear()
    before = files(settings.parent)
    fetched = backfill(settings, YEAR, "diary", "letters", dry_run=True)
    read = backfill(settings, YEAR._replace(mode="re-read"), "diary", "letters", dry_run=True)
    assert files(settings.parent) == before
    assert diary.asked == []
    assert [(each.source, each.days, each.outcome, each.records) for each in collapsed(fetched.windows)] == [
        ("diary", "2023-01-01 – 2023-12-31", "covered", 36), ("letters", "everything", "covered", 40),
    ]  # fmt: skip
    assert [(each.source, each.days, each.outcome, each.records) for each in collapsed(read.windows)] == [
        ("diary", "2023-01-01 – 2023-06-30", "covered", 18),
        ("diary", "2023-07-01 – 2023-12-31", "due", 18),
        ("letters", "2023-01-01 – 2023-12-31", "due", 0),
    ]
    assert headline(read) == "A dry run: 18 windows would be read again, 6 covered already."
    assert read.built is None


def test_a_dry_run_where_nothing_was_ever_fetched_makes_no_archive(settings: Path, diary: Diary) -> None:
    backfilled = backfill(settings, YEAR, dry_run=True)
    assert outcomes(backfilled) == [("diary", "2023-01-01 – 2023-12-31", "due")]
    assert not archive(settings).exists()


def test_a_dry_run_sees_what_a_killed_process_had_committed(settings: Path, diary: Diary) -> None:
    backfill(settings, YEAR)
    Process(HOLDS_OPEN, archive(settings)).dies()
    log = archive(settings).with_name("archive.duckdb.wal")
    assert log.exists()
    before = files(settings.parent)
    assert {each.outcome for each in backfill(settings, YEAR, dry_run=True).windows} == {"covered"}
    assert files(settings.parent) == before


# What a person gets wrong

TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("order", "sources", "sentence"),
    [
        (Order(date(2024, 5, 1), date(2023, 5, 1)), (), "`since` is 2024-05-01 and `until` is 2023-05-01: that is b"),
        (Order(date(2999, 1, 1), date(2999, 2, 1)), (), "`since` is 2999-01-01, which is yet to come: today is "),
        (Order(date(202, 1, 1), date(2023, 5, 1)), (), "`since` is 0202-01-01: nothing is dated before 1970-01-01. "),
        (YEAR, ("me",), "`me` is what the settings say of you, and has no days. "),
        (YEAR, ("dairy",), "dairy: is no source; there are me, diary, letters"),
    ],
    ids=["backwards", "to come", "too early", "me", "unknown"],
)
def test_what_can_not_be_done_is_said_before_anything_is(
    settings: Path, diary: Diary, order: Order, sources: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises((CommandError, SettingsError)) as refused:
        backfill_sources(load_settings(settings), order._replace(sources=sources))
    assert sentence in str(refused.value)
    assert not (settings.parent / "data").exists()


def test_without_any_source_there_is_nothing_to_backfill(tmp_path: Path) -> None:
    (tmp_path / "reknit.toml").write_text('[me]\nnames = ["Ada Byron"]\n')
    with pytest.raises(CommandError, match=r"names? no source to backfill\. `reknit add FILE`"):
        backfill_sources(load_settings(tmp_path / "reknit.toml"), YEAR)


def test_what_a_wrong_clock_says_it_has_covered_is_not_believed(settings: Path, diary: Diary) -> None:
    loaded = load_settings(settings)
    source = next(source for source in bound_sources(loaded) if source.name == "diary")
    now = datetime(2024, 6, 15)
    started = datetime(2031, 1, 1)
    window = SourceWindow(
        1, "run", "diary", "sync", None, started, started, started, "completed", None, 1, 1, None, None, None,
        source.asked,
    )  # fmt: skip
    (plan,) = plans(loaded, YEAR, [source], [window], now)
    assert len(plan.due) == 12
    (plan,) = plans(loaded, YEAR, [source], [window._replace(until=now)], now)
    assert plan.due == []


# What it says


def windows(*told: tuple[int, str], source: str = "diary", **more: Any) -> list[Result]:
    """Windows of months of 2023, with their outcomes."""
    return [
        Result(source, Span(datetime(2023, month, 1), datetime(2023, month + 1, 1)), outcome, records=10, new=1, **more)
        for month, outcome in told
    ]


def test_months_with_the_same_outcome_are_one_line_and_gaps_have_links(settings: Path, diary: Diary) -> None:
    told = [
        *windows((1, "completed"), (2, "completed"), (3, "completed")),
        *windows((4, "try_later"), message="The server is busy."),
        *windows((5, "not_tried"), (6, "not_tried")),
        *windows((7, "covered"), was_covered=True),
        *windows((1, "completed"), source="club"),
        *windows((2, "failed"), source="club", message="KeyError in vcard.py.", was_covered=True),
    ]
    backfilled = Backfilled(YEAR, told, None, {})
    shown = backfilled_markdown(
        backfilled, {}, load_settings(settings), lambda order: f"/{order.since}/{order.reprocess}"
    )
    assert shown.splitlines()[4:] == [
        "| diary | 2023-01-01 – 2023-03-31 | completed | 30 |",
        "| diary | 2023-04-01 – 2023-04-30 | try later | 10 |",
        "| diary | 2023-05-01 – 2023-06-30 | not tried | 20 |",
        "| diary | 2023-07-01 – 2023-07-31 | covered | 10 |",
        "| club | 2023-01-01 – 2023-01-31 | completed | 10 |",
        "| club | 2023-02-01 – 2023-02-28 | failed | 10 |",
        "",
        "**diary**, 2023-04-01 – 2023-04-30: The server is busy.",
        "",
        "**club**, 2023-02-01 – 2023-02-28: KeyError in vcard.py.",
        "",
        "To do it:",
        "",
        "* [diary, 2023-04-01 – 2023-06-30](/2023-04-01/missing)",
        "* [club, 2023-02-01 – 2023-02-28](/2023-02-01/missing)",
    ]


def test_without_a_form_to_link_to_a_gap_is_a_command(settings: Path, diary: Diary) -> None:
    backfilled = Backfilled(YEAR, windows((5, "not_tried")), None, {})
    shown = backfilled_markdown(backfilled, {}, load_settings(settings))
    assert shown.splitlines()[-1] == ("* `reknit backfill diary --since 2023-05-01 --until 2023-05-31 --mode re-fetch`")


# The command line


@pytest.mark.slow
def test_the_command_says_what_came_of_each_window(tmp_path: Path) -> None:
    settings = settle(tmp_path, people=4)
    sync(settings, grace_seconds=0)
    told = reknit(tmp_path, "backfill", "phone", "--since", "2023-01-01", "--until", "2023-02-10", "--direct")
    assert told.status == 0
    assert told.out.splitlines() == [
        "source\tdays\toutcome\trecords\tclaims\trejected",
        "phone\t2023-01-01 – 2023-02-10\tcompleted\t0\t0\t0",
        "",
        "2 windows read again, 0 covered already.",
        "0 people new, 0 changed, 0 gone, 0 merges.",
    ]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    told = reknit(tmp_path, "backfill", "--since", today, "--dry-run")
    assert told.out.splitlines()[:3] == [
        "source\tdays\toutcome\trecords", f"phone\t{today} – {today}\tdue\t4", f"club\t{today} – {today}\tdue\t4",
    ]  # fmt: skip
    objects = reknit(
        tmp_path, "backfill", "club", "--since", "2023-01-31", "--until", "2023-02-01", "--dry-run", "--json"
    )
    assert [(each["since"], each["until"], each["outcome"], each["records"]) for each in objects.objects] == [
        ("2023-01-31T00:00:00", "2023-02-01T00:00:00", "due", 0),
        ("2023-02-01T00:00:00", "2023-02-02T00:00:00", "due", 0),
    ]


def test_a_wrong_day_is_told_before_anything_starts(tmp_path: Path) -> None:
    settle(tmp_path, people=4)
    told = reknit(tmp_path, "backfill", "--since", "2999-01-01")
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith("reknit: `since` is 2999-01-01, which is yet to come: today is ")
    assert reknit(tmp_path, "backfill").status == 2
    assert not (tmp_path / "data").exists()


# A real mailbox


def letter(number: int, day: date) -> bytes:
    lines = [
        f"From: \"Kay Hansen\" <kay.{number}@post.example>", "To: Ada Byron <ada@byron.example>",
        f"Date: {day:%a, %d %b %Y} 12:00:00 +0000", f"Subject: Letter {number}",
        f"Message-ID: <diary-{number}@post.example>", "", "Dear Ada", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.mark.slow
def test_a_mailbox_that_was_never_synced_shows_the_year_that_was_backfilled(tmp_path: Path) -> None:
    server = Dovecot()
    try:
        options = server.options()
        (tmp_path / "reknit.toml").write_text(
            '[me]\nemails = ["ada@byron.example"]\n'
            + SERVER_SETTINGS.format(
                port=options["port"], user=options["user"], password=options["password"]["file"],
                ca_file=options["ca_file"],
            )
        )  # fmt: skip
        days = [date(year, month, 15) for year in (2022, 2023, 2024) for month in (1, 6, 12)]
        server.create("Archive")
        server.append("INBOX", *(letter(number, day) for number, day in enumerate(days)))
        server.append("Archive", letter(1, days[1]), letter(4, days[4]), letter(100, date(2023, 8, 1)))
        settings = tmp_path / "reknit.toml"
        backfilled = backfill(settings, YEAR, "server", build=True)
        assert shown_days(settings) == sorted([*(day for day in days if day.year == 2023), date(2023, 8, 1)])
        assert [each.new for each in backfilled.windows] == [1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]
        before = archive_state(archive(settings), "sums")
        assert {each.new for each in backfill(settings, YEAR._replace(reprocess="all"), "server").windows} == {0}
        assert archive_state(archive(settings), "sums") == before
        sync(settings, grace_seconds=0)
        assert shown_days(settings) == sorted([*days, date(2023, 8, 1)])
    finally:
        server.close()


def shown_days(settings: Path) -> list[date]:
    with duckdb.connect(str(warehouse(settings)), read_only=True) as connection:
        return [day for (day,) in connection.execute("select day from interaction order by day").fetchall()]
