"""Who lives together: what a household shares is one piece of evidence, and people of one name are not one person."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.claims import Name
from tests.transforms.world import World

LANDLINE = "+44 20 7946 0123"
MOBILE = "+44 7700 900123"
HOME: dict[str, Any] = {"phone": LANDLINE, "town": "Bath"}
SHARED: dict[str, Any] = HOME | {"email": "hello@dunmore.example"}


def strangers(world: World, count: int) -> None:
    """People of rare names who have nothing to do with each other."""
    for number in range(count):
        world.says(f"Qu{number:03}an Xer{number:03}es", phone=f"+1 202 555 {number:04}")


def test_a_couple_that_shares_box_and_telephone_and_town_is_two_people(world: World) -> None:
    strangers(world, 20)
    one = [world.says("Tariq Dunmore", **SHARED) for _ in range(2)]
    other = [world.says("Philippa Dunmore", **SHARED) for _ in range(2)]
    assert {frozenset(one), frozenset(other)} <= world.groups()


def test_a_couple_whose_names_begin_alike_is_two_people(world: World) -> None:
    strangers(world, 20)
    one = world.says("Tessa Dunmore", birthday=(1984, 1, 9), **SHARED)
    other = world.says("Torben Dunmore", birthday=(1979, 6, 30), **SHARED)
    assert not world.are_one(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andrea Dunmore", "Andreas Dunmore"),
        ("Christine Dunmore", "Christian Dunmore"),
        ("Martin Dunmore", "Martina Dunmore"),
        ("Jan Wolanski", "Jana Wolanska"),
        ("Boris Tarkhov", "Olga Tarkhova"),
    ],
)
def test_a_man_and_a_woman_of_one_household_are_two_people(world: World, one: str, other: str) -> None:
    strangers(world, 20)
    assert not world.are_one(world.says(one, **SHARED), world.says(other, **SHARED))


def test_what_a_household_shares_counts_once_and_the_sum_is_still_the_probability(world: World) -> None:
    one, other = world.says("Tariq Dunmore", **SHARED), world.says("Philippa Dunmore", **SHARED)
    world.judge("same", one, other)  # so that the pair is told of, whatever its probability
    points = world.points(one, other)
    shared = [points[fact] for fact in ("address", "phone", "town")]
    assert points["household"] == max(shared) - sum(shared)
    assert world.pair(one, other)["match_probability"] == pytest.approx(1 / (1 + 2 ** -sum(points.values())))


def test_where_the_name_agrees_every_piece_of_evidence_counts(world: World) -> None:
    one, other = world.says("Tariq Dunmore", **SHARED), world.says("T. Dunmore", **SHARED)
    assert "household" not in world.points(one, other)
    assert world.are_one(one, other)


def test_mum_and_dad_on_the_telephone_at_home_are_two_people(world: World) -> None:
    strangers(world, 20)
    mum = world.says("Mum", email="post@dunmore.example", **HOME)
    dad = world.says("Dad", email="post@dunmore.example", **HOME)
    assert not world.are_one(mum, dad)


def test_a_relative_on_the_telephone_at_home_is_a_question(world: World) -> None:
    strangers(world, 20)
    dad, name = world.says("Dad", **HOME), world.says("G. Dunmore", **HOME)
    assert not world.are_one(dad, name)
    assert world.pair(dad, name)["decision"] == "review"


def test_a_relative_with_an_address_and_a_birthday_of_their_own_is_known_by_them(world: World) -> None:
    strangers(world, 20)
    own: dict[str, Any] = {"email": "greta@dunmore.example", "phone": MOBILE}
    mum = world.says("Mum", birthday=(None, 4, 2), **own)
    assert world.are_one(mum, world.says("Greta Dunmore", birthday=(1955, 4, 2), **own))


@pytest.mark.parametrize(
    "box", ["family.dunmore@post.example", "familie@dunmore.example", "eltern-dunmore@post.example"]
)
def test_a_family_box_is_nobodys_own(world: World, box: str) -> None:
    assert not world.are_one(world.says(email=box), world.says("Greta Dunmore", email=box))


def test_initials_before_the_family_name_are_two_people_and_no_typing_error(world: World) -> None:
    strangers(world, 20)
    one = world.says("K. Dunmore", email="k.dunmore@post.example", town="Bath")
    other = world.says("Dunmore", email="d.dunmore@post.example", town="Bath")
    assert not world.are_one(one, other)


def test_addresses_that_differ_in_a_number_are_no_typing_error(world: World) -> None:
    one, other = world.says(email="crowlane41@post.example"), world.says(email="crowlane42@post.example")
    typed = world.says(email="crowlnae41@post.example")
    for pair in ((one, other), (one, typed)):
        world.judge("same", *pair)  # so that the pair is told of, whatever its probability
    assert "near_address" in world.points(one, typed)
    assert "near_address" not in world.points(one, other)


@pytest.mark.parametrize(
    "shared", [{}, HOME, HOME | {"organization": "Dunmore and Son"}, {"email": "us@dunmore.example"}]
)
def test_father_and_son_of_one_name_are_two_people_whatever_they_share(world: World, shared: dict[str, Any]) -> None:
    strangers(world, 20)
    father = world.says("Godfrey Alaric Dunmore Sr.", **shared)
    son = world.says("Godfrey Alaric Dunmore Jr.", **shared)
    assert not world.are_one(father, son)
    nobody_knows = world.says("Godfrey Alaric Dunmore", **shared)
    assert not world.are_one(father, son, nobody_knows)


def test_father_and_son_are_two_people_when_one_is_called_so_and_the_birthdays_tell(world: World) -> None:
    strangers(world, 20)
    father = world.says("Godfrey Dunmore", birthday=(1950, 3, 4), **HOME)
    son = world.says("Godfrey Dunmore Jr.", birthday=(1981, 8, 15), **HOME)
    assert not world.are_one(father, son)


def test_a_son_who_is_not_always_called_so_is_one_person(world: World) -> None:
    strangers(world, 20)
    son = world.says("Godfrey Dunmore Jr.", **HOME)
    assert world.are_one(son, world.says("Godfrey Dunmore", **HOME))


def test_a_birthday_and_an_address_decide_against_the_word_behind_the_name(world: World) -> None:
    strangers(world, 20)
    own: dict[str, Any] = {"email": "godfrey@dunmore.example", "birthday": (1950, 3, 4)}
    assert world.are_one(world.says("Godfrey Dunmore II", **own), world.says("Godfrey Dunmore Jr.", **own))


def test_a_nickname_beside_the_name_does_not_hide_the_generation(world: World) -> None:
    strangers(world, 20)
    father = world.says("Godfrey Dunmore Sr.", also=[Name("", full="Goff", kind="nickname")], **HOME)
    son = world.says("Godfrey Dunmore Jr.", also=[Name("", full="Goff", kind="nickname")], **HOME)
    assert not world.are_one(father, son)
