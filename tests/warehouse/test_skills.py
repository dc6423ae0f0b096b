"""Who can do what, who brings what I lack, and a small team that has it all: never worse than greed allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.claims import Affiliation, Endorsement, Name, Recommendation, Skill
from tests.warehouse.conftest import World
from tests.warehouse.ground import Ground

many = settings(max_examples=15, deadline=None)
SKILLS = ["sql", "design", "law", "sales", "c++"]


# -- from exports to person_skill, endorsement and recommendation -----------------------------------------------------

ME = [Name("me", "Cy Moss"), Skill("me", "SQL"), Skill("me", "Go")]
EXPORTS: list[tuple[str, dict[str, list[Any]]]] = [
    (
        "2025-01-01",
        {
            "me": [*ME, Skill("me", "Chess")],
            "one": [Name("ada", "Ada Byron"), Endorsement("me", "ada", "Sql", date(2024, 5, 1))],
            "two": [Endorsement("ada", "me", "Law", date(2024, 6, 1))],
        },
    ),
    (
        "2026-01-01",
        {
            "me": ME,
            "one": [Name("ada", "Ada Byron"), Endorsement("me", "ada", "sql", date(2024, 5, 1))],
            "three": [Name("bob", "Bob Stone"), Endorsement("me", "bob", "SQL")],
            "four": [Recommendation("me", "bob", "Her sql is clean; she is a go-getter and a chess player.")],
        },
    ),
]

SKILL_ROWS = """
    select person.name, skill, round(confidence, 3), is_own_word, endorser_count, mention_count
    from person_skill
    join person using (person_id)
    order by all
