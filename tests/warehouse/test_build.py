"""When a build is made and when none is needed, and that a cache, whatever became of it, changes no answer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.state import warehouse_state
from tests.warehouse.processes import HOLDS_OPEN, Process
from tests.warehouse.reading_lines import inputs, places, reader, shelf_in
from tests.warehouse.shelf import export
from transforms.identity import profile_ids
from warehouse import build as building
from warehouse import staging
from warehouse.build import Built, Inputs, build
from warehouse.checking import Check, CheckFailed
from warehouse.publish import new_build, publish
from warehouse.settings_organizations import Organization

PEOPLE = {
    "ada": "name Ada Byron\nemail ada@byron.example\nphone 020 7946 0123",
    "bo": "name Bo Byström\nemail bo@post.example\nrejected no date",
    "staff": "nothing a distribution list",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose archive has landed two sources; publishing does not wait for readers."""
    monkeypatch.setattr(building, "publish", partial(publish, grace_seconds=0))
    with shelf_in(tmp_path) as shelf:
        shelf.lands(export(PEOPLE))
        shelf.lands(export({"1": "name Ada Byron\nemail ada@byron.example"}), source="club")
    return tmp_path


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds whose only answer is who is called what: where the question is whether there is a build at all."""

    def answer(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[Any]:
        connection.execute('create table called as select source, subject, "full" from staged.name')
        connection.execute("create table person (person_id varchar, name varchar, is_current boolean)")
        connection.execute("create table known_id (any_id varchar, person_id varchar)")
        return []

    monkeypatch.setattr(building, "_answer", answer)
    monkeypatch.setattr(building, "_resolve", lambda connection: None)
    monkeypatch.setattr(building, "run_models", lambda *_: None)
    monkeypatch.setattr(building, "identify", lambda *_: None)


BOTH = inputs("phone", "club")


def builds(folder: Path, made_from: Inputs = BOTH, use_cache: bool = True, force: bool = False) -> Built:
    return build(places(folder, use_cache), made_from, force)


def called(folder: Path) -> list[str]:
    """The names in a light build, sorted."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return [name for (name,) in connection.execute('select "full" from called order by all').fetchall()]


def newest(folder: Path) -> tuple[Path, int]:
    file = (folder / "warehouse.duckdb").resolve()
    return file, file.stat().st_mtime_ns


# Whether there is a build


@pytest.mark.usefixtures("light")
def test_where_nothing_has_changed_nothing_is_built(folder: Path) -> None:
    first = builds(folder)
    assert (first.published, first.records_read) == (True, 4)
    before = newest(folder)
    with shelf_in(folder) as shelf:
        shelf.lands(export(PEOPLE))  # a sync that finds all as it was
    assert builds(folder) == Built(False, 0, [])
    assert newest(folder) == before
    assert (folder / "cache.duckdb").stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("light")
def test_whatever_decides_an_answer_leads_to_a_build(folder: Path) -> None:
    builds(folder)
    changed = BOTH
    changes: list[dict[str, Any]] = [
        {"as_of": date(2026, 7, 1)},
        {"code": "2"},
        {"organizations": [Organization(name="Acme", size=120)]},
        {"organizations": [Organization(name="Acme", size=150)]},
        {"key": b"l" * 32},
        {"readers": dict(BOTH.readers) | {"club": reader("2")}},
        {"readers": {"phone": reader()}},
    ]
    for change in changes:
        changed = changed._replace(**change)
        assert builds(folder, changed).published
    assert not builds(folder, changed).published
    assert builds(folder, changed, force=True).published
    (folder / "warehouse.duckdb").unlink()
    assert builds(folder, changed).published
    assert builds(folder, changed, use_cache=False).published


