"""Which organization a text means, what the settings say of one, and the stations of the owner's own life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.claims import Affiliation, Claim, Email, Name, Phone, Place
from tests.warehouse.conftest import World, models
from tests.warehouse.correspondence import mail, subject
from transforms.folding import fold
from transforms.organizations import legal_forms, organization_key, token_key
from warehouse.given import give_answers
from warehouse.modelling import run_models

WORDS = [
    *"Acme Works Plan A a Y y und and et och & + The the ooo Bär Söhne Ångström Ørsted Ёлка Βήτα İstanbul".split(),
    "Straße",
    *"株式会社 ＡＣＭＥ ﬁn ½ ℃ ™ ㈱ 𝐀𝐜𝐦𝐞 L'Oréal O’Neill a.b. _x_ — ... (Pty) 1&1 हिन्दी بنك 한국".split(),
    "e\u0323\u0302",
    "\u1112\u1161\u11ab",
    *(form.form for form in legal_forms()[::7]),
]
"""What names are made of, and what makes them hard to read."""

NAMES = st.lists(
    st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=3).map("".join),
        st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\0"), max_size=12),
    ),
    min_size=1,
    max_size=40,
)


def words(name: str) -> str | None:
    """As `transforms.organizations` tells names apart."""
    key = organization_key(name)
    return token_key(key) if key else None


@pytest.fixture(scope="module")
def shell() -> Iterator[duckdb.DuckDBPyConnection]:
    """A shell with the two scalar macros, and what they read."""
    connection = duckdb.connect()
    give_answers(connection, date(2030, 1, 1))
    run_models(connection, [model for model in models("main") if model.name in ("folded", "organization_words")])
    yield connection
    connection.close()


def in_sql(shell: duckdb.DuckDBPyConnection, names: list[str]) -> list[Any]:
    """Each name folded, and its words, as SQL has them."""
    return shell.execute(
        "select folded(name), organization_words(name) "
        "from (select unnest($1::varchar[]) as name, generate_subscripts($1::varchar[], 1) as place) order by place",
        [names],
    ).fetchall()


@settings(max_examples=25, deadline=None)
@given(names=NAMES)
def test_sql_reads_a_name_as_python_does(shell: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    assert in_sql(shell, names) == [(fold(name), words(name)) for name in names]


def test_sql_leaves_out_each_legal_form_as_python_does(shell: duckdb.DuckDBPyConnection) -> None:
    forms = sorted({form.form for form in legal_forms()})
    names = [name for form in forms for name in (f"Acme {form}", f"{form} Acme", f"Acme{form}", form)]
    assert in_sql(shell, names) == [(fold(name), words(name)) for name in names]


def stay(first: int, last: int | None = None) -> dict[str, Any]:
    """Bounds of a stay from a year to a year; without the last it goes on."""
    begun = {"start_lo": date(first, 1, 1), "start_hi": date(first, 12, 31)}
    return begun | ({"end_lo": date(last, 1, 1), "end_hi": date(last, 12, 31)} if last else {"is_ongoing": True})


def at(organization: str, of: str = "ada", address: str = "", **said: Any) -> list[Claim]:
    """Somebody who is at an organization, perhaps with an address there."""
    claims: list[Claim] = [Name(of, f"{of.title()} Byron"), Affiliation(of, organization, is_ongoing=True, **said)]
    return [*claims, Email(of, address)] if address else claims


def called(world: World, company: str) -> list[Any]:
    return world.connection.execute("select name, how from organizations_called(?)", [company]).fetchall()


@pytest.fixture(scope="module")
def directory() -> Iterator[World]:
    """Two organizations of which one is a part of the other by name only, and one that had other names."""
    world = World()
    world.knows("Corvid Works AG", formerly=("Initech", "Initech Systems"), domains=("corvid.example", "nest.example"))
    world.shows("li", {"ada": at("Plan A GmbH", address="ada@plan-a.example"), "bob": at("Plan Ltd", "bob")})
    world.shows("net", {"cy": at("Initech Inc.", "cy"), "dot": at("Works, Corvid", "dot")})
    world.build("organizations_called", "organizations_like", "organization_alias", "organization", "affiliation")
    yield world
    world.connection.close()


@pytest.mark.parametrize(
    ("company", "found"),
    [
        ("plan a", [("Plan A GmbH", "name")]),
        ("A, Plan", [("Plan A GmbH", "name")]),
        ("PLAN  gmbh & co. kg", [("Plan Ltd", "name")]),
        ("Plán", [("Plan Ltd", "name")]),
        ("Pla", []),
        ("Plan A Z", []),
        ("plan-a.example", [("Plan A GmbH", "domain")]),
        ("https://www.plan-a.example/", [("Plan A GmbH", "domain")]),
        ("somebody@mail.plan-a.example", [("Plan A GmbH", "domain")]),
        ("an-a.example", []),
        ("Corvid Works", [("Corvid Works AG", "name")]),
        ("INITECH GmbH", [("Corvid Works AG", "former name")]),
        ("initech systems", [("Corvid Works AG", "former name")]),
        ("nest.example", [("Corvid Works AG", "domain")]),
        ("Initech Bank", []),
        ("", []),
        ("GmbH", []),
    ],
)
def test_an_organization_is_called_by_all_of_its_name_or_by_its_domain(
    directory: World, company: str, found: list[Any]
) -> None:
    assert called(directory, company) == found


def test_an_organization_is_called_by_its_id_and_nothing_by_null(directory: World) -> None:
    for organization_id, name in directory.rows("select organization_id, name from organization"):
        assert called(directory, organization_id) == [(name, "id")]
    assert directory.rows("from organizations_called(null)") == []


@pytest.mark.parametrize(
    ("company", "nearest"),
    [
        ("Plann", "Plan Ltd"),
        ("Corvid", "Corvid Works AG"),
        ("Initec", "Corvid Works AG"),
        ("plan-b.example", "Plan A GmbH"),
    ],
)
def test_what_nobody_is_called_has_a_nearest_name(directory: World, company: str, nearest: str) -> None:
    assert called(directory, company) == []
    found = directory.connection.execute("select name, similarity from organizations_like(?)", [company]).fetchall()
    assert found[0][0] == nearest
    assert [row[1] for row in found] == sorted((row[1] for row in found), reverse=True)


def test_the_former_name_of_the_settings_makes_one_organization(directory: World) -> None:
    assert directory.rows("select name, former_names, people_count from organization where name like 'Corvid%'") == [
        ("Corvid Works AG", ["Initech", "Initech Systems"], 2)
    ]


def test_a_rename_between_two_exports_is_no_move(world: World) -> None:
    world.knows("Corvid Works", formerly=("Initech",))
    world.shows("li", {"ada": at("Initech")}, "2020-01-01")
    world.shows("li", {"ada": at("Corvid Works")}, "2022-01-01")
    world.build("affiliation")
    assert world.rows("select organization, start_hi, end_lo, is_current from affiliation") == [
        ("Corvid Works", date(2020, 1, 1), date(2022, 1, 1), True)
    ]


def test_an_organization_has_the_same_id_before_and_after_it_is_renamed(world: World) -> None:
    world.shows("li", {"ada": at("Corvid Works")})
    world.build("organization")
    renamed = World()
    renamed.knows("Corvid Works GmbH", formerly=("Initech",))
    renamed.shows("li", {"ada": at("Corvid Works"), "bob": at("Initech", "bob")})
    renamed.build("organization")
    [ids] = [world.values("select organization_id from organization")]
    assert renamed.values("select organization_id from organization") == ids


def test_a_domain_of_the_settings_is_believed_before_all_evidence(world: World) -> None:
    world.knows("Corvid Works", domains=("gmx.example", "labs.acme.example"))
    world.shows(
        "li",
        {
            "ada": at("Acme", address="ada@acme.example"),
            "bob": at("Acme", "bob", "bob@chem.labs.acme.example"),
            "cy": at("Initech", "cy", "cy@gmx.example"),
            "dot": at("Corvid Works", "dot", "dot@gmx.example"),
        },
    )
    world.build("organization_domain", "organization")
    assert world.rows("""
        select domain, organization.name, known_by, people, stated_by
        from organization_domain
        join (select organization_id, name from organization) as organization using (organization_id)
        order by domain
    """) == [
        ("acme.example", "Acme", "name", 1, 1),
        ("gmx.example", "Corvid Works", "settings", 2, 1),
        ("labs.acme.example", "Corvid Works", "settings", 1, 0),
    ]


def test_an_organization_that_only_the_settings_know_is_known(world: World) -> None:
    world.knows(
        "Corvid Works", domains=("corvid.example",), industry="Software", country="AT", kind="education", size=9
    )
    world.build()
    world.check()
    assert world.rows("select name, kind, industry, country, country_known_by, size, domain from organization") == [
        ("Corvid Works", "education", "Software", "Austria", "settings", 9, "corvid.example")
    ]


def test_the_settings_come_before_sources_and_a_domain_is_a_guess(world: World) -> None:
    world.knows("Acme", industry="Rockets")
    world.shows("a", {"ada": at("Acme", industry="Bakery"), "bob": at("Initech", "bob", industry="IT  services")})
    world.shows("b", {"cy": at("Initech", "cy", "cy@initech.co.uk", industry="it services"), "dot": at("Plan", "dot")})
    world.shows("c", {"eve": at("Initech", "eve", industry="Software"), "fay": at("Plan", "fay", "fay@plan.io")})
    world.build("organization")
    assert world.rows("select name, industry_key, country_code, country_known_by from organization order by name") == [
        ("Acme", "rockets", None, None),
        ("Initech", "it services", "GB", "domain"),
        ("Plan", None, None, None),
    ]


def test_a_large_organization_binds_less(world: World) -> None:
    world.knows("Acme", size=100)
    both = [Affiliation("me", company, **stay(2014, 2020)) for company in ("Acme", "Initech")]
    world.shows("me", {"me": [Name("me", "Cy Moss"), *both]})
    for company in ("Acme", "Initech"):
        world.shows(company, {"ada": [Name("ada", f"Ada {company}"), Affiliation("ada", company, **stay(2014, 2020))]})
    world.build("former_colleague")
    # From 2014-12-31 to 2020-01-01.
    assert world.rows("select organization, round(bond, 2) from former_colleague") == [
        ("Initech", 4.11),
        ("Acme", 0.41),
    ]


# -- where people are --------------------------------------------------------------------------------------------------


def test_a_country_comes_of_the_place_and_else_of_the_telephone(world: World) -> None:
    world.shows(
        "phone",
        {
            "ada": [Name("ada", "Ada Byron"), Place("ada", country="Deutschland"), Phone("ada", "+44 20 7946 0123")],
            "bob": [Name("bob", "Bob Byron"), Place("bob", text="Lyon, France")],
            "cy": [Name("cy", "Cy Byron"), Place("cy", locality="Wien"), Phone("cy", "+43 1 5880012")],
            "dot": [Name("dot", "Dot Byron"), Phone("dot", "+43 1 5880012"), Phone("dot", "+44 20 7946 0123")],
            "eve": [
                Name("eve", "Eve Byron"),
                Place("eve", locality="Wien", country="Cacania"),
                Phone("eve", "+43 1 5880012"),
            ],
        },
    )
    world.build("person")
    assert world.rows("select name, country_code from person order by name") == [
        ("Ada Byron", "DE"),
        ("Bob Byron", "FR"),
        ("Cy Byron", "AT"),
        ("Dot Byron", None),
        ("Eve Byron", None),
    ]


def test_a_number_says_where_it_is_and_of_what_kind(world: World) -> None:
    numbers = ["+49 151 12345678", "+49 30 12345678", "+1 202 555 0123", "+1 800 555 0123", "110"]
    world.shows("phone", {"ada": [Name("ada", "Ada Byron"), *(Phone("ada", number) for number in numbers)]})
    world.build("person_phone")
    assert world.rows("select phone, country_code, kind, time_zone from person_phone order by phone_key") == [
        ("+1 202 555 0123", "US", "either", "America/New_York"),
        ("+1 800 555 0123", "US", "service", None),
        ("+49 151 12345678", "DE", "mobile", "Europe/Berlin"),
        ("+49 30 12345678", "DE", "fixed", "Europe/Berlin"),
        ("110", None, None, None),
    ]


# -- my own career -----------------------------------------------------------------------------------------------------


def test_my_career_is_my_stations_with_those_i_know_of_each(world: World) -> None:
    early, later = stay(2010, 2014), stay(2014)
    mine = [
        Affiliation("me", "Initech", title="Clerk", **early),
        Affiliation("me", "Acme", title="Engineer", **stay(2014, 2018)),
        Affiliation("me", "Acme Inc.", title="Manager", **stay(2018)),
        Affiliation("me", "Self-employed", title="Baker", **stay(2012)),
    ]
    world.shows("me", {"me": [Name("me", "Cy Moss"), Email("me", "cy@moss.example"), *mine]}, "2029-06-01")
    world.shows(
        "li",
        {
            "ada": [Name("ada", "Ada Byron"), Affiliation("ada", "Acme", **later), Email("ada", "ada@byron.example")],
            "bob": [Name("bob", "Bob Stone"), Affiliation("bob", "Acme")],
            "eve": [Name("eve", "Eve Hale"), Affiliation("eve", "Initech", **early)],
            "fay": [Name("fay", "Fay Hale"), Affiliation("fay", "Initech", **stay(2001, 2004))],
        },
        "2029-06-01",
    )
    world.shows("mail", {"1": mail("1", "2029-05-01", "Ada Byron <ada@byron.example>", "Cy Moss <cy@moss.example>")})
    world.same(("li", "ada"), ("mail", subject("Ada Byron <ada@byron.example>")))
    world.build("my_career")
    assert world.rows("""
        select station_no, organization, title, post_count, start_lo, end_hi, is_current,
            people_count, certain_count, in_touch_count
        from my_career
    """) == [
        (1, "Initech", "Clerk", 1, date(2010, 1, 1), date(2014, 12, 31), False, 1, 1, 0),
        (2, None, "Baker", 1, date(2012, 1, 1), None, True, 0, 0, 0),
        (3, "Acme", "Manager", 2, date(2014, 1, 1), None, True, 2, 1, 1),
    ]


def test_without_an_owner_there_is_no_career(world: World) -> None:
    world.shows("li", {"ada": at("Acme")})
    world.build("my_career")
    assert world.rows("from my_career") == []
