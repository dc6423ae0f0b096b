"""Profiles: who a source means, whatever name it uses, under an id that stays."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.claims import Alias, Name
from transforms.identity import profile_ids
from transforms.normal import normalised
from warehouse.identify import KEY_BYTES, identify, profile_key
from warehouse.migrate import ArchiveError
from warehouse.staging import TABLES

KEY = b"k" * KEY_BYTES


def profiles(claims: Iterable[Name | Alias], source: str = "phone", key: bytes = KEY) -> dict[str, str]:
    """Profile id by subject, of claims each in a record of its own, in the order of landing."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as staged")
        connection.execute("attach ':memory:' as profiles")
        for table, columns in TABLES.items():
            empty = pa.schema(columns).empty_table()
            connection.register("empty", empty)
            connection.execute(f"create table staged.{table} as from empty")
            connection.unregister("empty")
        for landed_seq, claim in enumerate(claims, 1):
            row = (landed_seq, "context", source, 0, *claim, *normalised(claim))
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into staged.{type(claim).__name__.lower()} values ({marks})", row)
        identify(connection, key)
        rows = connection.execute(
            "select subject, profile_id, own_id, first_landed_seq from profiles.subject"
        ).fetchall()
    ids = dict(zip([row[0] for row in rows], profile_ids(key, [(source, row[0]) for row in rows]), strict=True))
    assert all(own_id == ids[subject] for subject, _, own_id, _ in rows)
    return {subject: profile_id for subject, profile_id, _, _ in rows}


def own(subject: str, source: str = "phone") -> str:
    return profile_ids(KEY, [(source, subject)])[0]


def test_a_subject_goes_by_its_own_id() -> None:
    assert profiles([Name("ada", "Ada"), Name("bo", "Bo")]) == {"ada": own("ada"), "bo": own("bo")}


def test_an_id_depends_on_nothing_that_lands_later() -> None:
    assert profiles([Name("bo", "Bo"), Name("ada", "Ada"), Name("ada", "A. Byron")])["ada"] == own("ada")


def test_aliases_go_by_the_id_that_landed_first_whatever_the_order_of_the_rest() -> None:
    # The URL comes with a later export, first as an alias, then as the subject itself.
    claims: list[Name | Alias] = [Alias("ada byron", "url/ada"), Name("url/ada", "Ada"), Alias("a. byron", "ada byron")]
    for order in permutations(claims):
        expected = dict.fromkeys(("ada byron", "url/ada", "a. byron"), own(order[0].subject)) | {"bo": own("bo")}
        assert profiles([*order, Name("bo", "Bo")]) == expected


def test_two_that_share_an_alias_are_one_also_when_nobody_goes_by_it() -> None:
    assert profiles([Alias("ada", "url"), Alias("lady byron", "url")]) == {"ada": own("ada"), "lady byron": own("ada")}


def test_an_alias_holds_within_its_source_only() -> None:
    assert profiles([Alias("ada", "url"), Name("url", "A")], source="club")["url"] == own("ada", "club")
    assert own("ada", "club") != own("ada", "phone")


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghxy")), max_size=8))
@settings(max_examples=8, deadline=None)
def test_who_is_tied_by_any_chain_of_aliases_is_one_and_nobody_else(ties: list[tuple[str, str]]) -> None:
    claims = [Name(subject, subject) for subject in "abcdefgh"] + [Alias(*tie) for tie in ties]
    group = {name: {name} for name in "abcdefghxy"}
    for one, other in ties:
        merged = group[one] | group[other]
        group |= dict.fromkeys(merged, merged)
    assert profiles(claims) == {subject: own(min(group[subject])) for subject in "abcdefgh"}


# The key


def test_the_key_is_made_once_for_the_owners_eyes_only(tmp_path: Path) -> None:
    key_file = tmp_path / "data" / "profile.key"
    mask = os.umask(0o022)
    try:
        key = profile_key(key_file, tmp_path / "data" / "archive.duckdb")
    finally:
        os.umask(mask)
    assert len(key) == KEY_BYTES
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert profile_key(key_file, tmp_path / "data" / "archive.duckdb") == key
    assert [path.name for path in key_file.parent.iterdir()] == ["profile.key"]


def test_without_its_key_an_archive_is_refused_and_no_other_is_made(tmp_path: Path) -> None:
    (tmp_path / "archive.duckdb").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"profile\.key is missing.*Put it back beside archive\.duckdb, or `reknit"):
        profile_key(tmp_path / "profile.key", tmp_path / "archive.duckdb")
    assert not (tmp_path / "profile.key").exists()
