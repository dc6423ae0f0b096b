"""Whom a list of classes and a card that nobody looked after make a classmate and a former colleague."""

from __future__ import annotations

from datetime import date

from connectors.claims import Affiliation, Name
from tests.warehouse.conftest import World


def study(of: str, start: int | None, end: int) -> Affiliation:
    """A course of study of which only years are known."""
    found = Affiliation(of, "Lakeside School", kind="education", end_lo=date(end, 1, 1), end_hi=date(end, 12, 31))
    return found._replace(start_lo=date(start, 1, 1), start_hi=date(start, 12, 31)) if start else found


def listed(world: World, own: Affiliation, *classes: int) -> list[str]:
    """Which of the classes on the office's list have a classmate of the owner."""
    world.shows("own", {"me": [Name("me", "Cy Moss"), own]}, "2020-01-01")
    records = {f"of-{end}": [Name(f"of-{end}", f"Class {end}"), study(f"of-{end}", None, end)] for end in classes}
    world.shows("office", records, "2020-01-01")
    world.build("classmate", "classmates", "shared_history")
    return sorted(world.values("select name from classmate"))


def test_who_ended_when_i_began_or_began_when_i_ended_is_no_classmate(world: World) -> None:
    found = listed(world, study("me", 2004, 2009), 1999, 2004, 2005, 2009, 2013, 2014, 2019)
    assert found == ["Class 2005", "Class 2009", "Class 2013"]
    possible = world.values("select count(*) from shared_history where is_possible")
    assert possible == [6], "that they met can't be excluded but for those who had left before"


def test_nobody_is_taken_to_have_studied_for_less_than_the_usual_time(world: World) -> None:
    assert listed(world, study("me", 2007, 2009), 2012, 2013) == ["Class 2012"]


def test_a_card_that_nobody_looked_after_keeps_no_colleague(world: World) -> None:
    own = Affiliation("me", "Acme", start_lo=date(2015, 1, 1), start_hi=date(2015, 1, 31), is_ongoing=True)
    world.shows("own", {"me": [Name("me", "Cy Moss"), own]}, "2029-12-01")
    world.shows("book", {"ada": [Name("ada", "Ada Byron"), Affiliation("ada", "Acme")]}, "2029-11-01")
    for day in ("2025-01-01", "2029-12-01"):
        world.shows("li", {"ada": [Name("ada", "Ada Byron"), Affiliation("ada", "Bolt", is_ongoing=True)]}, day)
    world.same(("book", "ada"), ("li", "ada"))
    world.build("former_colleague")
    assert world.rows("select name, organization, they_are_current from former_colleague") == [
        ("Ada Byron", "Acme", None)
    ]


def test_somebody_who_is_shown_nowhere_else_is_still_a_colleague(world: World) -> None:
    own = Affiliation("me", "Acme", start_lo=date(2015, 1, 1), start_hi=date(2015, 1, 31), is_ongoing=True)
    world.shows("own", {"me": [Name("me", "Cy Moss"), own]}, "2029-12-01")
    world.shows("book", {"ada": [Name("ada", "Ada Byron"), Affiliation("ada", "Acme")]}, "2020-11-01")
    world.build("former_colleague", "colleagues")
    assert world.rows("select name from former_colleague") == []
    assert world.values("select name from colleagues()") == ["Ada Byron"]
