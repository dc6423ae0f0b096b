"""What holds in every world: order means nothing, a "no" is never bridged, and undoing undoes.

`make test` looks at a few worlds, `make campaign` at many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.world import Said, profiles
from transforms.resolution import JUDGEMENT_COLUMNS, Resolution, resolve
from transforms.resolution.people import Pair, people
from transforms.resolution.tables import table

Judgement = tuple[str, str, str]

# Few values, so that most worlds hold couples, namesakes, shared boxes, chains and contradictions.
_NAMES = [
    "Ada Byron",
    "Ralph Byron",
    "Byron, Ada",
    "A. Byron",
    "Ada Byron Jr.",
    "Zbig Wojciechowski",
    "Ada",
    "user",
    None,
]
_ADDRESSES = ["byrons@byron.example", "ada@example.org", "zbig@example.com", "info@example.org", "ada.byron@x.example"]
_LINKS = ["linkedin.com/in/ada", "linkedin.com/in/zbig"]


def _some(values: list[str], most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


@st.composite
def worlds(draw: st.DrawFn) -> list[Said]:
    count = draw(st.integers(2, 7))
    return [
        Said(
            f"p{number}",
            draw(st.sampled_from(_NAMES)),
            email=draw(_some(_ADDRESSES, 2)),
            link=draw(_some(_LINKS, 1)),
            phone=draw(_some(["+12025550101"], 1)),
            birthday=draw(st.sampled_from([None, (1985, 12, 10), (1985, 10, 12), (None, 12, 10)])),
            landed=number,
            is_owner=draw(st.integers(0, 9)) == 0,
            one_list=draw(st.sampled_from([None, None, "export"])),
        )
        for number in range(count)
    ]


def judgements(count: int = 7) -> st.SearchStrategy[list[Judgement]]:
    profile = st.integers(0, count).map(lambda number: f"p{number}")
    return st.lists(st.tuples(st.sampled_from(["same", "different"]), profile, profile), max_size=6)


def resolved(said: Iterable[Said], judged: Iterable[Judgement] = ()) -> Resolution:
    return resolve(profiles(said), table(JUDGEMENT_COLUMNS, list(judged)))


def groups(resolution: Resolution) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in resolution.person.to_pylist():
        found.setdefault(row["person_id"], set()).add(row["profile_id"])
    return {frozenset(group) for group in found.values()}


def the_order_of_rows_and_of_landing_changes_nobodys_grouping(
    said: list[Said], judged: list[Judgement], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(said))
    relanded = [one._replace(landed=number) for number, one in enumerate(shuffled)]
    once, again = resolved(said, judged), resolved(relanded, data.draw(st.permutations(judged)))
    assert groups(once) == groups(again)
    assert once.match_pair.equals(again.match_pair)
    assert once.match_evidence.equals(again.match_evidence)


def resolving_again_is_the_same_to_the_last_bit(said: list[Said], judged: list[Judgement]) -> None:
    assert resolved(said, judged) == resolved(said, judged)


def a_no_is_never_bridged_and_everybody_is_somebody_once(said: list[Said], judged: list[Judgement]) -> None:
    resolution = resolved(said, judged)
    person_of = {row["profile_id"]: row["person_id"] for row in resolution.person.to_pylist()}
    assert sorted(person_of) == sorted(one.profile_id for one in said)
    for verdict, one, other in judged:
        if verdict == "different" and one != other and {one, other} <= set(person_of):
            assert person_of[one] != person_of[other]
    for row in resolution.match_pair.to_pylist():
        together = person_of[row["profile_id_a"]] == person_of[row["profile_id_b"]]
        assert (row["decision"] == "same") == together
        assert 0 <= row["match_probability"] <= 1


def a_yes_that_nothing_contradicts_joins_and_its_withdrawal_parts_again(
    said: list[Said], same: list[Judgement]
) -> None:
    before, merged = resolved(said), resolved(said, same)
    person_of = {row["profile_id"]: row["person_id"] for row in merged.person.to_pylist()}
    for _, one, other in same:
        assert person_of.get(one, one) == person_of.get(other, other) or not {one, other} <= set(person_of)
    assert resolved(said) == before


_ALL_SAME = judgements().map(lambda judged: [("same", one, other) for _, one, other in judged])

PROPERTIES: dict[Callable[..., None], dict[str, st.SearchStrategy[Any]]] = {
    the_order_of_rows_and_of_landing_changes_nobodys_grouping: {"judged": judgements(), "data": st.data()},
    resolving_again_is_the_same_to_the_last_bit: {"judged": judgements()},
    a_no_is_never_bridged_and_everybody_is_somebody_once: {"judged": judgements()},
    a_yes_that_nothing_contradicts_joins_and_its_withdrawal_parts_again: {"same": _ALL_SAME},
}


def look(holds: Callable[..., None], examples: int) -> None:
    settings(max_examples=examples, deadline=None)(given(said=worlds(), **PROPERTIES[holds])(holds))()


@pytest.mark.slow
@pytest.mark.parametrize("holds", PROPERTIES)
def test_in_a_few_worlds(holds: Callable[..., None]) -> None:
    look(holds, 3)


@pytest.mark.campaign
@pytest.mark.parametrize("holds", PROPERTIES)
def test_in_many_worlds(holds: Callable[..., None]) -> None:
    look(holds, 100)


def partition(cluster_of: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(one for one in cluster_of if cluster_of[one] == cluster) for cluster in cluster_of.values()}


_IDS = [f"p{number:02}" for number in range(12)]
_PAIRS = st.lists(st.tuples(st.sampled_from(_IDS), st.sampled_from(_IDS)), max_size=25)
_ALIKE = st.lists(_PAIRS, max_size=4)


@settings(max_examples=100, deadline=None)
@given(different=_PAIRS, same=_PAIRS, against=_PAIRS, alike=_ALIKE, owners=st.lists(st.sampled_from(_IDS), max_size=4))
def test_no_chain_of_any_kind_bridges_what_is_kept_apart(
    different: list[Pair[str]],
    same: list[Pair[str]],
    against: list[Pair[str]],
    alike: list[list[Pair[str]]],
    owners: list[str],
) -> None:
    cluster_of = people(_IDS, owners, different, same, against, alike)
    judged = [pair for pair in different if not set(owners).issuperset(pair)]
    assert all(cluster_of[one] != cluster_of[other] for one, other in judged if one != other)
    by_evidence_only = people(_IDS, [], [], [], against, alike)
    assert all(by_evidence_only[one] != by_evidence_only[other] for one, other in against if one != other)


@settings(max_examples=100, deadline=None)
@given(different=_PAIRS, same=_PAIRS, against=_PAIRS, alike=_ALIKE, data=st.data())
def test_pairs_and_judgements_group_the_same_in_whatever_order_they_came(
    different: list[Pair[str]],
    same: list[Pair[str]],
    against: list[Pair[str]],
    alike: list[list[Pair[str]]],
    data: st.DataObject,
) -> None:
    once = people(_IDS, [], different, same, against, alike)
    again = people(
        data.draw(st.permutations(_IDS)),
        [],
        data.draw(st.permutations(different)),
        data.draw(st.permutations(same)),
        data.draw(st.permutations(against)),
        [data.draw(st.permutations(equals)) for equals in alike],
    )
    assert partition(again) == partition(once)


@settings(max_examples=100, deadline=None)
@given(different=_PAIRS, against=_PAIRS, alike=_ALIKE, data=st.data())
def test_which_ids_profiles_have_groups_nobody_otherwise(
    different: list[Pair[str]], against: list[Pair[str]], alike: list[list[Pair[str]]], data: st.DataObject
) -> None:
    new = dict(zip(_IDS, data.draw(st.permutations(_IDS)), strict=True))
    once = people(_IDS, [], different, [], against, alike)
    again = people(_IDS, [], renamed(different, new), [], renamed(against, new), [renamed(each, new) for each in alike])
    assert partition(again) == {frozenset(new[one] for one in cluster) for cluster in partition(once)}


def renamed(pairs: list[Pair[str]], new: dict[str, str]) -> list[Pair[str]]:
    return [(new[one], new[other]) for one, other in pairs]


@pytest.mark.parametrize("order", [1, -1])
def test_a_box_that_is_as_much_his_as_hers_is_neithers(order: int) -> None:
    equals = [("him", "box"), ("box", "her"), ("him", "his old book"), ("her", "her old book")]
    cluster_of = people(
        ["him", "her", "box", "his old book", "her old book"], [], [], [], [("him", "her")], [equals[::order]]
    )
    expected = {frozenset({"him", "his old book"}), frozenset({"her", "her old book"}), frozenset({"box"})}
    assert partition(cluster_of) == expected


def test_the_stronger_pair_has_the_box() -> None:
    cluster_of = people(["him", "her", "box"], [], [], [], [("him", "her")], [[("box", "her")], [("him", "box")]])
    assert partition(cluster_of) == {frozenset({"her", "box"}), frozenset({"him"})}