@pytest.mark.usefixtures("light")
def test_whatever_lands_or_is_judged_leads_to_a_build(folder: Path) -> None:
    builds(folder)
    events: list[Callable[[Any], object]] = [
        lambda shelf: shelf.lands(export(PEOPLE | {"chidi": "name Chidi"})),
        lambda shelf: shelf.lands(export(PEOPLE)),  # gone again: no new record, and no other number of them
        lambda shelf: shelf.lands(export(PEOPLE, complete=False, gone=["bo"])),
        lambda shelf: shelf.judge("same", "a", "b", "ada"),
        lambda shelf: shelf.judge("different", "a", "b", "ada"),
        lambda shelf: shelf.act("dismiss", ["a"], date(2026, 6, 30), None, "ada"),
        lambda shelf: shelf.withdraw(["a"]),
    ]
    for event in events:
        with shelf_in(folder) as shelf:
            event(shelf)
        assert builds(folder).published
        assert not builds(folder).published


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda shelf: shelf.judge("same", "a", "b", "ada"), lambda shelf: shelf.judge("same", "c", "d", "ada")),
        (
            lambda shelf: shelf.lands(export({"ada": PEOPLE["ada"]})),
            lambda shelf: shelf.lands(export({"bo": PEOPLE["bo"]})),
        ),
    ],
    ids=["judged", "landed"],
)
def test_an_older_archive_put_back_that_has_gone_another_way_is_built(
    folder: Path, before: Callable[[Any], object], after: Callable[[Any], object]
) -> None:
    older = shutil.copy(folder / "archive.duckdb", folder / "older.duckdb")
    with shelf_in(folder) as shelf:
        before(shelf)
    builds(folder)
    shutil.copy(older, folder / "archive.duckdb")
    with shelf_in(folder) as shelf:
        after(shelf)
    assert builds(folder).published


@pytest.mark.usefixtures("light")
def test_a_warehouse_without_any_source_is_built(folder: Path) -> None:
    assert builds(folder, Inputs({}, b"k" * 32, date(2026, 6, 30), "1")).published
    assert called(folder) == []


# The cache


def hurt_inside(cache: bytes, scratch: Path) -> bytes:
    """The cache with one block spoilt that holds claims only, so that opening it shows no damage."""
    header, block = 3 * 4096, 256 * 1024
    for start in range(header, len(cache), block):
        spoilt = bytes(byte ^ 255 for byte in cache[start : start + block])
        scratch.write_bytes(cache[:start] + spoilt + cache[start + block :])
        if can_be_read(scratch, "layout", "last_build") and not can_be_read(scratch, "name"):
            return scratch.read_bytes()
    raise AssertionError("no such block")


def can_be_read(database: Path, *tables: str) -> bool:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return all(connection.execute(f"from {table}").fetchall() for table in tables)
    except duckdb.Error:
        return False


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("damage", ["head", "middle", "log"])
def test_a_damaged_cache_costs_a_full_build_and_is_replaced(folder: Path, damage: str) -> None:
    with shelf_in(folder) as shelf:
        shelf.lands(export(PEOPLE | {f"{n}": f"name {n}\nemail {n}@post.example" for n in range(3000)}))
    builds(folder)
    expected = called(folder)
    cache = folder / "cache.duckdb"
    if damage == "head":
        cache.write_bytes(b"no database at all" * 1000)
    elif damage == "log":
        cache.with_name("cache.duckdb.wal").write_bytes(b"no log at all" * 1000)
    else:
        content = cache.read_bytes()
        cache.write_bytes(hurt_inside(content, folder / "hurt.duckdb"))
    built = builds(folder, force=True)
    assert (built.published, called(folder)) == (True, expected)
    builds(folder, force=True)
    assert not builds(folder).published


@pytest.mark.usefixtures("light")
def test_a_cache_that_another_program_has_open_is_done_without_and_left_alone(folder: Path) -> None:
    builds(folder)
    expected, inode = called(folder), (folder / "cache.duckdb").stat().st_ino
    with Process(HOLDS_OPEN, folder / "cache.duckdb"):
        assert builds(folder) == Built(True, 4, [])
        assert called(folder) == expected
    assert (folder / "cache.duckdb").stat().st_ino == inode


@pytest.mark.usefixtures("light")
def test_a_cache_in_a_folder_called_lock_is_mended_like_any_other(folder: Path) -> None:
    home = folder / "block lock"
    home.mkdir()
    shutil.copy(folder / "archive.duckdb", home)
    (home / "cache.duckdb").write_bytes(b"no database at all" * 1000)
    builds(home)
    assert not builds(home).published


@pytest.mark.usefixtures("light")
def test_a_cache_laid_out_by_another_version_begins_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds(folder)
    as_it_was = staging.layout()
    name = [column for column in staging.TABLES["name"] if column.name != "kind"]
    with monkeypatch.context() as patched:
        patched.setattr(staging, "TABLES", staging.TABLES | {"name": name})
        assert staging.layout() != as_it_was
    with duckdb.connect(str(folder / "cache.duckdb")) as connection:
        assert connection.execute("from layout").fetchall() == [(as_it_was,)]
        connection.execute("update layout set layout = 'another'")
        connection.execute("alter table name drop kind")
    assert builds(folder, force=True).records_read == 4


