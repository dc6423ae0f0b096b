"""Who can refer, who can recommend, and who brings openings: as by hand, and better when anything is better."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.ground import AS_OF, Ground
from transforms.titles import SENIORITIES, read_title

many = settings(max_examples=15, deadline=None)
few = settings(max_examples=4, deadline=None)
"""Where each example asks what takes a tenth of a second to plan; they have many people each instead."""


@pytest.fixture(scope="module")
def made() -> Iterator[Ground]:
    """One database for this module."""
    ground = Ground()
    yield ground
    ground.connection.close()


@pytest.fixture
def ground(made: Ground) -> Ground:
    """The same, with nobody but the owner."""
    made.clear()
    return made


def days_ago(days: int) -> date:
    return AS_OF - timedelta(days)


def insider(ground: Ground, person_id: str, title: str | None = "Engineer", **said: Any) -> None:
    """Somebody at Acme, there since three years and shown there a month ago."""
    ground.person(person_id)
    seniority, job_function = read_title(title or "")
    stay = {"is_current": True, "since_hi": days_ago(1095), "shown_on": days_ago(30), "why": "their export says so"}
    ground.add(
        "presence",
        **{"person_id": person_id, "organization_id": "acme", "kind": "work", "title": title} | stay | said,
        seniority=seniority,
        job_function=job_function,
    )


def tie(ground: Ground, person_id: str, strength: float, of: str = "me") -> None:
    ground.add("bond", of=of, person_id=person_id, strength=strength, contact_days=3, last_contact_on=date(2029, 5, 1))


def who(ground: Ground, role: str | None = None, company: str = "Acme") -> list[str]:
    return ground.values("select person_id from who_can_refer(?, ?)", [company, role])


# -- who can refer ----------------------------------------------------------------------------------------------------


def test_who_is_there_goes_before_who_left_and_before_who_may_have(ground: Ground) -> None:
    insider(ground, "gone", is_current=False, left_hi=days_ago(100))
    insider(ground, "maybe", is_current=None)
    insider(ground, "there")
    assert ground.rows("select person_id, presence from who_can_refer('Acme')") == [
        ("there", "there"),
        ("gone", "left"),
        ("maybe", "unknown"),
    ]


def test_without_access_nobody_is_listed(ground: Ground) -> None:
    insider(ground, "long gone", is_current=False, left_hi=days_ago(731))
    insider(ground, "just in time", is_current=False, left_hi=days_ago(730))
    insider(ground, "student", kind="education")
    ground.person("stranger")
    for friend in ("long gone", "stranger"):
        tie(ground, friend, 50)
        ground.add("recommendation", person_id="me", recommender_person_id=friend, is_current=True)
    assert who(ground) == ["just in time"]
    assert who(ground, company="Acm") == []


def test_neither_the_asker_nor_who_is_gone_from_every_source_is_listed(ground: Ground) -> None:
    insider(ground, "ada")
    insider(ground, "bob")
    ground.connection.execute("update person set is_current = false where person_id = 'bob'")
    ground.add("presence", person_id="me", organization_id="acme", kind="work", is_current=True)
    assert who(ground) == ["ada"]
    assert ground.values("select person_id from who_can_refer('Acme', of := 'ada')") == ["me"]


def test_without_an_owner_nobody_is_listed(ground: Ground) -> None:
    insider(ground, "ada")
    ground.connection.execute("update person set is_me = false")
    try:
        assert who(ground) == []
        assert ground.rows("from who_can_recommend()") == ground.rows("from who_brings_openings()") == []
    finally:
        ground.connection.execute("update person set is_me = true where person_id = 'me'")


def test_a_title_with_the_words_goes_before_the_field_before_the_unknown_before_another(ground: Ground) -> None:
    insider(ground, "d", "Accountant")
    insider(ground, "c", None)
    insider(ground, "b", "Backend Developer")
    insider(ground, "a", "Software Engineer")
    relevance = """
        select person_id, value from who_can_refer_terms('Acme', ?) where term = 'role' order by value desc
    """
    assert ground.rows(relevance, ["senior software engineer"]) == [("a", 1), ("b", 0.8), ("c", 0.5), ("d", 0.25)]
    assert {value for _, value in ground.rows(relevance, [None])} == {1}
    assert {value for _, value in ground.rows(relevance, [" "])} == {1}


@pytest.mark.parametrize(
    "role",
    [
        *("Senior Software Engineer", "Recruiter", "Softwareentwickler", "Vertriebsleiter", "Data Engineer", "CTO"),
        *("Executive Assistant", "Clinical Data Manager", "Head of Data", "Leiterin Rechnungswesen", "nonsense", ""),
    ],
)
def test_a_role_is_read_as_titles_are(ground: Ground, role: str) -> None:
    assert ground.values("select job_function_of(?)", [role]) == [read_title(role).job_function]


def test_seniorities_stand_in_the_order_that_titles_have() -> None:
    ground = Ground()
    assert [ground.values("select seniority_rank(?)", [level])[0] for level in SENIORITIES] == list(range(1, 10))


def test_a_recruiter_is_a_route_and_has_nothing_from_that(ground: Ground) -> None:
    insider(ground, "a recruiter", "Recruiter")
    insider(ground, "an engineer", "Engineer")
    assert ground.rows("select person_id, way from who_can_refer('Acme', 'engineer')") == [
        ("an engineer", "advocate"),
        ("a recruiter", "route"),
    ]
    assert len(set(ground.values("select score from who_can_refer('Acme')"))) == 1


@pytest.mark.parametrize(
    ("table", "whose", "by", "points"),
    [
        ("recommendation", "me", "ada", 0.2),
        ("recommendation", "ada", "me", 0.2),
        ("endorsement", "me", "ada", 0.05),
        ("endorsement", "ada", "me", 0.05),
    ],
)
def test_vouching_counts_either_way(ground: Ground, table: str, whose: str, by: str, points: float) -> None:
    insider(ground, "ada")
    before = ground.points("who_can_refer_terms('Acme')")["ada"]
    other = "recommender_person_id" if table == "recommendation" else "endorser_person_id"
    ground.add(table, **{"person_id": whose, other: by, "is_current": False})
    assert ground.points("who_can_refer_terms('Acme')")["ada"] == before
    ground.add(table, **{"person_id": whose, other: by, "is_current": True})
    ground.add(table, **{"person_id": whose, other: by, "is_current": True})
    assert ground.points("who_can_refer_terms('Acme')")["ada"] == pytest.approx(before + points)


def test_the_weakest_factor_is_named_and_equals_are_told_apart_by_their_id(ground: Ground) -> None:
    for person_id in ("b", "c", "a"):
        insider(ground, person_id, "Engineer")
    assert ground.rows("select person_id, weakest from who_can_refer('Acme')") == [
        (person_id, "strength") for person_id in "abc"
    ]
    for person_id in "abc":
        tie(ground, person_id, 100)
    assert set(ground.values("select weakest from who_can_refer('Acme', 'lawyer')")) == {"role"}


insiders = st.fixed_dictionaries(
    {
        "title": st.sampled_from([None, "Engineer", "Head of Sales", "Intern", "Recruiter"]),
        "is_current": st.sampled_from([True, False, None]),
        "since": st.one_of(st.none(), st.integers(0, 4000)),
        "left": st.integers(0, 900),
        "shown": st.one_of(st.none(), st.integers(0, 2000)),
        "strength": st.floats(0, 50),
        "recommended": st.booleans(),
    }
)


def show(ground: Ground, person_id: str, said: dict[str, Any]) -> None:
    insider(
        ground,
        person_id,
        said["title"],
        is_current=said["is_current"],
        since_hi=None if said["since"] is None else days_ago(said["since"]),
        left_hi=days_ago(said["left"]) if said["is_current"] is False else None,
        shown_on=None if said["shown"] is None else days_ago(said["shown"]),
    )
    if said["strength"]:
        tie(ground, person_id, said["strength"])
    if said["recommended"]:
        ground.add("recommendation", person_id="me", recommender_person_id=person_id, is_current=True)


@few
@given(people=st.lists(insiders, min_size=8, max_size=16), role=st.sampled_from([None, "engineer", "sales manager"]))
def test_terms_sum_to_the_score_and_factors_multiply_to_it(
    made: Ground, people: list[dict[str, Any]], role: str | None
) -> None:
    made.clear()
    for number, said in enumerate(people):
        show(made, f"p{number}", said)
    listed = made.rows("select person_id, score, weakest from who_can_refer('Acme', ?)", [role])
    assert listed == sorted(listed, key=lambda row: (-row[1], row[0]))
    terms: dict[str, list[Any]] = {person_id: [] for person_id, *_ in listed}
    for person_id, *term in made.rows(
        "select person_id, term, value, weight, points from who_can_refer_terms('Acme', ?)", [role]
    ):
        terms[person_id].append(term)
    for person_id, score, weakest in listed:
        factors = {term: value for term, value, *_ in terms[person_id][:6]}
        vouching = sum(value * weight for _, value, weight, _ in terms[person_id][6:])
        assert sum(points for *_, points in terms[person_id]) == pytest.approx(score, abs=1e-12)
        assert math.prod(factors.values()) + vouching == pytest.approx(score, abs=1e-12)
        assert all(0 <= value <= 1 for value in factors.values())
        assert factors[weakest] == min(factors.values())


BETTER: dict[str, Any] = {
    "is_current": lambda said: True,
    "since": lambda said: (said["since"] or 0) + 400,
    "shown": lambda said: (said["shown"] or 2000) // 2,
    "strength": lambda said: said["strength"] + 1,
    "recommended": lambda said: True,
}


@few
@given(changes=st.lists(st.tuples(insiders, st.sampled_from(sorted(BETTER))), min_size=10, max_size=20))
def test_whatever_is_better_lowers_no_score(made: Ground, changes: list[tuple[dict[str, Any], str]]) -> None:
    made.clear()
    for number, (said, what) in enumerate(changes):
        show(made, f"before {number}", said)
        show(made, f"after {number}", said | {what: BETTER[what](said)})
    score = dict(made.rows("select person_id, score from who_can_refer('Acme', 'engineer')"))
    for number, change in enumerate(changes):
        assert score.get(f"after {number}", 0) >= score.get(f"before {number}", 0), change


def test_moving_all_days_and_the_day_of_asking_changes_no_score(ground: Ground) -> None:
    later = Ground(AS_OF + timedelta(1000))
    for world in (ground, later):
        insider(world, "there")
        insider(world, "maybe", None, is_current=None, since_hi=None)
        insider(world, "gone", "Head of Sales", is_current=False, left_lo=days_ago(700), left_hi=days_ago(600))
        tie(world, "gone", 2)
    moved = ", ".join(f"{day} = {day} + 1000" for day in ("since_hi", "left_lo", "left_hi", "shown_on"))
    later.connection.execute(f"update presence set {moved}")
    asked = "select person_id, score, weakest from who_can_refer('Acme', 'engineer')"
    assert ground.rows(asked) == later.rows(asked)
    assert len(ground.rows(asked)) == 3


# -- who can recommend ------------------------------------------------------------------------------------------------


def worked(ground: Ground, person_id: str, days: int, **said: Any) -> None:
    ground.person(person_id)
    row = {"of": "me", "person_id": person_id, "organization_id": "acme", "kind": "work", "same_unit": None}
    ground.add("history", **row | said, certain_days=days)


def test_only_who_saw_my_work_can_recommend(ground: Ground) -> None:
    worked(ground, "colleague", 400)
    worked(ground, "may have been there", 0)
    worked(ground, "fellow student", 900, kind="education")
    for friend in ("friend", "praised before"):
        ground.person(friend)
        tie(ground, friend, 50)
    ground.add("endorsement", person_id="me", endorser_person_id="praised before", is_current=True)
    ground.add("endorsement", person_id="friend", endorser_person_id="me", is_current=True)
    assert sorted(ground.values("select person_id from who_can_recommend()")) == ["colleague", "praised before"]


def test_whoever_saw_more_stands_higher_or_is_closer_recommends_better(ground: Ground) -> None:
    ground.add("affiliation", person_id="me", post_no=1, kind="work", is_current=True, title="x", seniority="senior")
    for person_id in ("plain", "longer", "same unit", "in threads", "praised", "close"):
        worked(ground, person_id, 800 if person_id == "longer" else 400, same_unit=person_id == "same unit")
        ground.add(
            "affiliation", person_id=person_id, post_no=1, kind="work", is_current=True, title="x", seniority="senior"
        )
    worked(ground, "below", 400)
    ground.add("affiliation", person_id="below", post_no=1, kind="work", is_current=True, title="x", seniority="junior")
    ground.add("acquaintance", person_id_a="in threads", person_id_b="me", threads=5)
    ground.add("recommendation", person_id="me", recommender_person_id="praised", is_current=True)
    tie(ground, "close", 10)
    score = dict(ground.rows("select person_id, score from who_can_recommend()"))
    assert score == pytest.approx(ground.points("who_can_recommend_terms()"))
    assert score.pop("below") < min(score.values()) == score.pop("plain") < min(score.values())


def test_a_colleague_of_somebody_else_is_asked_of_them(ground: Ground) -> None:
    worked(ground, "ada", 400, of="bob")
    ground.person("bob")
    assert ground.values("select person_id from who_can_recommend()") == []
    assert ground.values("select person_id from who_can_recommend(of := 'bob')") == ["ada"]


# -- who brings openings ----------------------------------------------------------------------------------------------


def meet(ground: Ground, one: str, other: str) -> None:
    first, second = sorted((one, other))
    ground.add("acquaintance", person_id_a=first, person_id_b=second, threads=1)


PEOPLE = ["me", *"abcdef"]


@many
@given(edges=st.sets(st.sampled_from(list(combinations(PEOPLE, 2)))))
def test_mutual_contacts_are_those_of_the_network(made: Ground, edges: set[tuple[str, str]]) -> None:
    made.clear()
    knows: dict[str, set[str]] = {person_id: set() for person_id in PEOPLE}
    for person_id in PEOPLE[1:]:
        made.person(person_id)
        tie(made, person_id, 1)
    for one, other in edges:
        meet(made, one, other)
        knows[one].add(other)
        knows[other].add(one)
    expected = {each: len(knows[each] & knows["me"]) for each in knows["me"] if knows[each] & knows["me"]}
    found = made.rows("select person_id, mutual_contacts, score from who_brings_openings()")
    assert {person_id: mutual for person_id, mutual, _ in found} == expected
    assert [row[0] for row in found] == [row[0] for row in sorted(found, key=lambda row: (-row[2], row[0]))]
    assert {person_id: score for person_id, _, score in found} == pytest.approx(
        made.points("who_brings_openings_terms()")
    )


def test_openings_come_most_of_moderately_many_mutual_contacts(ground: Ground) -> None:
    for person_id in ("few", "some", "many"):
        ground.person(person_id)
        tie(ground, person_id, 1)
        meet(ground, "me", person_id)
    for number in range(60):
        meet(ground, "me", f"z{number:02}")
        for person_id, contacts in (("few", 1), ("some", 10), ("many", 60)):
            if number < contacts:
                meet(ground, person_id, f"z{number:02}")
    assert ground.rows("select person_id, mutual_contacts from who_brings_openings()") == [
        ("some", 10),
        ("few", 1),
        ("many", 60),
    ]
    assert ground.values("select value from who_brings_openings_terms() where person_id = 'some'")[0] == 1


def test_openings_come_of_weak_ties_before_strong_ones(ground: Ground) -> None:
    for person_id, strength in (("strong", 30.0), ("weak", 0.5)):
        ground.person(person_id)
        tie(ground, person_id, strength)
        meet(ground, "me", person_id)
        meet(ground, person_id, "z")
    meet(ground, "me", "z")
    assert ground.rows("select person_id, weakest from who_brings_openings()") == [
        ("weak", "mutual_contacts"),
        ("strong", "intensity"),
    ]
