"""What landing makes of exports: counted once, seen when they say they were made, never taken for a mass delete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.records import Batch, Context, Origin, Record, Snapshot
from tests.warehouse.shelf import CONTEXT, Shelf, export, present, records
from warehouse.landing import Landed
from warehouse.presence import SuddenlyEmpty

EARLY, LATE = date(2024, 1, 1), date(2025, 1, 1)
MANY = [f"person {number}" for number in range(40)]

EXAMPLES = [pytest.param(4), pytest.param(300, marks=[pytest.mark.campaign, pytest.mark.timeout(3600)])]

one_export = st.builds(
    export,
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["one", "another"]), max_size=5),
    st.one_of(st.none(), st.integers(0, 4).map(lambda days: EARLY + timedelta(days))),
    part=st.sampled_from(["", "part"]),
    complete=st.booleans(),
    gone=st.lists(st.sampled_from("abcdef"), max_size=3),
    cursor=st.one_of(st.none(), st.fixed_dictionaries({"done": st.integers(0, 3)})),
    ignored=st.dictionaries(st.sampled_from(["empty row", "header"]), st.integers(1, 3)),
)
dated_exports = st.lists(
    st.tuples(st.integers(0, 9), st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["one", "another"]))),
    unique_by=lambda made: made[0],
    min_size=1,
    max_size=4,
).map(lambda made: [export(people, EARLY + timedelta(days)) for days, people in made])


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with Shelf(tmp_path / "archive.duckdb") as archive:
        yield archive


@pytest.fixture(scope="module")
def one_shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """An archive for many examples, each under names of its own; opening one costs as much as landing twice."""
    with Shelf(tmp_path_factory.mktemp("shelf") / "archive.duckdb") as archive:
        yield archive


names = count()


def left_by(shelf: Shelf, *batches: Batch) -> dict[str, list[tuple[Any, ...]]]:
    """What these batches leave in an archive that knows nothing of their source."""
    source = f"source {next(names)}"
    shelf.lands(*batches, source=source)
    return shelf.state(source)


def trying(examples: int, *strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    def run(body: Callable[..., None]) -> None:
        settings(max_examples=examples, deadline=None)(given(*strategies)(body))()

    return run


# Landing twice is landing once


@pytest.mark.parametrize("examples", EXAMPLES)
def test_every_batch_landed_again_changes_nothing_and_the_counts_balance(one_shelf: Shelf, examples: int) -> None:
    @trying(examples, st.lists(st.tuples(one_export, st.integers(1, 3)), max_size=4))
    def holds(batches: list[tuple[Batch, int]]) -> None:
        source = f"source {next(names)}"
        for batch, times in batches:
            landed, *again = one_shelf.lands(*[batch] * times, source=source)
            assert landed.seen == len(batch.records) + sum(batch.ignored.values())
            for each in (landed, *again):
                assert each.seen == each.new + each.changed + each.unchanged + each.ignored
            assert not any(each.new or each.changed for each in again)
            ran = next(run for run in one_shelf.latest_runs() if run.source == source)
            assert Landed(*ran[-5:]) == Landed(*map(sum, zip(landed, *again, strict=True)))
        assert one_shelf.state(source) == left_by(one_shelf, *(batch for batch, _ in batches))


@pytest.mark.parametrize("examples", EXAMPLES)
def test_dated_exports_in_any_order_and_repeated_leave_the_same(one_shelf: Shelf, examples: int) -> None:
    @trying(examples, dated_exports.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))))
    def holds(exports: tuple[list[Batch], list[Batch]]) -> None:
        in_order, mixed = exports
        expected = left_by(one_shelf, *in_order)
        assert left_by(one_shelf, *mixed, *in_order) == expected


@pytest.mark.parametrize("examples", EXAMPLES)
def test_where_an_export_is_cut_into_batches_is_irrelevant(one_shelf: Shelf, examples: int) -> None:
    @trying(examples, st.integers(0, 6), st.sets(st.integers(0, 6)))
    def holds(size: int, cuts: set[int]) -> None:
        whole = export(list("abcdef")[:size])
        edges = [0, *sorted(cut for cut in cuts if cut < size), size]
        pieces = [
            Batch("", Snapshot(whole.snapshot.fingerprint, complete=end == size), whole.records[start:end])
            for start, end in pairwise(edges)
        ]
        assert left_by(one_shelf, *pieces) == left_by(one_shelf, whole)


def test_a_key_that_was_deleted_is_deleted_once(shelf: Shelf) -> None:
    deletion = Batch("", Snapshot("later"), gone=["bo", "bo", "nobody"])
    shelf.lands(export(["ada", "bo"]), deletion, deletion)
    assert shelf.state()["absences"] == [("", "bo"), ("", "nobody")]


def numbered(*uids: int, gone: tuple[int, ...] = (), of: int = 0) -> Batch:
    """A look at a folder whose server numbers its messages; message `n % of` stands under the uid n."""
    records = [Record(f"{uid % of if of else uid}", b"raw", CONTEXT, Origin("INBOX", uid=str(uid))) for uid in uids]
    return Batch("INBOX", Snapshot(f"{uids} {gone}"), records, gone=[str(uid) for uid in gone])


def test_a_message_that_stands_twice_in_a_folder_is_gone_with_its_second_number(tmp_path: Path) -> None:
    archive = tmp_path / "archive.duckdb"
    with Shelf(archive) as shelf:
        shelf.lands(numbered(1, 2, 3, 4, of=3))
        shelf.lands(numbered(gone=(1,), of=3))
    assert present(archive) == {"0", "1", "2"}
    with Shelf(archive) as shelf:
        shelf.lands(numbered(gone=(4,), of=3))
    assert present(archive) == {"0", "2"}


def test_nearly_all_numbers_gone_at_once_is_refused_and_nothing_is_stored(shelf: Shelf) -> None:
    shelf.lands(numbered(*range(1, 31)))
    before = shelf.state()
    with pytest.raises(SuddenlyEmpty, match=r"phone shows 2 records where it showed 30 before"):
        shelf.lands(numbered(gone=tuple(range(1, 29))))
    assert shelf.state() == before
    shelf.lands(numbered(gone=tuple(range(1, 29))), allow_shrink=True)
    assert len(shelf.state()["absences"]) == 28


def test_a_mass_deletion_folder_by_folder_is_refused_too(shelf: Shelf) -> None:
    shelf.lands(numbered(*range(1, 21)), replace(numbered(*range(21, 41)), part="Sent"))
    with pytest.raises(SuddenlyEmpty, match=r"phone shows 1 records where it showed 40 before"):
        shelf.lands(numbered(gone=tuple(range(1, 21))), replace(numbered(gone=tuple(range(21, 40))), part="Sent"))


def test_numbers_that_are_replaced_by_others_are_no_shrinking(shelf: Shelf) -> None:
    shelf.lands(numbered(*range(1, 31)), numbered(*range(101, 131)), numbered(gone=tuple(range(1, 31))))
    assert len(shelf.state()["absences"]) == 30


# One batch


def test_rows_that_are_equal_are_one_record_seen_in_two_places(shelf: Shelf) -> None:
    twice = [Record("ada", b"Ada", CONTEXT, Origin("people.csv", ordinal=place)) for place in (1, 2)]
    assert shelf.lands(Batch("", Snapshot("f"), twice)) == [Landed(seen=2, new=1, changed=0, unchanged=1, ignored=0)]
    assert shelf.rows("select landed_seq, ordinal from sighting order by ordinal") == [(1, 1), (1, 2)]


def test_other_bytes_under_a_known_key_are_a_change(shelf: Shelf) -> None:
    shelf.lands(export({"ada": "Ada Byron", "bo": "Bo"}))
    landed = shelf.lands(export({"ada": "Ada Lovelace", "bo": "Bo", "chidi": "Chidi"}))
    assert landed == [Landed(seen=3, new=1, changed=1, unchanged=1, ignored=0)]
    assert shelf.rows("select key, raw from record order by landed_seq") == [
        ("ada", b"Ada Byron"), ("bo", b"Bo"), ("ada", b"Ada Lovelace"), ("chidi", b"Chidi"),
    ]  # fmt: skip


def test_a_key_with_two_contents_in_its_first_batch_is_new_once_and_changed_once(shelf: Shelf) -> None:
    both = [Record("ada", words, CONTEXT) for words in (b"Ada Byron", b"Ada Lovelace")]
    assert shelf.lands(Batch("", Snapshot("f"), both)) == [Landed(seen=2, new=1, changed=1, unchanged=0, ignored=0)]


def test_the_same_key_in_another_source_is_another_record(shelf: Shelf) -> None:
    shelf.lands(export(["ada"]), source="phone")
    assert shelf.lands(export(["ada"]), source="club")[0].new == 1


def test_landing_numbers_follow_the_order_of_landing_without_a_gap(shelf: Shelf) -> None:
    for batch in (export("cab"), export("dab"), export("e")):
        shelf.lands(batch)
    assert shelf.rows("select key from record order by landed_seq") == [(key,) for key in "cabde"]
    assert shelf.rows("select min(landed_seq), max(landed_seq) from record") == [(1, 5)]


def test_bytes_and_origins_come_back_as_they_were(shelf: Shelf) -> None:
    raw = bytes(range(256)) * 3
    shelf.lands(Batch("box", Snapshot("f"), [Record("k", raw, CONTEXT, Origin("a.zip", "b/c.eml", None, 7, "42"))]))
    assert shelf.rows("select raw from record") == [(raw,)]
    assert shelf.rows("select file, member, ordinal, line, uid from sighting") == [("a.zip", "b/c.eml", None, 7, "42")]


def test_equal_contexts_are_stored_once(shelf: Shelf) -> None:
    for facts in ({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1}):
        shelf.lands(Batch("", Snapshot(str(facts)), records(["ada"], Context(facts))))
    assert shelf.rows("select facts::varchar from context order by 1") == [('{"a":1,"b":2}',), ('{"a":1}',)]


# When it was seen


def test_an_older_export_that_lands_later_makes_nobody_gone(tmp_path: Path) -> None:
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(export(["ada", "bo", "chidi"], LATE), export(["ada", "dolores"], EARLY))
    assert present(tmp_path / "archive.duckdb") == {"ada", "bo", "chidi"}


def test_an_older_export_that_lands_again_is_not_the_present(tmp_path: Path) -> None:
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(export(["ada"], EARLY), export(["bo"], LATE), export(["ada"], EARLY))
        assert len(shelf.state()["snapshots"]) == 2
    assert present(tmp_path / "archive.duckdb") == {"bo"}


def test_what_goes_back_to_what_it_was_is_the_present_again(tmp_path: Path) -> None:
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(export(["ada", "bo"]), export(["ada"]), export(["ada", "bo"]))
        assert len(shelf.state()["snapshots"]) == 3
    assert present(tmp_path / "archive.duckdb") == {"ada", "bo"}


def test_a_date_to_come_is_not_believed(tmp_path: Path) -> None:
    tomorrow = (datetime.now() + timedelta(days=2)).date()  # noqa: DTZ005  (any zone will do)
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(export(["ada"], tomorrow), export(["bo"], LATE), export(["chidi"]))
        assert [row[2] for row in shelf.state()["snapshots"]].count(None) == 2
    assert present(tmp_path / "archive.duckdb") == {"chidi"}


def test_half_of_a_snapshot_makes_nobody_gone(tmp_path: Path) -> None:
    with Shelf(tmp_path / "archive.duckdb") as shelf:
        shelf.lands(export(["ada", "bo"]), export(["ada"], complete=False))
    assert present(tmp_path / "archive.duckdb") == {"ada", "bo"}


# Suddenly nothing


def test_a_source_that_suddenly_shows_next_to_nothing_is_refused_and_nothing_of_it_stays(shelf: Shelf) -> None:
    shelf.lands(export(MANY, cursor={"done": 1}))
    before = shelf.state()
    with pytest.raises(SuddenlyEmpty, match=r"phone shows 3 records where it showed 40 before.*allow_shrink = true"):
        shelf.lands(export(MANY[:3], cursor={"done": 2}))
    assert shelf.state() == before
    assert shelf.rows("select seen from run_source order by started_at desc limit 1") == [(0,)]


def test_the_switch_lets_it_shrink(shelf: Shelf) -> None:
    shelf.lands(export(MANY))
    shelf.lands(export([]), allow_shrink=True)
    assert len(shelf.state()["snapshots"]) == 2
    shelf.lands(export(["ada"]), allow_shrink=False)  # from nothing, anything is growth


def test_a_tenth_may_stay_and_a_small_source_may_become_empty(shelf: Shelf) -> None:
    shelf.lands(export(MANY), export(MANY[:4]))
    shelf.lands(export(MANY[:19]), export([]), source="small")
    shelf.lands(export(MANY[:20]), source="guarded")
    with pytest.raises(SuddenlyEmpty):
        shelf.lands(export([]), source="guarded")


def test_an_older_export_that_is_small_is_no_shrinking(shelf: Shelf) -> None:
    shelf.lands(export(MANY, LATE), export(["ada"], EARLY))
    shelf.lands(export(["ada"], EARLY))
    assert len(shelf.state()["snapshots"]) == 2


def test_a_shrinking_that_was_allowed_is_not_held_against_an_older_export(shelf: Shelf) -> None:
    shelf.lands(export(MANY, EARLY))
    shelf.lands(export(["ada"], LATE), allow_shrink=True)
    shelf.lands(export(MANY[:30], EARLY + timedelta(days=1)))


def test_what_is_not_known_to_be_whole_is_no_shrinking(shelf: Shelf) -> None:
    shelf.lands(export(MANY), export(["ada"], complete=False))


def test_one_part_of_several_may_be_removed_and_the_largest_of_them_may_not(shelf: Shelf) -> None:
    shelf.lands(export(MANY, part="a.vcf"), export(MANY, part="b.vcf"), export(["zoe"], part="c.vcf"))
    shelf.lands(export([], part="a.vcf"))
    with pytest.raises(SuddenlyEmpty, match="phone shows 1 records where it showed 41 before"):
        shelf.lands(export([], part="b.vcf"))
