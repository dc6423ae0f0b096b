"""Who is inside a company now or was, and how that is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.claims import Affiliation, Email, Name
from tests.warehouse.conftest import World
from tests.warehouse.correspondence import mail, subject

OWNER: dict[str, list[Any]] = {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example")]}
ME = "Cy Moss <cy@moss.example>"
KATE = "Kate Hale <kate@acme.example>"
MACROS = ("insiders", "former_insiders", "insiders_in", "moves")


def person(key: str, *claims: Affiliation | Email) -> dict[str, list[Any]]:
    """A record of somebody who is called like its key."""
    return {key: [Name(key, key.title()), *(claim._replace(subject=key) for claim in claims)]}


def job(organization: str, *bounds: str | None, **said: Any) -> Affiliation:
    """A post with the bounds given, as days."""
    names = ("start_lo", "start_hi", "end_lo", "end_hi")
    days: dict[str, Any] = {
        name: date.fromisoformat(day) for name, day in zip(names, bounds, strict=False) if day is not None
    }
    return Affiliation("", organization, **days, **said)


def letters(*sent: tuple[str, str, str]) -> dict[str, list[Any]]:
    """Mails, each its day, sender and receiver."""
    return {f"msg:{number}": mail(str(number), *each) for number, each in enumerate(sent)}


def built(world: World) -> World:
    world.shows("me", OWNER)
    world.build(*MACROS)
    return world


def found(world: World, asked: str, columns: str = "name, is_current") -> list[Any]:
    return world.rows(f"select {columns} from {asked}")


def test_who_is_there_how_we_know_and_since_when(world: World) -> None:
    post = job("Acme GmbH", "2015-04-01", "2015-04-30", is_ongoing=True, title="Senior Engineer", unit="R&D")
    world.shows("li", person("ada", post), "2029-10-03")
    built(world)
    told = "why, title, unit, seniority, job_function, bases, sources, since_lo, since_hi, left_lo, left_hi"
    assert found(world, "insiders('ACME')", told) == [
        (
            *("there on 2029-10-03 by li", "Senior Engineer", "R&D", "senior", "engineering", ["stated"], ["li"]),
            *(date(2015, 4, 1), date(2015, 4, 30), date(2029, 10, 3), None),
        )
    ]
    assert found(world, "insiders('ACME')", "shown_on, days_since_shown, strength, last_contact_on") == [
        (date(2029, 10, 3), 90, 0, None)
    ]


def test_a_company_is_found_by_its_name_or_domain_and_never_by_a_part_of_its_name(world: World) -> None:
    for name in ("Plan A", "Plan"):
        world.shows(name, person(name, job(name, is_ongoing=True)), "2029-10-03")
    world.shows("more", person("kate", job("Plan", is_ongoing=True), Email("kate", "kate@plan.example")), "2029-10-03")
    built(world)
    assert found(world, "insiders('plan a ltd')", "name") == [("Plan A",)]
    assert sorted(found(world, "insiders('Plan')", "name, called_by")) == [("Kate", "name"), ("Plan", "name")]
    assert sorted(found(world, "insiders('plan.example')", "name, called_by")) == [
        ("Kate", "domain"),
        ("Plan", "domain"),
    ]
    assert found(world, "insiders('Pla')") == found(world, "insiders('')") == found(world, "insiders(null)") == []


def test_an_ambiguous_name_lists_the_people_of_each_and_says_which(world: World) -> None:
    world.shows("a", person("ada", job("Acme", is_ongoing=True)), "2029-10-03")
    world.shows("b", person("bob", job("acme.example", is_ongoing=True)), "2029-10-03")
    world.shows("c", person("kate", job("Acme", is_ongoing=True), Email("kate", "kate@acme.example")), "2029-10-03")
    built(world)
    assert sorted(found(world, "insiders('acme.example')", "name, organization, called_by")) == [
        ("Ada", "Acme", "domain"),
        ("Bob", "acme.example", "name"),
        ("Kate", "Acme", "domain"),
    ]


def test_the_surely_present_come_first_then_the_warmest_tie(world: World) -> None:
    ada, bob, eve = (f"{name} <{name.lower()}@home.example.com>" for name in ("Ada", "Bob", "Eve"))
    for name, day in (("ada", "2029-10-03"), ("bob", "2029-10-03"), ("cyd", "2029-10-03")):
        world.shows(name, person(name, job("Acme", is_ongoing=True)), day)
    world.shows("eve", person("eve", job("Acme", is_ongoing=True)), "2020-01-01")
    world.shows("eve", person("x", job("Umbra", is_ongoing=True)), "2021-01-01")
    world.shows("mail", letters(("2029-01-01", ME, ada), ("2029-12-01", ME, bob), ("2029-12-24", ME, eve)))
    for name, mailbox in (("ada", ada), ("bob", bob), ("eve", eve)):
        world.same((name, name), ("mail", subject(mailbox)))
    built(world)
    assert found(world, "insiders('Acme')") == [("Bob", True), ("Ada", True), ("Cyd", True), ("Eve", None)]
    assert [row[1] for row in found(world, "insiders('Acme')", "name, last_contact_on")] == [
        *(date(2029, 12, 1), date(2029, 1, 1), None, date(2029, 12, 24)),
    ]


def test_who_disappeared_is_shown_last_and_marked_and_who_left_is_a_former_insider(world: World) -> None:
    world.shows(
        "li", person("ada", job("Acme", is_ongoing=True)) | person("bob", job("Acme", is_ongoing=True)), "2027-01-01"
    )
    world.shows(
        "li", person("bob", job("Umbra", is_ongoing=True)) | person("cyd", job("Acme", is_ongoing=True)), "2029-01-01"
    )
    built(world)
    assert found(world, "insiders('Acme')", "name, is_current, why") == [
        ("Cyd", True, "there on 2029-01-01 by li"),
        ("Ada", None, "last there on 2027-01-01 by li; unseen since, which is not left"),
    ]
    assert found(world, "former_insiders('Acme')", "name, left_lo, left_hi, moved_to, why") == [
        (
            *("Bob", date(2027, 1, 1), date(2029, 1, 1), "Umbra"),
            "left between 2027-01-01 and 2029-01-01 by li; then at Umbra",
        )
    ]


def test_who_says_that_they_work_elsewhere_has_left_by_then(world: World) -> None:
    world.shows("mail", letters(("2015-01-01", KATE, ME)))
    world.shows("li", person("kate", job("Umbra", is_ongoing=True)), "2018-01-01")
    world.shows("list", person("cyd", job("Acme")))
    world.same(("li", "kate"), ("mail", subject(KATE)))
    built(world)
    assert found(world, "former_insiders('acme.example')", "left_lo, left_hi, moved_to, bases") == [
        (date(2015, 1, 1), date(2018, 1, 1), "Umbra", ["observed"])
    ]


@pytest.mark.parametrize(
    ("looks", "is_current"),
    [
        ([("2029-06-01", True)], None),
        ([("2020-01-01", True), ("2029-06-01", True)], None),
        ([("2020-01-01", False), ("2029-06-01", True)], True),
        ([("2020-01-01", False), ("2028-06-01", True), ("2029-06-01", True)], None),
    ],
    ids=["of any age", "old", "new", "new once"],
)
def test_a_card_without_dates_proves_a_presence_only_if_it_was_written_within_a_year(
    world: World, looks: list[tuple[str, bool]], is_current: bool | None
) -> None:
    for day, has_job in looks:
        world.shows("phone", person("ada", *([job("Acme")] if has_job else [])), day)
    built(world)
    assert found(world, "insiders('Acme')") == [("Ada", is_current)]
    noted = world.values("select why like 'noted by phone, which may be old%' from insiders('Acme')")
    assert noted == [len(looks) < 3 and is_current is None]


@pytest.mark.parametrize(("sender", "receiver"), [(KATE, ME), (ME, KATE)], ids=["theirs", "to them"])
@pytest.mark.parametrize(("day", "is_current"), [("2029-06-01", True), ("2028-06-01", None)])
def test_mail_within_a_year_proves_a_presence(
    world: World, sender: str, receiver: str, day: str, is_current: bool | None
) -> None:
    world.shows("mail", letters((day, sender, receiver)))
    world.shows("phone", person("kate", Email("kate", "kate@acme.example")), "2029-12-01")
    world.same(("mail", subject(KATE)), ("phone", "kate"))
    built(world)
    assert found(world, "insiders('acme.example')", "is_current, shown_on, bases") == [
        (is_current, date.fromisoformat(day), ["observed"])
    ]


def test_the_asker_is_never_an_insider_and_anybody_may_ask(world: World) -> None:
    mine = {"me": [Name("me", "Cy Moss"), job("Acme", is_ongoing=True)._replace(subject="me")]}
    world.shows("li", mine | person("ada", job("Acme", is_ongoing=True)), "2029-10-03")
    built(world)
    assert found(world, "insiders('Acme')", "name") == [("Ada",)]
    ada = world.values("select person_id from person where name = 'Ada'")[0]
    assert "Ada" not in world.values(f"select name from insiders('Acme', of := '{ada}')")


def test_without_an_owner_everybody_is_told_and_whoever_asks_is_left_out(world: World) -> None:
    world.shows(
        "li", person("ada", job("Acme", is_ongoing=True)) | person("bob", job("Acme", is_ongoing=True)), "2029-10-03"
    )
    world.build(*MACROS, "job_changes")
    assert sorted(found(world, "insiders('Acme')", "name, strength")) == [("Ada", 0), ("Bob", 0)]
    ada = world.values("select person_id from person where name = 'Ada'")[0]
    assert found(world, f"insiders('Acme', of := '{ada}')", "name") == [("Bob",)]
    assert found(world, "insiders('Acme', of := 'nobody')", "name") == []


def test_job_changes_since_a_day_that_can_have_been_or_surely_were(world: World) -> None:
    world.shows(
        "li", person("ada", job("Acme", is_ongoing=True)) | person("bob", job("Acme", is_ongoing=True)), "2027-01-01"
    )
    world.shows(
        "li", person("ada", job("Umbra", is_ongoing=True)) | person("bob", job("Acme", is_ongoing=True)), "2028-01-01"
    )
    world.shows(
        "li", person("ada", job("Umbra", is_ongoing=True)) | person("bob", job("Umbra", is_ongoing=True)), "2029-01-01"
    )
    world.shows("me", OWNER)
    world.build("job_changes")
    assert found(world, "job_changes(date '2027-06-01')", "name, is_surely_since") == [("Bob", True), ("Ada", False)]
    assert found(world, "job_changes(date '2028-06-01')", "name, is_surely_since") == [("Bob", False)]
    assert found(world, "job_changes(date '2029-06-01')", "name") == []


def test_an_industry_is_named_by_some_of_its_words_and_never_by_a_part_of_one(world: World) -> None:
    industries = {
        "ada": "Computer Software",
        "bob": "Software Development",
        "cyd": "Hospital & Health Care",
        "dan": None,
    }
    for name, industry in industries.items():
        world.shows(name, person(name, job(f"{name} Works", is_ongoing=True, industry=industry)), "2029-10-03")
    built(world)
    assert sorted(found(world, "insiders_in('SÓFTWARE')", "name, industry")) == [
        ("Ada", "Computer Software"),
        ("Bob", "Software Development"),
    ]
    assert found(world, "insiders_in('software, computer')", "name") == [("Ada",)]
    assert found(world, "insiders_in('soft')") == found(world, "insiders_in('')") == []


def test_moves_into_out_of_and_within_an_industry(world: World) -> None:
    software, health = {"industry": "Software"}, {"industry": "Health Care"}
    before = person("ada", job("Acme", is_ongoing=True, **software)) | person(
        "bob", job("Umbra", is_ongoing=True, **health)
    )
    after = person("ada", job("Umbra", is_ongoing=True, **health)) | person(
        "bob", job("Acme", is_ongoing=True, **software)
    )
    world.shows(
        "li",
        before | person("cyd", job("Acme", is_ongoing=True)) | person("dan", job("Umbra", is_ongoing=True)),
        "2028-01-01",
    )
    world.shows(
        "li",
        after
        | person("cyd", job("Initech", is_ongoing=True, **software))
        | person("dan", job("Plan", is_ongoing=True)),
        "2029-01-01",
    )
    built(world)
    assert sorted(found(world, "moves('software', date '2028-06-01')", "name, direction, organization, industry")) == [
        ("Ada", "out of", "Umbra", "Health Care"),
        ("Bob", "into", "Acme", "Software"),
        ("Cyd", "within", "Initech", "Software"),
    ]
    assert world.rows("from moves('software', date '2029-06-01')") == []


def test_the_employer_of_a_person_is_where_they_went_last_and_not_where_more_sources_had_them(world: World) -> None:
    for source in ("phone", "google"):
        world.shows(source, person("ada", job("Acme")), "2022-01-01")
        world.same(("phone", "ada"), (source, "ada"))
    world.shows("li", person("ada", job("Acme", is_ongoing=True)), "2027-01-01")
    world.shows("li", person("ada", job("Umbra", is_ongoing=True)), "2029-01-01")
    world.same(("phone", "ada"), ("li", "ada"))
    world.build("person_now", "job_change")
    assert world.rows("select from_organization, to_organization from job_change") == [("Acme", "Umbra")]
    assert world.values("select organization from person") == ["Umbra"]
    assert world.values("select organization from person_now") == ["Umbra"]
    assert world.values("select organization from person_organization where is_best") == ["Umbra"]
