"""Where people are and were: from what sources say, when they said it, and where mail was sent from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from connectors.claims import Affiliation, Claim, Email, Name
from tests.warehouse.conftest import World
from tests.warehouse.correspondence import mail, subject

BOUNDS = ("start_lo", "start_hi", "end_lo", "end_hi")

OWNER = {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example")]}
ME = "Cy Moss <cy@moss.example>"
KATE = "Kate Hale <kate@acme.example>"


def job(organization: str, *bounds: str | None, of: str = "ada", **said: Any) -> Affiliation:
    """A post with the bounds given, as days."""
    days: dict[str, Any] = {
        name: date.fromisoformat(day) for name, day in zip(BOUNDS, bounds, strict=False) if day is not None
    }
    return Affiliation(of, organization, **days, **said)


def ada(*claims: Claim) -> dict[str, list[Any]]:
    return {"ada": [Name("ada", "Ada Byron"), *claims]}


def letters(*sent: list[Any]) -> dict[str, list[Any]]:
    """The mails as records."""
    return {f"msg:{number}": claims for number, claims in enumerate(sent)}


def built(world: World) -> World:
    world.build()
    world.check()
    return world


def bounds(world: World, more: str = "") -> list[Any]:
    """The bounds of every affiliation, as days."""
    return world.rows(f"""
        select organization.name, start_lo::varchar, start_hi::varchar, end_lo::varchar, end_hi::varchar {more}
        from affiliation
        join (select organization_id, name from organization) as organization using (organization_id)
        order by person_id, post_no
    """)


# -- stated ------------------------------------------------------------------------------------------------------------


def test_a_post_with_dates_is_as_stated_with_what_its_title_says(world: World) -> None:
    post = job("Acme GmbH", "2015-04-01", "2015-04-30", "2019-06-01", "2019-06-30", title="Senior Engineer", unit="R&D")
    world.shows("phone", ada(post), "2020-01-01")
    built(world)
    assert bounds(world, ", basis, title, unit, seniority, job_function, is_current, sources") == [
        (
            *("Acme GmbH", "2015-04-01", "2015-04-30", "2019-06-01", "2019-06-30"),
            *("stated", "Senior Engineer", "R&D", "senior", "engineering", False, ["phone"]),
        )
    ]


def test_a_post_that_goes_on_lasts_until_the_export_that_says_so(world: World) -> None:
    for day in ("2020-01-01", "2021-01-01"):
        world.shows("li", ada(job("Acme", "2015-04-01", "2015-04-30", is_ongoing=True)), day)
    built(world)
    assert bounds(world, ", is_current") == [("Acme", "2015-04-01", "2015-04-30", "2021-01-01", None, True)]


def test_a_connections_company_held_from_the_first_export_to_the_last_that_shows_it(world: World) -> None:
    for day in ("2020-01-01", "2021-01-01", "2022-01-01"):
        world.shows("li", ada(job("Acme", is_ongoing=True)), day)
    built(world)
    assert bounds(world, ", is_current") == [("Acme", None, "2020-01-01", "2022-01-01", None, True)]


def test_a_card_without_dates_says_only_that_it_began(world: World) -> None:
    world.shows("phone", ada(job("Acme")), "2020-01-01")
    world.shows("phone", ada(job("Acme")), "2022-01-01")
    built(world)
    assert bounds(world, ", is_current") == [("Acme", None, "2020-01-01", None, None, None)]


MOVES = [("2020-01-01", "Acme"), ("2021-01-01", "Initech"), ("2022-01-01", "Acme"), ("2023-01-01", "Acme")]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5], ids=str)
def test_changes_between_exports_bound_each_stay_in_every_order_of_landing(order: tuple[int, ...]) -> None:
    world = World()
    for number in order:
        day, company = MOVES[number]
        world.shows("li", ada(job(company, is_ongoing=True)), day)
    built(world)
    assert bounds(world, ", is_current") == [
        ("Acme", None, "2020-01-01", "2020-01-01", "2021-01-01", False),
        ("Initech", "2020-01-01", "2021-01-01", "2021-01-01", "2022-01-01", False),
        ("Acme", "2021-01-01", "2022-01-01", "2023-01-01", None, True),
    ]


def test_a_new_title_at_the_same_place_is_no_new_stay(world: World) -> None:
    world.shows("li", ada(job("Acme", title="Engineer", is_ongoing=True)), "2020-01-01")
    world.shows("li", ada(job("Acme Inc.", title="Manager", is_ongoing=True)), "2022-01-01")
    built(world)
    assert bounds(world, ", title") == [("Acme", None, "2020-01-01", "2022-01-01", None, "Manager")]


def test_who_disappears_from_an_export_is_unseen_and_has_not_left(world: World) -> None:
    world.shows("li", ada(job("Acme", is_ongoing=True)), "2020-01-01")
    world.shows("li", {"bob": [Name("bob", "Bob Stone")]}, "2021-01-01")
    built(world)
    assert bounds(world, ", is_current") == [("Acme", None, "2020-01-01", "2020-01-01", None, None)]


def test_one_post_that_two_sources_date_is_one_row_with_the_tighter_bounds(world: World) -> None:
    world.shows("li", ada(job("Acme GmbH", "2015-04-01", "2015-04-30", "2019-01-01", "2019-12-31", title="Engineer")))
    world.shows("cv", ada(job("ACME", "2015-01-01", "2015-12-31", "2019-06-01", "2019-06-30", title="engineer")))
    world.same(("li", "ada"), ("cv", "ada"))
    built(world)
    assert [row[1:] for row in bounds(world, ", sources")] == [
        ("2015-04-01", "2015-04-30", "2019-06-01", "2019-06-30", ["cv", "li"])
    ]


def test_sources_that_contradict_each_other_stay_apart(world: World) -> None:
    world.shows("li", ada(job("Acme", "2015-04-01", "2015-04-30", "2019-01-01", "2019-12-31")))
    world.shows("cv", ada(job("Acme", "2016-01-01", "2016-12-31", "2019-06-01", "2019-06-30")))
    world.same(("li", "ada"), ("cv", "ada"))
    built(world)
    assert [row[1] for row in bounds(world)] == ["2015-04-01", "2016-01-01"]


def test_two_stays_that_one_source_tells_apart_are_two(world: World) -> None:
    first = job("Acme", "2010-01-01", "2010-12-31", "2011-01-01", "2011-12-31")
    again = job("Acme", "2015-01-01", "2015-12-31", "2016-01-01", "2016-12-31")
    world.shows("li", ada(first, again))
    built(world)
    assert [row[1] for row in bounds(world)] == ["2010-01-01", "2015-01-01"]


def test_an_end_before_the_beginning_is_not_believed_and_counted(world: World) -> None:
    world.shows("li", ada(job("Acme", "2015-01-01", "2015-12-31", "2011-01-01", "2011-12-31")))
    world.build()
    assert world.check()["dates_of_posts_agree"].rows == 1
    assert bounds(world, ", is_contradictory") == [("Acme", None, None, None, None, True)]


def test_what_a_source_says_now_of_a_post_replaces_what_it_said(world: World) -> None:
    world.shows("li", ada(job("Acme", "2015-01-01", "2015-01-31", is_ongoing=True)), "2016-01-01")
    world.shows("li", ada(job("Acme", "2014-01-01", "2014-01-31", "2017-01-01", "2017-01-31")), "2018-01-01")
    built(world)
    assert bounds(world) == [("Acme", "2014-01-01", "2014-01-31", "2017-01-01", "2017-01-31")]


def test_a_card_of_somebody_with_one_dated_post_there_is_another_word_for_it(world: World) -> None:
    world.shows("li", ada(job("Acme", "2015-01-01", "2015-12-31", is_ongoing=True, title="Engineer")), "2020-01-01")
    world.shows("phone", ada(job("Acme")), "2021-01-01")
    world.shows("net", ada(job("Acme", is_ongoing=True)), "2022-01-01")
    for source in ("phone", "net"):
        world.same(("li", "ada"), (source, "ada"))
    built(world)
    assert bounds(world, ", title, sources, is_current") == [
        ("Acme", "2015-01-01", "2015-12-31", "2022-01-01", None, "Engineer", ["li", "net", "phone"], True)
    ]


def test_a_sighting_after_the_stated_end_is_another_stay(world: World) -> None:
    world.shows("li", ada(job("Acme", "2010-01-01", "2010-12-31", "2012-01-01", "2012-12-31")), "2020-01-01")
    world.shows("net", ada(job("Acme", is_ongoing=True)), "2022-01-01")
    world.same(("li", "ada"), ("net", "ada"))
    built(world)
    assert [row[1:] for row in bounds(world)] == [
        ("2010-01-01", "2010-12-31", "2012-01-01", "2012-12-31"),
        (None, "2022-01-01", "2022-01-01", None),
    ]


def test_an_address_book_yields_to_where_somebody_says_that_they_work(world: World) -> None:
    world.shows("phone", ada(job("Acme")), "2029-12-01")
    world.shows("li", ada(job("Initech", is_ongoing=True)), "2021-01-01")
    world.same(("li", "ada"), ("phone", "ada"))
    built(world)
    assert sorted(row[0] for row in bounds(world, ", is_current") if row[-1]) == ["Initech"]


# -- whether it goes on, as of 2030-01-01 ------------------------------------------------------------------------------


@pytest.mark.parametrize(("seen", "is_current"), [("2029-06-01", True), ("2028-06-01", None)])
@pytest.mark.parametrize("said", [job("Acme"), Email("ada", "ada@acme.example")], ids=["card", "address"])
def test_a_card_is_believed_for_a_year_after_it_was_last_seen(
    world: World, said: Claim, seen: str, is_current: bool | None
) -> None:
    world.shows("phone", ada(said), "2015-01-01")
    world.shows("phone", ada(said), seen)
    built(world)
    assert world.values("select is_current from affiliation") == [is_current]


@pytest.mark.parametrize(("sender", "is_current"), [(KATE, True), (ME, True)], ids=["theirs", "to them"])
def test_mail_within_a_year_shows_that_it_goes_on_and_older_mail_nothing(
    world: World, sender: str, is_current: bool
) -> None:
    other = {KATE: ME, ME: KATE}[sender]
    for day, expected in (("2029-06-01", is_current), ("2028-06-01", None)):
        each = World()
        each.shows("me", OWNER)
        each.shows("mail", letters(mail("1", day, sender, other)))
        built(each)
        assert each.values("select is_current from affiliation where organization = 'acme.example'") == [expected]


SINCE: dict[str, tuple[str, Affiliation, bool | None]] = {
    "it began after the last mail": (
        *("2015-01-01", job("Initech", "2018-01-01", "2018-12-31", of="kate", is_ongoing=True), False),
    ),
    "it began before": ("2015-01-01", job("Initech", "2010-01-01", "2010-12-31", of="kate", is_ongoing=True), None),
    "it has ended": (
        "2015-01-01",
        job("Initech", "2018-01-01", "2018-12-31", "2020-01-01", "2020-01-31", of="kate"),
        None,
    ),
    "they are self-employed": (
        "2015-01-01",
        job("Freelance", "2018-01-01", "2018-12-31", of="kate", is_ongoing=True),
        None,
    ),
    "it was seen long after the last mail": ("2015-01-01", job("Initech", of="kate", is_ongoing=True), False),
    "it was seen soon after the last mail": ("2029-11-01", job("Initech", of="kate", is_ongoing=True), True),
    "it surely began since": (
        *("2029-03-01", job("Initech", "2029-05-01", "2029-05-31", of="kate", is_ongoing=True), False),
    ),
    "it is the same place": ("2015-01-01", job("Acme", of="kate", is_ongoing=True), None),
}
"""Case -> day of the only mail from Acme, what a profile says of 2029-12-01, and whether they are still at Acme."""


@pytest.mark.parametrize(("mailed", "stated", "is_current"), SINCE.values(), ids=SINCE)
def test_whoever_goes_on_elsewhere_since_has_left(
    world: World, mailed: str, stated: Affiliation, is_current: bool | None
) -> None:
    world.shows("me", OWNER)
    world.shows("mail", letters(mail("1", mailed, KATE, ME)))
    world.shows("li", {"kate": [Name("kate", "Kate Hale"), stated]}, "2029-12-01")
    world.shows("phone", {"x": [Name("x", "Xaver Young"), job("Acme", of="x")]})
    world.same(("li", "kate"), ("mail", subject(KATE)))
    built(world)
    assert world.values("select is_current from affiliation where basis = 'observed'") == [is_current]


def test_a_stated_end_is_believed_before_a_card_and_mail_that_came_after_it(world: World) -> None:
    world.shows("me", OWNER)
    world.shows("mail", letters(mail("1", "2029-02-10", KATE, ME)))
    world.shows(
        "li", {"kate": [Name("kate", "Kate Hale"), job("Acme", None, None, "2029-01-31", "2029-01-31", of="kate")]}
    )
    world.shows("phone", {"kate": [Name("kate", "Kate Hale"), job("Acme", of="kate")]}, "2029-12-01")
    world.same(("li", "kate"), ("mail", subject(KATE)))
    world.same(("li", "kate"), ("phone", "kate"))
    built(world)
    assert set(world.values("select is_current from affiliation")) == {False}


# -- as of a day in the past -------------------------------------------------------------------------------------------

CAREER = [
    job("Acme", "2010-01-01", "2010-01-31", "2014-01-01", "2014-01-31"),
    job("Initech", "2014-02-01", "2014-02-28", is_ongoing=True),
]


@pytest.mark.parametrize(
    ("as_of", "current", "colleagues_there"),
    [
        ("2009-06-01", [], []),
        ("2010-01-15", [], ["Acme"]),
        ("2012-06-01", ["Acme"], ["Acme"]),
        ("2014-06-01", ["Initech"], ["Acme", "Initech"]),
        ("2021-06-01", ["Initech"], ["Acme", "Initech", "Umbra"]),
    ],
)
def test_as_of_a_day_whoever_was_there_then_is_current_and_what_came_later_is_unknown(
    as_of: str, current: list[str], colleagues_there: list[str]
) -> None:
    world = World(date.fromisoformat(as_of))
    mine = [each._replace(subject="me") for each in CAREER]
    world.shows(
        "me", {"me": [Name("me", "Cy Moss"), *mine, job("Umbra", "2009-01-01", "2009-12-31", of="me")]}, "2024-01-01"
    )
    world.shows("li", ada(*CAREER), "2024-01-01")
    world.shows("phone", {"bob": [Name("bob", "Bob Stone"), job("Umbra", of="bob")]}, "2020-01-01")
    built(world)
    assert (
        world.values("""
        select affiliation.organization
        from affiliation
        join person using (person_id)
        where name = 'Ada Byron' and affiliation.is_current
    """)
        == current
    )
    assert world.values("select organization from colleagues() order by 1") == colleagues_there
    counts = dict(
        world.rows("select name, current_count from organization where name != 'Umbra' and current_count > 0")
    )
    assert counts == dict.fromkeys(current, 2)
    assert world.values("select people_count from organization where name = 'Initech'") == [2 * (as_of > "2014")]


def test_a_look_dated_tomorrow_counts_today_and_not_when_today_is_long_past() -> None:
    for later, expected in (([], [True]), (["2024-03-01"], [])):
        world = World(date(2024, 1, 1))
        for day in ("2024-01-02", *later):
            world.shows("phone", ada(job("Acme")), day)
        built(world)
        assert world.values("select is_current from affiliation") == expected


# -- organizations -----------------------------------------------------------------------------------------------------


def test_one_organization_under_many_writings_and_never_by_a_part_of_its_name(world: World) -> None:
    writings = ["Acme Works GmbH", "ACME WORKS", "Works, Acme", "The Acme Works Company", "Acme", "Plan A", "Plan"]
    world.shows("list", {str(n): [Name(str(n), f"P {n}"), job(name, of=str(n))] for n, name in enumerate(writings)})
    world.shows("more", {"x": [Name("x", "X Y"), job("Acme Works GmbH", of="x")]})
    built(world)
    assert world.rows("select name, organization_key, kind, people_count from organization order by 1") == [
        ("Acme", "acme", "work", 1),
        ("Acme Works GmbH", "acme works", "work", 5),
        ("Plan", "plan", "work", 1),
        ("Plan A", "a plan", "work", 1),
    ]
    aliases = world.rows("""
        select alias, organization_alias.kind, organization_alias.people_count
        from organization_alias
        join organization using (organization_id)
        where organization_key = 'acme works'
    """)
    assert ("Works, Acme", "name", 1) in aliases
    assert ("acme works", "words", 5) in aliases


def test_what_names_no_organization_keeps_its_title_and_makes_nobody_a_colleague(world: World) -> None:
    stay = ("2015-01-01", "2015-01-01", "2019-12-31", "2019-12-31")
    mine = job("Self-Employed", *stay, title="Consultant", of="me")
    world.shows("me", {"me": [Name("me", "Cy Moss"), mine]})
    world.shows("li", ada(job("self employed", *stay, title="Baker"), job("-", title="Writer"), job("N/A")))
    built(world)
    assert world.rows("select title, organization_id from affiliation order by 1 nulls last") == [
        *((title, None) for title in ("Baker", "Consultant", "Writer", None)),
    ]
    assert colleagues(world, "colleagues()") == []
    assert world.rows("from organization") == []
    assert world.values("select organization from person_organization where title = 'Consultant'") == ["Self-Employed"]


def test_a_domain_for_which_nobody_states_an_employer_makes_nobody_a_certain_colleague() -> None:
    eve = "Eve Lund <eve@acme.example>"
    days: dict[str, tuple[int, list[str]]] = {
        "nothing": (0, ["nobody"]),
        "work": (366, ["label"]),
        "Acme": (366, ["name"]),
    }
    for said, (certain_days, known_by) in days.items():
        world = World()
        world.shows("me", {"me": [Name("me", "Cy Moss"), Email("me", "cy@acme.example")]})
        mails = [("2015-01-01", KATE), ("2016-01-01", KATE), ("2015-01-01", eve), ("2016-01-01", eve)]
        world.shows("mail", letters(*(mail(str(n), day, who, ME) for n, (day, who) in enumerate(mails))))
        more: dict[str, list[Any]] = {
            "nothing": [],
            "work": [Email("x", "x@acme.example", "work")],
            "Acme": [job("Acme", of="x")],
        }
        world.shows("phone", {"x": [Name("x", "Xaver Young"), *more[said]]}, "2029-01-01")
        built(world)
        kate = world.values("select person_id from person where name = 'Kate Hale'")[0]
        assert world.rows(
            f"select certain_days, is_possible, is_certain_by_mail from colleagues('{kate}') where name = 'Eve Lund'"
        ) == [(certain_days, True, certain_days > 0)]
        assert world.values("select known_by from organization_domain where domain = 'acme.example'") == known_by


DOMAINS: dict[str, tuple[Sequence[str | None], tuple[Any, ...]]] = {
    "gmail.com": (["Acme"] * 3, ("mailbox", "list", None)),
    "example.org": (["Acme"], ("mailbox", "list", None)),
    "kestrel-vane.example": (["Kestrel & Vane Ltd"], ("organization", "name", "Kestrel & Vane Ltd")),
    "fjordfuru.example": ([None], ("organization", "name", "Fjord & Furu AB")),
    "immergruen.example": ([None], ("organization", "name", "Immergrün GmbH")),
    "efeu.example": (["Immergrün GmbH"], ("unclear", "no_agreement", None)),
    "aakerlund-soener.example": (["Åkerlund Söner AB"], ("organization", "name", "Åkerlund Söner AB")),
    "elsewhere.example": (["Fjord & Furu AB"], ("unclear", "no_agreement", None)),
    "mail.auric.example": (["Auric Health AG"], ("organization", "people", "Auric Health AG")),
    "tu.example": (["Rheinfels"] * 3 + ["Acme"], ("organization", "people", "Rheinfels")),
    "post.example": (["Acme", "Initech", "Umbra", "Plan A", "Lumen"], ("mailbox", "no_agreement", None)),
    "lonely.example": ([None], ("organization", "nobody", "lonely.example")),
    "byron.example": (["Acme"], ("private", "family", None)),
    "works.example": (["Acme Works"], ("organization", "people", "Acme Works")),
}
"""Domain -> where the people say that they work who have an address there, each another Byron; and whose it is."""


def test_whose_a_mail_domain_is(world: World) -> None:
    people: dict[str, list[Any]] = {}
    for domain, (employers, _) in DOMAINS.items():
        for number, employer in enumerate(employers):
            key = f"p{number}@{domain}"
            people[key] = [Name(key, f"A{len(people)} Byron", family="Byron"), Email(key, key)]
            people[key] += [job(employer, of=key)] if employer else []
    world.shows("list", people)
    built(world)
    found = world.rows("""
        select organization_domain.domain, organization_domain.kind, known_by, name
        from organization_domain
        left join organization using (organization_id)
    """)
    assert {domain: tuple(verdict) for domain, *verdict in found} == {
        domain.removeprefix("mail."): verdict for domain, (_, verdict) in DOMAINS.items()
    }


def test_a_domain_of_addresses_that_are_labelled_home_is_no_employer(world: World) -> None:
    said = [Name("ada", "Ada Byron"), Email("ada", "ada@nest.example", "home"), job("Acme")]
    world.shows("phone", {"ada": said})
    built(world)
    assert world.rows("select kind, known_by from organization_domain") == [("mailbox", "label")]


# -- observed ----------------------------------------------------------------------------------------------------------


def test_mail_from_an_employers_domain_shows_who_was_there_and_when(world: World) -> None:
    world.shows("me", OWNER)
    world.shows(
        "mail",
        letters(
            mail("1", "2015-03-04 23:59", KATE, ME),
            mail("2", "2017-01-01", ME, KATE),
            mail("3", "2016-08-09", KATE, ME),
            mail("4", "2018-02-02", KATE, ME, auto_submitted="auto-replied"),
        ),
    )
    built(world)
    assert bounds(world, ", basis, kind, sources") == [
        ("acme.example", None, "2015-03-04", "2016-08-09", None, "observed", "work", ["mail"])
    ]


def test_an_address_at_an_employer_says_only_that_they_were_there_by_then(world: World) -> None:
    world.shows("phone", ada(Email("ada", "ada@acme.example")), "2015-01-01")
    world.shows("me", OWNER)
    world.shows("mail", letters(mail("1", "2016-01-01", ME, KATE)))
    built(world)
    assert sorted(bounds(world, ", basis, sources, is_current")) == [
        ("acme.example", None, "2015-01-01", None, None, "observed", ["phone"], None),
        ("acme.example", None, "2016-01-01", None, None, "observed", ["mail"], None),
    ]


def test_mail_from_a_free_mailbox_shows_nothing(world: World) -> None:
    world.shows("me", OWNER)
    world.shows("mail", letters(mail("1", "2015-03-04", "Kate Hale <kate@gmail.com>", ME)))
    built(world)
    assert bounds(world) == []


def test_an_observed_post_lies_within_the_stated_ones_that_it_fits(world: World) -> None:
    world.shows("me", OWNER)
    world.shows("mail", letters(mail("1", "2015-03-04", KATE, ME), mail("2", "2018-03-04", KATE, ME)))
    posts = [
        job("Acme", "2014-01-01", "2014-12-31", "2016-01-01", "2016-12-31", of="kate", title="Clerk"),
        job("Acme", "2017-01-01", "2017-12-31", "2019-01-01", "2019-12-31", of="kate", title="Manager"),
    ]
    world.shows("li", {"kate": [Name("kate", "Kate Hale"), *posts]})
    world.same(("li", "kate"), ("mail", subject(KATE)))
    built(world)
    assert [row[1:] for row in bounds(world, ", basis") if row[-1] == "observed"] == [
        ("2014-01-01", "2015-03-04", "2018-03-04", "2019-12-31", "observed")
    ]


# -- together ----------------------------------------------------------------------------------------------------------


def colleagues(world: World, what: str = "former_colleague") -> list[Any]:
    return world.rows(f"select name, organization, certain_days, possible_days from {what}")


def with_me(world: World, mine: Affiliation, *theirs: Affiliation) -> World:
    """The owner and Ada, with their posts."""
    world.shows("me", {"me": [Name("me", "Cy Moss"), mine._replace(subject="me")]}, "2025-01-01")
    world.shows("li", ada(*theirs), "2025-01-01")
    return built(world)


def test_former_colleagues_with_the_days_that_were_and_that_can_have_been(world: World) -> None:
    mine = job("Acme GmbH", "2015-01-01", "2015-01-01", "2019-12-31", "2019-12-31")
    with_me(world, mine, job("Acme", "2019-01-01", "2019-12-01", "2019-12-10", "2021-01-01"))
    assert colleagues(world) == [("Ada Byron", "Acme", 10, 365)]
    assert colleagues(world, "colleagues()") == colleagues(world)
    assert world.rows(
        "select certain_from::varchar, certain_to::varchar, bases, their_bases from former_colleague"
    ) == [("2019-12-01", "2019-12-10", ["stated"], ["stated"])]


def test_whoever_works_where_i_work_is_a_colleague_and_a_former_one_when_either_left(world: World) -> None:
    mine = job("Acme", "2015-01-01", "2015-01-01", is_ongoing=True)
    with_me(world, mine, job("Acme", is_ongoing=True))
    assert colleagues(world) == []
    assert colleagues(world, "colleagues()") == [("Ada Byron", "Acme", 1, None)]
    left = World()
    with_me(left, mine, job("Acme", "2016-01-01", "2016-01-01", "2017-01-01", "2017-01-01"))
    assert colleagues(left) == [("Ada Byron", "Acme", 367, 367)]


def test_unseen_is_not_left_so_that_who_left_is_a_former_colleague_and_who_is_silent_is_none(world: World) -> None:
    mine = job("Acme", "2010-01-01", "2010-01-01", is_ongoing=True, of="me")
    world.shows("me", {**OWNER, "me": [*OWNER["me"], mine]}, "2029-12-01")
    silent, gone = "Sil Ent <sil@acme.example>", "Go Ne <go@acme.example>"
    world.shows("mail", letters(*(mail(who, "2016-01-01", who, ME) for who in (silent, gone))))
    world.shows("li", {"go": [Name("go", "Go Ne"), job("Acme", None, None, "2017-01-01", "2017-01-31", of="go")]})
    world.same(("li", "go"), ("mail", subject(gone)))
    built(world)
    told = "select name, is_current, they_are_current from {} order by 1"
    assert world.rows(told.format("colleagues()")) == [("Go Ne", True, False), ("Sil Ent", True, None)]
    assert world.rows(told.format("former_colleague")) == [("Go Ne", True, False)]


def test_once_i_have_left_everyone_there_is_a_former_colleague(world: World) -> None:
    mine = job("Acme", "2010-01-01", "2010-01-01", "2018-01-01", "2018-01-01", of="me")
    world.shows("me", {"me": [*OWNER["me"], mine, Email("me", "cy@acme.example")]}, "2029-12-01")
    world.shows("mail", letters(mail("1", "2016-01-01", KATE, "Cy Moss <cy@acme.example>")))
    world.shows("li", ada(job("Acme", is_ongoing=True)), "2017-01-01")
    built(world)
    assert sorted(world.values("select name from former_colleague")) == ["Ada Byron", "Kate Hale"]


def test_classmates_are_of_one_school_and_no_teachers_of_it(world: World) -> None:
    mine = job("Thornbury Institute", "2006-10-01", "2006-10-31", "2010-07-01", "2010-07-31", kind="education")
    world.shows("me", {"me": [Name("me", "Cy Moss"), mine._replace(subject="me")]}, "2025-01-01")
    study = Affiliation("x", "Thornbury Institute", kind="education")
    alumni = {
        year: [
            Name(year, f"Class of {year}"),
            study._replace(subject=year, end_lo=date(int(year), 1, 1), end_hi=date(int(year), 12, 31)),
        ]
        for year in ("2005", "2009")
    }
    world.shows("alumni", alumni | {"t": [Name("t", "Ted Teacher"), job("Thornbury Institute", of="t")]}, "2021-01-01")
    built(world)
    assert world.rows("select name, certain_days, possible_days from classmate") == [("Class of 2009", 0, None)]
    assert colleagues(world, "colleagues()") == []
    assert world.rows(
        "select is_possible from shared_history join person using (person_id) where name like '%2005'"
    ) == [(False,)]


def test_colleagues_of_anyone_by_any_id_and_nobody_without_an_owner(world: World) -> None:
    world.shows(
        "li",
        {
            **ada(job("Acme", is_ongoing=True)),
            "bob": [Name("bob", "Bob Stone"), job("Acme", of="bob", is_ongoing=True)],
        },
    )
    world.shows("phone", ada())
    world.same(("phone", "ada"), ("li", "ada"))
    built(world)
    assert colleagues(world) == []
    assert colleagues(world, "colleagues()") == []
    for any_id in world.values("select any_id from known_id join person using (person_id) where name = 'Ada Byron'"):
        assert [row[0] for row in colleagues(world, f"colleagues(of := '{any_id}')")] == ["Bob Stone"]
        assert world.rows(f"from classmates('{any_id}')") == []


def test_one_department_binds_more_than_one_employer(world: World) -> None:
    stay = ("2015-01-01", "2015-01-01", "2019-12-31", "2019-12-31")
    world.shows("me", {"me": [Name("me", "Cy Moss"), job("Acme", *stay, of="me", unit="Sales")]})
    same, other = job("Acme", *stay, unit="sales"), job("Acme", *stay, of="bob", unit="IT")
    world.shows("li", {**ada(same), "bob": [Name("bob", "Bob Stone"), other]})
    built(world)
    assert world.rows("select name, same_unit, round(bond, 2) from former_colleague") == [
        ("Ada Byron", True, 6.17),
        ("Bob Stone", False, 4.11),
    ]