@pytest.mark.slow
def test_a_build_with_the_cache_is_the_build_without(folder: Path) -> None:
    builds(folder)
    with shelf_in(folder) as shelf:
        shelf.lands(export({"ada": "name Ada Lovelace\nemail ada@byron.example", "emre": "name Emre Eliot"}))
    assert builds(folder).records_read == 2
    with_cache = warehouse_state(folder / "warehouse.duckdb")
    assert builds(folder, use_cache=False).records_read == 6
    assert warehouse_state(folder / "warehouse.duckdb") == with_cache
    assert len(with_cache["people"]) == 3


# Memory


@pytest.mark.usefixtures("light")
def test_what_does_not_fit_into_memory_is_kept_beside_the_builds_and_no_longer_than_the_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spill = folder / "warehouse.d" / "spill"
    spilled: list[str] = []

    def identify(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
        assert not spill.exists()  # what a killed build left
        connection.execute("set memory_limit = '60MB'")
        connection.execute(
            "create temp table wide as select range, repeat('x', 50) || range as x from range(2_000_000)"
        )
        spilled.extend(path.name for path in spill.iterdir())
        connection.execute("drop table wide")
        connection.execute("reset memory_limit")

    monkeypatch.setattr(building, "identify", identify)
    spill.mkdir(parents=True)
    (spill / "left").touch()
    builds(folder)
    assert spilled
    assert [path.suffix for path in (folder / "warehouse.d").iterdir()] == [".duckdb"]
    assert (folder / "warehouse.d").stat().st_mode & 0o777 == 0o700


# Answers


@pytest.mark.slow
def test_a_check_that_fails_leaves_yesterdays_answers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = new_build(folder / "warehouse.duckdb")
    duckdb.connect(str(yesterday)).close()
    publish(yesterday, folder / "warehouse.duckdb")
    before = newest(folder)
    monkeypatch.setattr(building, "read_checks", lambda: [Check("impossible", "fail", "nobody is here", "from person")])
    with pytest.raises(CheckFailed, match=r"yesterday's answers stay\. impossible: nobody is here \(\d rows"):
        builds(folder)
    assert newest(folder) == before


def people(folder: Path) -> Mapping[str, str]:
    """Person id by subject key."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return dict(connection.execute("select subject_key, person_id from profile").fetchall())


@pytest.mark.slow
def test_a_judgement_follows_those_it_is_about_when_they_are_renamed_and_its_latest_word_counts(folder: Path) -> None:
    others = [f"other {number}" for number in range(6)]
    subjects = ["url/ada", "ada byron", "emre", "b. byström", *others]
    url, named, emre, bo, *ids = profile_ids(b"k" * 32, [("phone", subject) for subject in subjects])
    with shelf_in(folder) as shelf:
        shelf.lands(export({"url/ada": "name Ada Byron", "ada byron": "name A. Byron", "emre": "name Emre Eliot"}))
        shelf.lands(
            export({"url/bo": "name Bo Byström", "b. byström": "name Bo B."} | {one: f"name {one}" for one in others})
        )
        shelf.judge("different", emre, named, "ada")
        assert min(ids) < bo < max(ids)  # in some pairs the renamed one comes first and in some second
        for other in ids:
            shelf.judge("same", bo, other, "ada")
        shelf.lands(
            export({"url/ada": "name Ada Byron\nalias ada byron", "url/bo": "name Bo Byström\nalias b. byström"})
        )
        shelf.judge("same", emre, url, "ada")  # of the same two, under the name they go by now
    builds(folder)
    assert people(folder)["url/ada"] == people(folder)["emre"]
    assert len({people(folder)[subject] for subject in ("url/bo", *others)}) == 1


# What it says that it changed


@pytest.mark.slow
def test_a_build_is_compared_with_the_one_that_people_see(folder: Path) -> None:
    assert builds(folder).changes is None
    with shelf_in(folder) as shelf:
        shelf.lands(export({"chidi": "name Chidi Costa"}), source="club")
    changed = builds(folder).changes
    assert changed and changed.new == 1
    with shelf_in(folder) as shelf:
        shelf.lands(export({"emre": "name Emre Eliot"}), source="club")
    assert builds(folder, use_cache=False).changes is None  # it remembers nothing, and tells the cache nothing
    assert builds(folder, force=True).changes is None


@pytest.mark.slow
def test_a_build_that_could_not_be_published_changed_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    builds(folder)
    with shelf_in(folder) as shelf:
        shelf.lands(export({"chidi": "name Chidi Costa"}), source="club")

    def refuse(*_: Any) -> None:
        raise OSError

    with monkeypatch.context() as patch, pytest.raises(OSError):
        patch.setattr(building, "publish", refuse)
        builds(folder)
    changed = builds(folder).changes
    assert changed and changed.new == 1
