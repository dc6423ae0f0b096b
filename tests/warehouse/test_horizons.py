"""Horizons: who knows whom, ways to people, and who stands between circles, equal to networkx and to the definition."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.conftest import World
from tests.warehouse.correspondence import ADA, BOB, CARLA, CY, OWNER, mail
from tests.warehouse.mailbox import HALF_LIFE_DAYS, Mailbox, Sent

PEOPLE = ("me", "ada", "bob", "carla", "dan", "eve", "finn")
HALF = 4
"""The recent contact that makes a probability of 1/2, `acquaintance_half`."""

some = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])

mails = st.lists(
    st.builds(
        Sent,
        st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=5, unique=True).map(tuple),
        st.integers(0, 2000) | st.integers(-3, 30) | st.none(),
        st.sampled_from([True, True, True, False]),
        st.integers(0, 4),
    ),
    min_size=3,
    max_size=25,
)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """One database for all examples of this module."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.connection.close()


def counted(held: Sequence[Sent]) -> list[Sent]:
    """Those that are contact, by the definition."""
    return [
        one for one in held if one.is_contact and one.days_ago is not None and one.days_ago >= 0 and len(one.people) > 1
    ]


def graph(held: Sequence[Sent]) -> nx.Graph[str]:
    """Who took part in contact with whom, by the definition."""
    known: nx.Graph[str] = nx.Graph()
    for one in counted(held):
        share = 1 / (len(one.people) - 1)
        for a, b in combinations(one.people, 2):
            if not known.has_edge(a, b):
                known.add_edge(a, b, weight=0.0, now=0.0, exchanged=0)
            edge = known[a][b]
            edge["weight"] += share
            edge["now"] += share * math.pow(0.5, (one.days_ago or 0) / HALF_LIFE_DAYS)
            edge["exchanged"] += one.people[0] in (a, b)
    for _, _, edge in known.edges(data=True):
        edge["probability"] = edge["now"] / (edge["now"] + HALF)
    return known


def ways(known: nx.Graph[str], target: str, of: str = "me") -> dict[str | None, float]:
    """The connector, None for none -> the probability of the way, among all simple paths of at most two edges."""
    if of not in known or target not in known:
        return {}
    found: dict[str | None, float] = {}
    for path in nx.all_simple_paths(known, of, target, cutoff=2):
        if known[of][path[1]]["exchanged"]:
            probability = math.prod(known[a][b]["probability"] for a, b in pairwise(path))
            found[path[1] if len(path) == 3 else None] = probability
    return found


def any_of(probabilities: Sequence[float]) -> float:
    """That any works, as if each failed or not on its own."""
    return 1 - math.prod(1 - probability for probability in probabilities)


@some
@given(held=mails)
def test_who_knows_whom_is_what_the_definition_gives(mailbox: Mailbox, held: list[Sent]) -> None:
    found = mailbox.hold(held).rows("""
        select person_id_a, person_id_b, weight, weight_now, probability, exchanged
        from acquaintance
    """)
    expected = [
        (*sorted((a, b)), *map(pytest.approx, (edge["weight"], edge["now"], edge["probability"])), edge["exchanged"])
        for a, b, edge in graph(held).edges(data=True)
    ]
    assert found == sorted(expected, key=lambda row: row[:2])
    assert all(0 < row[4] < 1 for row in found)


@some
@given(held=mails)
def test_the_weights_of_one_person_sum_to_the_contacts_they_took_part_in(mailbox: Mailbox, held: list[Sent]) -> None:
    took_part: defaultdict[str, int] = defaultdict(int)
    for one in counted(held):
        for person in one.people:
            took_part[person] += 1
    sums = dict(mailbox.hold(held).rows("select person_id, sum(weight) from neighbour group by person_id"))
    assert sums == pytest.approx(took_part)


@some
@given(held=mails)
def test_ways_are_the_paths_of_the_graph(mailbox: Mailbox, held: list[Sent]) -> None:
    mailbox.hold(held)
    known = graph(held)
    for of, target in (("me", "eve"), ("ada", "finn"), ("bob", "me")):
        expected = ways(known, target, of)
        found = mailbox.rows(f"from paths_to('{target}', k := 99, of := '{of}') select connector_id, score")
        assert dict(found) == pytest.approx(expected)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        together = any_of(list(expected.values()))
        assert mailbox.column(f"select distinct any_probability from paths_to('{target}', of := '{of}')") == (
            [pytest.approx(together)] if expected else []
        )
        reached = dict(mailbox.rows(f"select person_id, score from reach('{of}')"))
        assert reached.get(target, 0) == pytest.approx(together)


