"""Whom a person means on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.finding import Found, NotFound, find_person
from flows.sources import load_settings
from flows.work import build_warehouse, open_archive
from tests.flows.running import sync
from warehouse.reading import open_warehouse

CARDS = """First Name,Last Name,E-mail,Birthday
Zoë,Çelik,zoe@celik.example,1980-05-01
Åsa,Lindström,asa@post.example,1979-11-30
Kim,Lee,kim@lee.example,1951-02-03
Kim,Lee,lee@office.example,1990-07-08
"""

SETTINGS = """
[[source]]
name = "list"
connector = "csv_people"
path = "list.csv"
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finding")
    (folder / "reknit.toml").write_text(SETTINGS)
    (folder / "list.csv").write_text(CARDS, encoding="utf-8")
    sync(folder / "reknit.toml")
    return folder / "reknit.toml"


@pytest.fixture
def warehouse(settings: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(load_settings(settings).warehouse_link) as connection:
        yield connection


@pytest.mark.parametrize(
    "words",
    ["Zoë Çelik", "zoe celik", "ZOË ÇELIK", "Çelik, Zoë", "Dr. Zoë Çelik", " zoe@celik.example ", "ZOE@CELIK.EXAMPLE",
     "Zoë <zoe@celik.example>"],
)  # fmt: skip
def test_a_name_or_an_address_is_found_however_it_is_written(warehouse: duckdb.DuckDBPyConnection, words: str) -> None:
    assert find_person(warehouse, words).name == "Zoë Çelik"


def test_an_id_is_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    by_name = find_person(warehouse, "zoe celik")
    assert find_person(warehouse, f" {by_name.person_id}\n") == by_name


def test_namesakes_are_told_apart_by_their_ids(warehouse: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotFound, match=r"^2 people are meant by 'kim lee'; say which by id: ") as refused:
        find_person(warehouse, "kim lee")
    kims = [find_person(warehouse, address) for address in ("kim@lee.example", "lee@office.example")]
    for kim, address in zip(kims, ("kim@lee.example", "lee@office.example"), strict=True):
        assert f"{kim.person_id} ({address}, 1 source)" in str(refused.value)
    assert [find_person(warehouse, kim.person_id) for kim in kims] == kims


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("asa lindstrom-berg", "The nearest: Åsa Lindström"),
        ("zoe celic", "The nearest: Zoë Çelik"),
        ("asa@pots.example", "The nearest: asa@post.example"),
        ("qqqqqq", "Nothing that is known comes near it."),
        ("", "Nothing that is known comes near it."),
    ],
)
def test_for_nobody_the_nearest_are_named(warehouse: duckdb.DuckDBPyConnection, words: str, near: str) -> None:
    with pytest.raises(NotFound) as refused:
        find_person(warehouse, words)
    assert str(refused.value).startswith(f"Nobody is known as {words!r}. {near}")


def test_after_a_merge_old_ids_and_both_names_still_find_the_person(settings: Path) -> None:
    loaded = load_settings(settings)

    def found(*words: str) -> list[Found]:
        with open_warehouse(loaded.warehouse_link) as connection:
            return [find_person(connection, each) for each in words]

    zoe, asa = found("zoe celik", "asa lindstrom")
    with open_archive(loaded) as archive:
        archive.judge("same", zoe.profile_id, asa.profile_id, "the test")
    build_warehouse(loaded)
    together = found("zoe celik", "asa lindstrom", zoe.person_id, asa.person_id)
    assert len({each.person_id for each in together}) == 1
    assert [each.profile_id for each in together] == [zoe.profile_id, asa.profile_id] * 2
