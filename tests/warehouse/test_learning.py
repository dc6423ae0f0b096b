"""Learning: how varied the people around somebody are, whose world is another, and who is a mentor."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.mailbox import Mailbox, Sent

some = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])

PEOPLE = ("me", "ada", "bob", "carla", "dan", "eve", "finn")


@pytest.fixture(scope="module")
def shared() -> Iterator[Mailbox]:
    """One database for all tests of this module."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.connection.close()


@pytest.fixture
def mailbox(shared: Mailbox) -> Mailbox:
    """It without anybody's work and skills."""
    for table in ("affiliation", "organization", "person_skill"):
        shared.connection.execute(f"delete from {table}")
    return shared


def fields(mailbox: Mailbox, known: Sequence[str | None]) -> tuple[Any, ...]:
    """How varied the fields of work are of people whom I write to: people, unknown, groups, Blau, Shannon, largest."""
    mailbox.connection.execute("delete from affiliation")
    for number, field in enumerate(known):
        mailbox.works(f"p{number:03}", "Acme", job_function=field)
    mailbox.hold([Sent(("me", f"p{number:03}"), 1) for number in range(len(known))])
    (row,) = mailbox.rows("""
        select people, unknown, groups, blau, shannon, largest, largest_share
        from network_diversity()
        where dimension = 'job_function'
    """)
    return row


def test_two_of_one_field_and_one_each_of_two_others(mailbox: Mailbox) -> None:
    found = fields(mailbox, ["data", "data", "legal", "sales", None])
    assert found == (4, 1, 3, 0.625, pytest.approx(1.0397, abs=5e-5), "data", 0.5)


def test_one_field_is_no_variety(mailbox: Mailbox) -> None:
    assert fields(mailbox, ["data"] * 7)[:5] == (7, 0, 1, 0, 0)


def test_of_nobody_nothing_is_said(mailbox: Mailbox) -> None:
    assert fields(mailbox, [None, None]) == (0, 2, 0, None, None, None, None)


@some
@given(known=st.lists(st.sampled_from(["data", "legal", "sales", "hr", None]), min_size=1, max_size=12), data=st.data())
def test_variety_is_what_the_definition_gives_by_whatever_names(
    shared: Mailbox, known: list[str | None], data: Any
) -> None:
    counts = Counter(field for field in known if field)
    shares = [count / counts.total() for count in counts.values()]
    people, unknown, groups, blau, shannon, *_ = fields(shared, known)
    assert (people, unknown, groups) == (counts.total(), known.count(None), len(counts))
    if counts:
        assert blau == pytest.approx(1 - sum(share**2 for share in shares))
        assert shannon == pytest.approx(-sum(share * math.log(share) for share in shares))
    names = dict(zip(["data", "legal", "sales", "hr"], data.draw(st.permutations("wxyz")), strict=True))
    renamed = fields(shared, [names[field] if field else None for field in known])
    assert renamed[:5] == (people, unknown, groups, blau, shannon)


def test_each_respect_is_measured(mailbox: Mailbox) -> None:
    mailbox.connection.execute("insert into organization values ('Acme', 'tools'), ('Beta', 'food')")
    mailbox.works("ada", "Acme", seniority="lead")
    mailbox.works("bob", "Beta", seniority="lead")
    mailbox.hold([Sent(("me", "ada"), 1), Sent(("me", "bob"), 4000)])
    assert mailbox.rows("select dimension, people, groups, largest from network_diversity()") == [
        ("country", 0, 0, None),
        ("decade_met", 2, 2, "2010s"),
        ("industry", 2, 2, "food"),
        ("job_function", 0, 0, None),
        ("organization", 2, 2, "Acme"),
        ("seniority", 2, 1, "lead"),
    ]


def test_what_somebody_does_now_is_no_past_post_and_no_study(mailbox: Mailbox) -> None:
    mailbox.works("ada", "Acme", seniority="lead", start_lo=date(2010, 1, 1))
    mailbox.works("ada", "Beta", seniority="director", is_current=False, start_lo=date(2020, 1, 1))
    mailbox.works("ada", "Gamma", kind="education", start_lo=date(2021, 1, 1))
    mailbox.hold([Sent(("me", "ada"), 1)])
    assert mailbox.rows("select organization, standing from person_now where person_id = 'ada'") == [("Acme", 5)]


mails = st.lists(
    st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=4, unique=True).map(lambda people: Sent(tuple(people))),
    min_size=2,
    max_size=12,
)


def around(mails: Sequence[Sent], person: str) -> set[str]:
    """Who took part in anything with a person."""
    return {other for mail in mails if person in mail.people for other in mail.people} - {person}


