"""What a tie is about, and the ties of anybody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from connectors.claims import Affiliation, Birthday, Email, Name, Phone, Relation
from tests.warehouse.conftest import World
from tests.warehouse.correspondence import mail, subject

AS_OF = date(2022, 1, 1)
ME = [Name("me", "Cy Moss"), Email("me", "cy@gmail.com"), Email("me", "cy@acme.example"), Email("me", "cy@odd.example")]
SITES = {"home": "gmail.com", "work": "acme.example", "odd": "odd.example"}
"""Anyone's, Acme's, and one at which two name two employers, so that nobody can place it."""


def box(name: str, site: str) -> str:
    """The mailbox of somebody there."""
    return f"{name.title()} <{name}@{SITES[site]}>"


def kinds(mails: dict[str, list[tuple[str, str]]], cards: dict[str, list[Any]] | None = None) -> dict[str, str | None]:
    """Name -> kind of the owner's tie. mails: from which address of the owner's to which of theirs."""
    world = World(AS_OF)
    world.shows("me", {"me": ME})
    staff = [("ines", "work", "Acme"), ("jon", "work", "Acme"), ("kim", "work", "Acme")]
    staff += [(name, "odd", f"Firm of {name}") for name in ("lea", "mo")]
    said: dict[str, list[Any]] = {
        name: [Name(name, name), Email(name, f"{name}@{SITES[site]}"), Affiliation(name, firm)]
        for name, site, firm in staff
    }
    world.shows("staff", said)
    world.shows("phone", {name: [Name(name, name.title()), *facts] for name, facts in (cards or {}).items()})
    for name, sent in mails.items():
        first = (f"mail {name}0", subject(box(name, sent[0][1])))
        for number, (own, theirs) in enumerate(sent):
            key = f"{name}{number}"
            world.shows(f"mail {key}", {key: mail(key, "2021-01-01", box("cy", own), box(name, theirs))})
            world.same(first, (f"mail {key}", subject(box(name, theirs))))
        if name in (cards or {}):
            world.same(first, ("phone", name))
    world.build("tie")
    found: dict[str, str | None] = dict(world.rows("select lower(name), kind from tie"))
    world.connection.close()
    return found


def test_the_kind_of_a_tie_goes_by_the_addresses_used() -> None:
    mails = {
        "ada": [("home", "home")],
        "bob": [("work", "work")],
        "cem": [("home", "work")],
        "dee": [("work", "home")],
        "eli": [("work", "work"), ("home", "home")],
        "fay": [("home", "odd")],
        "gus": [("odd", "odd")],
    }
    expected = {"ada": "personal", "bob": "work", "cem": "work", "dee": "work", "eli": "both", "fay": None, "gus": None}
    assert kinds(mails) == expected


def test_an_address_book_that_knows_somebody_privately_says_so() -> None:
    mails = {name: [("work", "work")] for name in ("ada", "bob", "cem", "dee")}
    mails |= {name: [("odd", "odd")] for name in ("eli", "fay")}
    cards: dict[str, list[Any]] = {
        "ada": [Phone("ada", "+49 30 1234567", "Home")],
        "bob": [Relation("bob", "spouse", "Bo Stone")],
        "cem": [Relation("cem", "assistant", "Ari")],
        "dee": [Birthday("dee", None, 4, 15)],
        "eli": [Birthday("eli", None, 4, 15)],
        "fay": [Phone("fay", "+49 30 1234568", "work")],
    }
    expected = {"ada": "both", "bob": "both", "cem": "work", "dee": "work", "eli": "personal", "fay": None}
    assert kinds(mails, cards) == expected


@pytest.mark.slow
def test_both_ends_of_a_tie_see_the_same_and_the_owner_sees_the_table() -> None:
    world = World(AS_OF)
    world.shows("me", {"me": ME})
    cy, ada, bob, carla = (box(name, "home") for name in ("cy", "ada", "bob", "carla"))
    letters = [(cy, ada), (ada, cy, bob), (bob, ada, cy, carla), (bob, ada, cy)]
    world.shows("mail", {f"{n}": mail(f"{n}", f"2021-01-0{n}", *each) for n, each in enumerate(letters, 1)})
    world.build("ties")
    same = "strength > 0, contact_days, first_contact_on, last_contact_on, silence_days, rhythm, kind"
    people = dict(world.rows("select name, person_id from person"))
    for one in people.values():
        for other in people.values():
            seen = world.rows(f"select sent, received, {same} from ties('{one}') where person_id = '{other}'")
            back = world.rows(f"select received, sent, {same} from ties('{other}') where person_id = '{one}'")
            assert seen == back
    of_ada = world.rows(f"select name, sent, received from ties('{people['Ada']}') order by name")
    assert of_ada == [("Bob", 1, 2), ("Cy Moss", 1, 1)]
    # Bob's mail to three counts a third.
    assert world.values(f"select strength_peak from ties('{people['Carla']}')") == [pytest.approx(1 / 3)]
    for asked in ("ties()", "ties(of := me())"):
        assert world.rows(f"from {asked}") == world.rows("from tie") != []
    assert world.rows("from ties(of := 'nobody')") == []
    world.connection.close()
