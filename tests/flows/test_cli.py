"""The command line itself: what each command says, in a terminal and elsewhere, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

import flows.commands.query
from flows.commands.base import counted
from flows.sources import load_settings
from tests.flows.command_line import REKNIT, environment, in_terminal, reknit, reknit_process
from tests.flows.household import settle, write_cards
from tests.flows.running import sync
from warehouse.lock import writing

VERBS = """
init add check sync rebuild backfill status ask sql export report why merge split snooze done dismiss undo backup
restore up serve
""".split()
SECRET = "kay.private@leak.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse, which no test changes."""
    folder = tmp_path_factory.mktemp("cli")
    sync(settle(folder, people=12))
    return folder


def test_help_names_every_command(folder: Path) -> None:
    told = reknit(folder, "--help")
    assert told.status == 0
    for verb in VERBS:
        assert re.search(rf"│ {verb} +[A-Z]", told.out), verb
        assert reknit(folder, verb, "-h").status == 0


@pytest.mark.parametrize("words", [["sync", "--fast"], ["dance"], ["why", "one"], ["sync", "--as-of", "yesterday"]])
def test_words_that_are_no_command_end_with_status_2(folder: Path, words: list[str]) -> None:
    told = reknit(folder, *words)
    assert told.status == 2
    assert told.out == ""
    assert "Usage: " in told.err


def test_the_settings_are_found_by_option_then_variable_then_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reknit(tmp_path, "--settings", str(folder / "reknit.toml"), "status").status == 0
    assert reknit(folder, "--settings", "elsewhere.toml", "status").status == 2
    monkeypatch.setenv("REKNIT_SETTINGS", str(folder / "reknit.toml"))
    assert reknit(tmp_path, "status").status == 0


def test_an_unknown_source_is_refused_before_anything_starts(folder: Path) -> None:
    assert reknit(folder, "sync", "fone") == (
        2, "", "reknit: reknit.toml has 1 problem: fone: is no source; there are me, phone, club\n",
    )  # fmt: skip