@some
@given(held=mails)
def test_a_circle_is_new_by_the_share_of_people_around_one_of_the_two_only(shared: Mailbox, held: list[Sent]) -> None:
    shared.hold(held)
    for of in ("me", "ada"):
        for person, circle in shared.rows(f"select person_id, circle from perspectives('{of}')"):
            mine, theirs = (around(held, one) - {of, person, "me"} for one in (of, person))
            if person == "me" or not mine | theirs:
                assert circle is None
            else:
                assert circle == pytest.approx(1 - len(mine & theirs) / len(mine | theirs))


@some
@given(held=mails)
def test_scores_are_the_sums_of_their_terms(shared: Mailbox, held: list[Sent]) -> None:
    shared.connection.execute("delete from affiliation")
    for person, field in zip(PEOPLE, ["data", "data", "legal", None, "hr"], strict=False):
        shared.works(person, "Acme", job_function=field, seniority="senior" if person == "me" else "director")
    shared.connection.execute("delete from person_skill")
    shared.connection.execute(
        "insert into person_skill select unnest(['ada', 'dan', 'eve']), 'sql', 0.7, 'they say so'"
    )
    shared.hold(held)
    for answer, arguments in (("perspectives", ""), ("mentors", "'SQL'")):
        scores = dict(shared.rows(f"select person_id, score from {answer}({arguments}) where score > 0"))
        terms = (
            f"select person_id, sum(points) from {answer}_terms({arguments}) group by person_id having sum(points) > 0"
        )
        assert dict(shared.rows(terms)) == pytest.approx(scores)


def test_who_works_in_another_field_and_industry_sees_more_that_is_new(mailbox: Mailbox) -> None:
    mailbox.connection.execute("insert into organization values ('Acme', 'tools'), ('Beta', 'food')")
    mailbox.works("me", "Acme", job_function="data")
    mailbox.works("ada", "Acme", job_function="data")
    mailbox.works("bob", "Beta", job_function="legal")
    mailbox.hold([Sent(("me", "ada"), 1), Sent(("me", "bob"), 1), Sent(("me", "carla"), 1)])
    assert mailbox.rows("select person_id, score, industry, job_function, place from perspectives()") == [
        ("bob", 3, 1, 1, None),
        ("ada", 1, 0, 0, None),
        ("carla", 1, None, None, None),
    ]
    assert mailbox.column("select why from perspectives() limit 1") == [
        "100 % of the people around the two are around one of them only; another industry: food; another field: legal"
    ]


def test_a_mentor_has_the_skill_stands_higher_and_can_be_reached(mailbox: Mailbox) -> None:
    standing = {"me": "senior", "ada": "director", "bob": "senior", "carla": None, "dan": "executive", "eve": "lead"}
    for person, seniority in standing.items():
        mailbox.works(person, "Acme", seniority=seniority)
        mailbox.connection.execute("insert into person_skill values (?, 'c++', 0.5, 'they say so')", [person])
    mailbox.works("finn", "Acme", seniority="executive")
    mailbox.hold(
        [Sent(("me", person), 1) for person in ("ada", "bob", "carla", "finn")]
        + [Sent(("ada", "eve"), 1), Sent(("dan", "gus"), 1)]
    )
    assert mailbox.rows("select person_id, connector_id, standing, why from mentors('C++')") == [
        ("ada", None, 0.75, "they say so; director, 3 steps above; in contact"),
        ("eve", "ada", 0.5, "they say so; lead, 1 step above; through Ada"),
    ]


def test_more_contact_and_a_surer_skill_raise_a_mentor(mailbox: Mailbox) -> None:
    mailbox.works("me", "Acme", seniority="junior")
    mailbox.works("ada", "Acme", seniority="lead")

    def score(confidence: float, mails: int) -> float:
        mailbox.connection.execute("delete from person_skill")
        mailbox.connection.execute("insert into person_skill values ('ada', 'sql', ?, '')", [confidence])
        mailbox.hold([Sent(("me", "ada"), 1)] * mails)
        (found,) = mailbox.column("select score from mentors('sql')")
        return float(found)

    assert score(0.4, 1) < score(0.4, 2) < score(0.5, 2)


def test_moving_all_days_and_as_of_together_changes_nothing_but_the_decade(mailbox: Mailbox) -> None:
    held = [Sent(("me", "ada", "bob"), 40), Sent(("bob", "me"), 3)]
    before = mailbox.hold(held).rows("from perspectives()")
    assert mailbox.hold(held, date(2004, 2, 29)).rows("from perspectives()") == before