@some
@given(held=mails, data=st.data())
def test_a_lost_contact_makes_no_way_likelier(mailbox: Mailbox, held: list[Sent], data: Any) -> None:
    before = dict(mailbox.hold(held).rows("select person_id, score from reach()"))
    lost = data.draw(st.integers(0, len(held) - 1))
    after = dict(mailbox.hold(held[:lost] + held[lost + 1 :]).rows("select person_id, score from reach()"))
    assert after.keys() <= before.keys()
    assert all(after[person] <= before[person] + 1e-12 for person in after)


@some
@given(held=mails)
def test_the_best_ways_are_among_one_more(mailbox: Mailbox, held: list[Sent]) -> None:
    mailbox.hold(held)
    for target in ("bob", "eve"):
        best = [mailbox.rows(f"from paths_to('{target}', k := {k})") for k in range(1, 6)]
        assert all(more[: len(fewer)] == fewer for fewer, more in pairwise(best))
        assert [len(rows) for rows in best] == [min(k, len(best[-1])) for k in range(1, 6)]


@some
@given(held=mails)
def test_the_constraint_is_that_of_networkx(mailbox: Mailbox, held: list[Sent]) -> None:
    known = graph(held)
    if "me" in known:
        known.remove_node("me")
    expected = {who: value for who, value in nx.constraint(known, weight="weight").items() if not math.isnan(value)}
    found = mailbox.hold(held).rows("select person_id, burt_constraint from network_position")
    assert dict(found) == pytest.approx(expected)


@some
@given(held=mails)
def test_scores_are_the_sums_of_their_terms(mailbox: Mailbox, held: list[Sent]) -> None:
    mailbox.hold(held)
    for answer in ("reach", "brokers"):
        scores = dict(mailbox.rows(f"select person_id, score from {answer}()"))
        terms = mailbox.rows(f"select person_id, sum(points) from {answer}_terms() group by person_id")
        assert dict(terms) == pytest.approx(scores)
    scores = dict(mailbox.rows("select place, score from paths_to('eve')"))
    terms = mailbox.rows("select place, sum(points) from paths_to_terms('eve') group by place")
    assert dict(terms) == pytest.approx(scores)


def everything(mailbox: Mailbox) -> list[Any]:
    """All answers of this section, for the owner and for another."""
    asked = [
        "acquaintance",
        "network_position",
        "introduction",
        "reach()",
        "reach('ada')",
        "brokers()",
        "brokers('bob')",
    ]
    return [mailbox.rows(f"from {answer}") for answer in asked]


@some
@given(held=mails, data=st.data())
def test_the_order_in_which_mail_comes_changes_nothing(mailbox: Mailbox, held: list[Sent], data: Any) -> None:
    before = everything(mailbox.hold(held))
    assert everything(mailbox.hold(data.draw(st.permutations(held)))) == before


def test_moving_all_days_and_as_of_together_changes_nothing(mailbox: Mailbox) -> None:
    held = [Sent(("me", "ada"), 400), Sent(("ada", "me", "bob"), 30), Sent(("ada", "bob", "carla"), 3)]
    asked = "select person_id, score, connectors, probability from reach()"
    before = mailbox.hold(held).rows(asked)
    assert mailbox.hold(held, date(1999, 2, 28)).rows(asked) == before


def test_the_middle_of_a_star_of_three_has_a_third_and_each_of_a_triangle_nine_eighths(mailbox: Mailbox) -> None:
    constraint = "select person_id, burt_constraint from network_position"
    star = [Sent(("ada", other), days) for days, other in enumerate(("bob", "carla", "dan"))]
    assert dict(mailbox.hold(star).rows(constraint)) == pytest.approx({"ada": 1 / 3, "bob": 1, "carla": 1, "dan": 1})
    triangle = [Sent(("ada", "bob", "carla"), 900)]
    assert dict(mailbox.hold(triangle).rows(constraint)) == pytest.approx(dict.fromkeys(("ada", "bob", "carla"), 9 / 8))


def test_who_stands_between_circles_comes_before_who_is_in_one(mailbox: Mailbox) -> None:
    circles = [("bob", "carla", "dan"), ("eve", "finn", "gus")]
    held = [Sent(("me", "ada"), 1), Sent(("me", "bob"), 1)]
    held += [Sent(pair, 1) for circle in circles for pair in combinations(circle, 2)]
    held += [Sent(("ada", circle[1]), 1) for circle in circles]
    assert mailbox.hold(held).column("select person_id from brokers()") == ["ada", "bob"]
    ada, bob = mailbox.rows("select contacts, opens, openness from brokers()")
    assert ada == (2, 2, 1)
    assert bob[:2] == (2, 2)
    assert bob[2] < 1


def test_a_broker_opens_the_way_to_those_i_am_not_in_contact_with_and_has_two_contacts_at_least(
    mailbox: Mailbox,
) -> None:
    held = [Sent(("me", person), 1) for person in ("ada", "bob", "dan")]
    mailbox.hold([*held, Sent(("ada", "bob"), 1), Sent(("ada", "carla"), 1), Sent(("dan", "carla"), 1)])
    assert mailbox.rows("select person_id, contacts, opens from brokers()") == [("ada", 2, 1)]


