"""The committed sample network, synced whole: what comes in, and how well people are told apart."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from tests.flows.running import sync

SAMPLE = Path(__file__).parents[2] / "data/sample"


class Pairs(NamedTuple):
    """Pairs of profiles of one person: rightly joined, wrongly joined, missed; each as the two keys of the truth."""

    right: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    missed: list[tuple[str, str]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's warehouse; one sync for all tests of this module."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copy(SAMPLE / "reknit.toml", folder)
    shutil.copytree(SAMPLE / "inbox", folder / "inbox")
    sync(folder / "reknit.toml")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def pairs(warehouse: duckdb.DuckDBPyConnection) -> Pairs:
    """All pairs of profiles whose every record the truth gives to one person."""
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    meant: dict[tuple[str, int], set[str]] = {}
    for row in rows:
        meant.setdefault((Path(row["file"]).name, int(row["ordinal"])), set()).add(row["key"])
    told: dict[str, set[str]] = {}
    person_of: dict[str, str] = {}
    for profile_id, person_id, file, ordinal in warehouse.execute(
        "select profile_id, person_id, file, ordinal from profile where file != '' order by profile_id"
    ).fetchall():
        told.setdefault(profile_id, set()).update(meant.get((file, ordinal), {"nobody", "two"}))
        person_of[profile_id] = person_id
    truth = {profile_id: keys.pop() for profile_id, keys in told.items() if len(keys) == 1}
    found = Pairs([], [], [])
    for a, b in combinations(sorted(truth), 2):
        keys = (truth[a], truth[b])
        is_joined = person_of[a] == person_of[b]
        if truth[a] == truth[b]:
            (found.right if is_joined else found.missed).append(keys)
        elif is_joined:
            found.wrong.append(keys)
    return found


def test_people_of_the_sample_are_told_apart(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = pairs(warehouse)
    precision = len(found.right) / (len(found.right) + len(found.wrong))
    recall = len(found.right) / (len(found.right) + len(found.missed))
    print(f"pairs of profiles: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.98, sorted(set(found.wrong))
    assert recall >= 0.95, sorted(set(found.missed))


def test_everything_the_sample_holds_is_accounted_for(warehouse: duckdb.DuckDBPyConnection) -> None:
    sums = warehouse.execute("select source, seen, new, unchanged, ignored from import_ledger order by 1").fetchall()
    assert [row[0] for row in sums] == ["alumni", "google", "me", "phone"]
    assert sum(row[1] for row in sums) == sum(sum(row[2:]) for row in sums)
    assert warehouse.execute(
        "select count(*) from check_result where severity = 'fail' and \"rows\" > 0"
    ).fetchall() == [(0,)]
    assert warehouse.execute("select name from me()").fetchall() == [("Leonie Amsel",)]


def test_the_damaged_rows_of_the_alumni_list_are_named_with_their_place(warehouse: duckdb.DuckDBPyConnection) -> None:
    rejected = warehouse.execute("select reason, file, ordinal, line from rejection order by ordinal").fetchall()
    assert {reason.split(":")[0] for reason, *_ in rejected} == {
        "e-mail address without @",
        "impossible date",
        "phone number that a spreadsheet has rounded",
    }
    assert all(file == "alumni.csv" and ordinal and line for _, file, ordinal, line in rejected)


def test_whoever_left_the_account_is_gone_and_kept(warehouse: duckdb.DuckDBPyConnection) -> None:
    gone = warehouse.execute("select count(*) from person where not is_current").fetchall()[0][0]
    assert gone > 0
    assert warehouse.execute("select count(*) from person where not is_current and name is null").fetchall() == [(0,)]