def test_an_unexpected_error_is_told_by_its_place_and_never_by_its_text(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quote(_: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(flows.commands.query, "open_warehouse", quote)
    told = reknit(folder, "sql", "from person")
    assert told.status == 2
    assert re.fullmatch(r"reknit: ValueError in query\.py, line \d+; please report this\.\n", told.err)


def test_json_is_a_list_of_objects_in_types_that_json_has(folder: Path) -> None:
    question = """
        select
            timestamp '2026-06-30 12:00:00' as moment, date '2026-06-30' as day, 1.50::decimal(5, 2) as amount,
            'nan'::double as nothing, null as missing, '' as empty, [1, 2] as numbers,
            {'a': date '2026-01-02'} as inner, 12345678901234567890 as large, true as yes, 'Đặng' as name,
            'ab'::blob as bytes
    """
    told = reknit(folder, "sql", question, "--json")
    assert json.loads(told.out) == [{
        "moment": "2026-06-30T12:00:00", "day": "2026-06-30", "amount": 1.5,
        "nothing": None, "missing": None, "empty": "", "numbers": [1, 2], "inner": {"a": "2026-01-02"},
        "large": 12345678901234567890, "yes": True, "name": "Đặng", "bytes": "ab",
    }]  # fmt: skip
    assert "Đặng" in told.out
    assert reknit(folder, "sql", "from person where false", "--json").objects == []
    twice = reknit(folder, "sql", "select 1 as a, 2 as a", "--json")
    assert twice == (2, "", "reknit: Several columns are called a; name them apart with `as`.\n")


def test_check_counts_what_each_source_says_and_stores_nothing(tmp_path: Path) -> None:
    settle(tmp_path, people=2)
    checked = reknit(tmp_path, "check")
    assert checked.status == 0
    assert checked.out.splitlines() == [
        "me (owner): 1 record; 1 name, 1 email",
        "phone (vcard): 2 records; 2 names, 2 emails",
        "club (csv_people): 2 records; 2 names, 2 emails, 2 birthdays",
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [(1, "record", "1 record"), (0, "name", "0 names"), (2000, "alias", "2,000 aliases"), (3, "party", "3 parties")],
)
def test_numbers_agree_with_their_nouns(number: int, noun: str, words: str) -> None:
    assert counted(number, noun) == words


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    many = "select repeat('x', 100) from range(100000)"
    process = subprocess.Popen(
        [*REKNIT, "sql", many], cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    process.wait(20)


@pytest.mark.slow
def test_a_direct_sync_does_without_prefect_and_says_what_it_changed(tmp_path: Path) -> None:
    settle(tmp_path, people=6)
    first = reknit_process(tmp_path, "sync", "--direct", extra={"PREFECT_API_URL": "http://127.0.0.1:9/api"})
    assert first.status == 0, first.err
    assert "no earlier build to compare it with" in first.out
    assert not (tmp_path / "data/prefect").exists()
    write_cards(tmp_path / "inbox/phone.vcf", [*range(6), 20])
    second = reknit_process(tmp_path, "sync", "--direct")
    assert "1 person new, 0 changed, 0 gone, 0 merges." in second.out
    (tmp_path / "inbox/club.csv").unlink()
    third = reknit_process(tmp_path, "sync", "--direct", "phone", "club")
    assert third.status == 1
    assert "club: " in third.out
    assert "phone\tcompleted" in third.out


@pytest.mark.slow
def test_in_a_terminal_a_wide_answer_is_cut_to_fit_and_says_so(folder: Path) -> None:
    shown = in_terminal(folder, "sql", "from person order by name limit 3").out
    assert "│ Ada Abara-0 " in shown
    assert re.search(r"\d+ columns \(\d+ shown\)", shown)
    assert max(map(len, shown.splitlines())) <= 100
    few = "select 7 as n, null as missing, '' as empty union all select 12345, 'x', 'y' order by n"
    shown = in_terminal(folder, "sql", few).out
    assert "│     7 │ NULL    │         │" in shown
    assert "│ 12345 │ x       │ y       │" in shown


@pytest.mark.slow
def test_in_a_terminal_status_is_a_table_with_numbers_to_the_right(folder: Path) -> None:
    lines = (in_terminal(folder, "status", columns=120).out).splitlines()
    assert re.split(" +", lines[0]) == [
        "source", "connector", "last_outcome", "last_run_at", "records_present", "records_gone", "values_rejected",
    ]  # fmt: skip
    assert re.fullmatch(r"club +csv_people +completed +\d{4}-\d\d-\d\d \d\d:\d\d +12 +0 +0", lines[1])
    assert len({len(line.rstrip()) for line in lines[:4]}) == 1


@pytest.mark.slow
def test_a_second_sync_says_who_is_writing_and_waits_until_it_is_stopped(
    tmp_path: Path, prefect: Mapping[str, str]
) -> None:
    lock = load_settings(settle(tmp_path, people=3)).lock_file
    with writing(lock, "rebuild", True, print):
        process = subprocess.Popen(
            [*REKNIT, "sync"],
            cwd=tmp_path,
            env=environment(prefect),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        told = process.stderr.readline()
        assert told.startswith(f"`reknit rebuild` (process {os.getpid()}) has been writing since ")
        assert told.endswith(" Waiting for it to end.\n")
        time.sleep(0.5)
        assert process.poll() is None
        for _ in range(3):  # one in five full runs saw the first go unheeded for 20 s; why is not known
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
                break
        _, err = process.communicate(timeout=20)
    assert err == "reknit: stopped; nothing is half done, the next run goes on from here.\n"
    assert process.returncode == 130


def test_without_waiting_a_command_says_who_is_writing(folder: Path) -> None:
    with writing(load_settings(folder / "reknit.toml").lock_file, "sync", True, print):
        told = reknit(folder, "rebuild", "--no-wait")
        status = reknit(folder, "status")
    assert told.status == 2
    assert told.err.startswith(f"reknit: `reknit sync` (process {os.getpid()}) has been writing since ")
    assert told.err.endswith("Try again when it is done, or leave out --no-wait.\n")
    assert status.status == 0
    assert status.err == "Another reknit is writing; shown is what was known before.\n"
    assert "\nphone\tvcard\t" in status.out