@pytest.mark.parametrize(
    "other",
    [
        Sent(("ada", "eve"), 5, is_contact=False),
        Sent(("ada", "eve"), None),
        Sent(("ada", "eve"), -1),
        Sent(("ada", "eve", *(f"crowd{number}" for number in range(19))), 5),
    ],
    ids=["no contact", "without a day", "after as_of", "21 people"],
)
def test_what_is_no_contact_makes_no_acquaintance(mailbox: Mailbox, other: Sent) -> None:
    mailbox.hold([Sent(("me", "ada"), 9), other])
    assert mailbox.rows("select person_id_a, person_id_b from acquaintance") == [("ada", "me")]


def test_twenty_people_are_not_too_many(mailbox: Mailbox) -> None:
    crowd = tuple(f"p{number:02}" for number in range(20))
    found = mailbox.hold([Sent(crowd, 0)]).rows("select count(*), min(weight), max(weight) from acquaintance")
    assert found == [(190, pytest.approx(1 / 19), pytest.approx(1 / 19))]


def test_one_person_in_two_roles_is_one(mailbox: Mailbox) -> None:
    mailbox.hold([Sent(("ada", "me", "ada"), 0)])
    assert mailbox.rows("select person_id_a, person_id_b, weight, messages, exchanged from acquaintance") == [
        ("ada", "me", 1, 1, 1)
    ]


def test_only_whom_one_exchanged_contact_with_is_asked(mailbox: Mailbox) -> None:
    # Dan got what Ada wrote to me, and knows Eve: but he and I never wrote to each other.
    mailbox.hold([Sent(("ada", "me", "dan"), 1), Sent(("dan", "eve"), 1)])
    assert mailbox.rows("select person_id, connector_id from introduction") == [("dan", "ada")]
    assert mailbox.rows("from paths_to('eve')") == []


def test_whom_i_wrote_to_needs_no_introduction(mailbox: Mailbox) -> None:
    held = [Sent(("me", "ada"), 1), Sent(("bob", "me"), 1), Sent(("ada", "bob"), 1), Sent(("ada", "carla"), 1)]
    assert mailbox.hold(held).column("select person_id from introduction") == ["carla"]


def test_a_way_into_an_organization_ends_with_who_is_there_now(mailbox: Mailbox) -> None:
    mailbox.works("eve", "Acme")
    mailbox.works("finn", "Acme", is_current=False)
    mailbox.works("dan", "Acme", is_current=None)
    mailbox.hold([Sent(("me", "ada"), 1), Sent(("ada", "eve", "finn", "dan"), 1)])
    found = mailbox.rows("select person_id, organization, connector_id, weakest from paths_to('Acme')")
    mailbox.connection.execute("delete from affiliation")
    assert found == [("eve", "Acme", "ada", "acquaintance")]


def test_nobody_is_a_way_to_themselves_and_an_unknown_name_has_none(mailbox: Mailbox) -> None:
    mailbox.hold([Sent(("me", "ada"), 1), Sent(("ada", "bob"), 1)])
    assert mailbox.rows("from paths_to('me')") == []
    assert mailbox.rows("from paths_to('nobody')") == []
    assert mailbox.rows("from reach('nobody')") == []
    assert "me" not in mailbox.column("select person_id from reach()")


def test_without_an_owner_nobody_is_reached_but_by_others() -> None:
    mailbox = Mailbox(owner=None).hold([Sent(("ada", "bob"), 1), Sent(("bob", "carla"), 1)])
    for answer in ("introduction", "reach()", "paths_to('ada')", "brokers()"):
        assert mailbox.rows(f"from {answer}") == []
    assert mailbox.rows("select person_id, steps from reach(of := 'ada') order by steps") == [("bob", 1), ("carla", 2)]


def test_somebody_who_only_got_the_same_mail_can_be_introduced(world: World) -> None:
    world.shows("me", OWNER)
    world.shows(
        "mail",
        {
            "m1": mail("1", "2029-12-01", CY, ADA),
            "m2": mail("2", "2029-12-02", ADA, CY, cc=[BOB]),
            "m3": mail("3", "2029-12-03", CARLA, BOB, cc=[CY]),
        },
    )
    world.build("introduction")
    assert world.rows("select name, connectors, connector, messages from introduction") == [
        ("Bob Stone", 2, "Ada Byron", 1)
    ]
    why = (
        "Ada Byron and they took part in 1 contact, on 2029-12-02; with you 2, the last on 2029-12-02; "
        "1 other knows them, too"
    )
    assert world.values("select why from introduction") == [why]