"""


def shown(exports: Sequence[tuple[str, Mapping[str, Sequence[Any]]]], *answers: str) -> World:
    world = World()
    for on, records in exports:
        world.shows("linkedin", records, on)
    world.build(*answers)
    return world


def test_a_skill_is_sure_by_own_word_by_who_vouches_and_by_praise() -> None:
    world = shown(EXPORTS, "person_skill")
    sql = 1 - (1 - 0.6) * (1 - 0.3) ** 2 * (1 - 0.3)
    go = 1 - (1 - 0.6) * (1 - 0.3)
    assert world.rows(SKILL_ROWS) == [
        ("Cy Moss", "Go", round(go, 3), True, 0, 1),
        ("Cy Moss", "SQL", round(sql, 3), True, 2, 1),
    ]
    assert world.values("select why from person_skill where skill_key = 'sql'") == [
        "by their own word, 2 people vouch for it, a recommendation names it"
    ]


def test_what_was_withdrawn_is_kept_and_counts_for_nothing() -> None:
    world = shown(EXPORTS, "person_skill", "endorsement")
    assert world.rows("select name, skill_key, endorser, is_current from endorsement order by all") == [
        ("Ada Byron", "law", "Cy Moss", False),
        ("Cy Moss", "sql", "Ada Byron", True),
        ("Cy Moss", "sql", "Bob Stone", True),
    ]
    assert world.values("select count(*) from person_skill where skill_key in ('law', 'chess')") == [0]


@pytest.mark.slow
def test_the_order_of_exports_changes_nothing() -> None:
    answers = ("person_skill", "endorsement", "recommendation")
    asked = [SKILL_ROWS, "select * exclude (person_id, endorser_person_id) from endorsement order by all"]
    asked.append("select * exclude (person_id, recommender_person_id) from recommendation order by all")
    worlds = [shown(order, *answers) for order in permutations(EXPORTS)]
    assert len({repr([world.rows(select) for select in asked]) for world in worlds}) == 1


def test_a_title_names_a_field_and_the_skills_that_others_are_known_for() -> None:
    work = [
        Affiliation("ada", "Acme", title="Head of Sales"),
        Affiliation("ada", "Kestrel", title="R Developer, Go-to-market"),
    ]
    world = World()
    world.shows("linkedin", {"me": [*ME, Skill("me", "Head of Sales"), Skill("me", "R")]}, "2026-01-01")
    world.shows("cards", {"ada": [Name("ada", "Ada Byron"), *work]}, "2026-01-01")
    world.build("person_skill")
    assert world.rows("select skill, is_in_title from person_skill where name = 'Ada Byron' order by 1") == [
        ("Head of Sales", True),
        ("engineering", True),
        ("sales", True),
    ]


def test_the_rarer_a_skill_the_higher_its_idf() -> None:
    cards = {
        key: [Name(key, key.title()), *(Skill(key, skill) for skill in skills)]
        for key, skills in {"ada": ["SQL", "law"], "bob": ["sql"], "carla": ["Sql"]}.items()
    }
    world = shown([("2026-01-01", cards)], "person_skill")
    assert world.rows("select distinct skill, people_count, round(idf, 6) from person_skill order by 2") == [
        ("law", 1, round(math.log(1 + 3), 6)),
        ("SQL", 3, round(math.log(2), 6)),
    ]


# -- collaborators and teams ------------------------------------------------------------------------------------------


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


def able(ground: Ground, person_id: str, *skills: str, confidence: float = 0.6, idf: float = 1.0) -> None:
    if person_id != "me":
        ground.person(person_id)
    for skill in skills:
        ground.add(
            "person_skill",
            person_id=person_id,
            name=person_id,
            skill_key=skill,
            skill=skill.upper(),
            confidence=confidence,
            idf=idf,
            why="by their own word",
        )


def test_skills_are_the_same_whatever_their_case_and_signs_but_plus_and_sharp(ground: Ground) -> None:
    written = ["C++", "C#", "c", " Node.JS", "node js", "Größe", "!?"]
    keys = ground.values("select skill_key_of(skill) from (select unnest(?) as skill)", [written])
    assert keys == ["c++", "c#", "c", "node js", "node js", "große", None]


def test_who_brings_what_i_lack_is_a_collaborator(ground: Ground) -> None:
    able(ground, "me", "sql")
    able(ground, "b", "sql", "law")
    able(ground, "a", "law")
    able(ground, "same as mine", "sql")
    able(ground, "rare", "design", idf=3.0)
    assert ground.rows("select person_id, skills from collaborators(['Sql', 'LAW', 'law', 'Design', 'cobol'])") == [
        ("rare", ["DESIGN"]),
        ("a", ["LAW"]),
        ("b", ["LAW"]),
    ]
    assert ground.values("select person_id from collaborators(['sql', 'law'], of := 'a') order by 1") == [
        *("b", "me", "same as mine"),
    ]
    assert ground.rows("from collaborators([])") == ground.rows("from collaborators(null)") == []


def test_trust_comes_of_time_together_closeness_and_threads(ground: Ground) -> None:
    for person_id in ("stranger", "colleague", "close", "in threads", "surer"):
        able(ground, person_id, "law", confidence=0.9 if person_id == "surer" else 0.6)
    history = {"organization_id": "acme", "kind": "work", "certain_days": 400, "same_unit": None}
    ground.add("history", of="me", person_id="colleague", **history)
    ground.add("bond", of="me", person_id="close", strength=5, contact_days=1, last_contact_on=date(2029, 1, 1))
    ground.add("acquaintance", person_id_a="in threads", person_id_b="me", threads=4)
    score = dict(ground.rows("select person_id, score from collaborators(['law'])"))
    assert score == pytest.approx(ground.points("collaborators_terms(['law'])"))
    assert score["stranger"] == pytest.approx(0.6 * 0.5**3)
    assert score.pop("stranger") < min(score.values())


def least(people: Mapping[str, set[str]], skills: set[str]) -> int:
    """Members of the smallest team that has all that anybody has of the skills, by trying all."""
    wanted = skills & set().union(*people.values())
    for size in range(len(people) + 1):
        for team in combinations(people.values(), size):
            if wanted <= set().union(*team):
                return size
    raise AssertionError("all together have it all")


@many
@given(
    people=st.dictionaries(
        st.sampled_from("abcdefg"), st.sets(st.sampled_from(SKILLS), min_size=1), min_size=1, max_size=7
    ),
    skills=st.sets(st.sampled_from([*SKILLS, "cobol"]), min_size=1),
    more=st.sampled_from([*SKILLS, "cobol"]),
)
def test_a_team_has_all_that_anybody_has_and_is_small(
    made: Ground, people: dict[str, set[str]], skills: set[str], more: str
) -> None:
    made.clear()
    able(made, "me", *SKILLS)
    for person_id, has in people.items():
        able(made, person_id, *sorted(has))

    def team(asked: set[str]) -> tuple[int, set[str]]:
        rows = made.rows("select person_id, place, skills, left_over from team_for(?) order by place", [sorted(asked)])
        assert [row[1] for row in rows] == list(range(1, len(rows) + 1))
        assert len({row[0] for row in rows}) == len(rows)
        covered = set[str]()
        for person_id, _, brought, left_over in rows:
            new = {skill.lower() for skill in brought}
            assert new and new <= people[person_id] and not new & covered
            # Greedy: nobody brings more of what is left.
            assert len(new) == max(len((has & asked) - covered) for has in people.values())
            covered |= new
            assert {skill.lower() for skill in left_over} == asked - covered
        assert covered == asked & set().union(*people.values())
        return len(rows), covered

    members, covered = team(skills)
    assert members <= (1 + math.log(len(skills))) * least(people, skills)
    assert covered <= team(skills | {more})[1]


def test_of_equals_the_surer_then_the_closer_then_the_lower_id_is_chosen(ground: Ground) -> None:
    for person_id in ("b", "c", "a"):
        able(ground, person_id, "law")
    chosen = "select person_id from team_for(['law'])"
    assert ground.values(chosen) == ["a"]
    ground.add("bond", of="me", person_id="b", strength=1, contact_days=1, last_contact_on=date(2029, 1, 1))
    assert ground.values(chosen) == ["b"]
    able(ground, "sure", "law", confidence=0.99)
    assert ground.values(chosen) == ["sure"]
    able(ground, "both", "law", "sql", confidence=0.1)
    assert ground.values("select person_id from team_for(['law', 'sql'])") == ["both"]
    assert ground.values("select person_id from team_for(['law'], of := 'sure')") == ["a"]


def test_what_nobody_can_is_left_over(ground: Ground) -> None:
    able(ground, "ada", "law")
    assert ground.rows("select person_id, left_over from team_for(['Law', 'COBOL', 'law'])") == [("ada", ["COBOL"])]
    assert ground.rows("from team_for(['cobol'])") == ground.rows("from team_for([])") == []
    assert ground.rows("from team_for(null)") == []
