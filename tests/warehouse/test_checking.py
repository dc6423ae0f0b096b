"""Checks: what stops a build, what is only counted, and that ours catch what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from connectors.claims import Birthday, Email, Name
from tests.warehouse.conftest import World
from warehouse.checking import CheckFailed, read_checks, run_checks
from warehouse.model_file import ModelError


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def write(folder: Path, **checks: str) -> Path:
    for name, text in checks.items():
        (folder / f"{name}.sql").write_text(text)
    return folder


def test_a_failing_check_stops_the_build_and_says_how_many_rows_not_which(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    write(
        tmp_path,
        a="-- fail: nobody is called Ada\nselect 'Ada' as name from range(3)",
        b="-- fail: nothing is wrong\nselect 1 where false",
        c="-- warn: nobody is called Bob\nselect 'Bob' as name;",
    )
    with pytest.raises(CheckFailed) as error:
        run_checks(connection, read_checks(tmp_path))
    assert [(result.check.name, result.rows) for result in error.value.failed] == [("a", 3)]
    assert "a: nobody is called Ada (3 rows break it)" in str(error.value)


def test_a_warning_is_counted_and_stops_nothing(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    write(tmp_path, a="-- warn: nobody is called Bob\nselect 'Bob' as name", b="-- fail: all is well\nselect 1 limit 0")
    run_checks(connection, read_checks(tmp_path))
    assert connection.execute("from check_result").fetchall() == [
        ("a", "warn", "nobody is called Bob", 1),
        ("b", "fail", "all is well", 0),
    ]


def test_a_check_without_its_first_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"checks/a\.sql does not begin"):
        read_checks(write(tmp_path, a="-- a person has one row\nselect 1"))


@pytest.mark.parametrize(
    ("select", "complaint"),
    [("select 1 from nowhere", "nowhere does not exist"), ("select 1 where 'Ada'::int = 1", "ConversionException")],
)
def test_a_check_that_cannot_run_is_named_and_quotes_no_value(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, select: str, complaint: str
) -> None:
    write(tmp_path, a=f"-- fail: all is well\n{select}")
    with pytest.raises(ModelError, match=rf"checks/a\.sql: .*{complaint}") as error:
        run_checks(connection, read_checks(tmp_path))
    assert "Ada" not in str(error.value)


@pytest.fixture
def built(world: World) -> World:
    """Ada in two sources, Bob gone from one, and the owner."""
    world.shows("me", {"me": [Name("me", "Cy Moss")]})
    world.shows(
        "phone",
        {"a": [Name("a", "Ada Byron"), Email("a", "ada@example.org")], "b": [Name("b", "Bob Stone")]},
        "2020-01-01",
    )
    world.shows(
        "phone", {"a": [Name("a", "Ada Byron"), Email("a", "ada@example.com"), Birthday("a", 1990, 2, 3)]}, "2021-01-01"
    )
    world.shows("mail", {"x": [Name("x", "Ada Byron")]}, "2020-06-01")
    world.same(("phone", "a"), ("mail", "x"))
    world.ran("me", 1, 1)
    world.ran("phone", 3, 2, 1)
    world.ran("mail", 1, 1)
    world.build()
    return world


def test_a_sound_build_passes_every_check(built: World) -> None:
    assert {name: result.rows for name, result in built.check().items() if result.rows} == {}


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("insert into person from person limit 1", "keys_are_unique"),
        ("update person_email set person_id = null", "keys_are_unique"),
        ("delete from person where not is_me", "person_exists"),
        ("delete from profile where source = 'phone'", "every_person_has_a_profile"),
        ("insert into match_pair values ('p', 'q', 'p', 'q', 1, 'same', 'evidence')", "profile_exists"),
        ("insert into match_evidence select profile_id, profile_id, 'name', 1, '' from profile", "evidence_has_a_pair"),
        ("delete from resolved.person", "every_profile_is_someone"),
        ("update resolved.person set person_id = 'nobody'", "every_profile_is_someone"),
        ("delete from profiles.record_state where source = 'phone'", "every_record_has_a_state"),
        ("delete from profiles.mention", "every_subject_is_a_profile"),
        ("update person set is_me = true", "one_owner"),
        ("update import_ledger set seen = seen + 1", "seen_adds_up"),
        ("update import_ledger set claimed = claimed - 1", "stored_adds_up"),
        ("update person_email set is_best = true", "best_is_one"),
        ("update person_email set is_best = not is_best", "past_wins_nothing"),
        ("update person_name set is_best = true, is_current = false", "past_wins_nothing"),
    ],
)
def test_each_check_catches_the_fault_it_is_for(built: World, fault: str, check: str) -> None:
    built.connection.execute(fault)
    with pytest.raises(CheckFailed) as error:
        built.check()
    assert check in [result.check.name for result in error.value.failed]


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("delete from person where is_me", "owner_is_known"),
        ("update person set name = null", "everyone_has_a_name"),
        ("update person_birthday set day = 30", "days_exist"),
        ("update person_birthday set month = 13", "days_exist"),
    ],
)
def test_each_warning_counts_what_it_is_for(built: World, fault: str, check: str) -> None:
    built.connection.execute(fault)
    results = {
        result.check.name: result
        for result in run_checks(built.connection, [c for c in read_checks() if c.severity == "warn"])
    }
    assert results[check].rows > 0


@pytest.mark.parametrize(("name", "rows"), [("Cy Moss", 0), ("Peter Partner", 1)])
def test_an_export_of_somebody_else_is_noticed(world: World, name: str, rows: int) -> None:
    world.shows("me", {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example")]})
    world.shows("network", {"profile": [Name("me", name)], "address": [Email("me", "someone@else.example")]})
    world.build()
    assert world.check()["sources_agree_on_the_owner"].rows == rows
