"""Who is whom, in worlds small enough to see."""

from __future__ import annotations

import pytest

from connectors.claims import Name
from tests.transforms.world import World

GIVEN = "Ada Ben Cleo Dov Eva Finn Gita Hugo Ines Jens".split()
FAMILY = "Abel Brandt Costa Duarte Ekman Fontaine Greco Hollis Ivers Jansen".split()


def a_book_of_twenty(world: World) -> None:
    """Twenty people who have nothing to do with each other."""
    for number in range(20):
        world.says(f"{GIVEN[number % 10]}{'mar' * (number // 10)} {FAMILY[(number * 3 + number // 10) % 10]}{number}ov")


def test_the_same_card_in_two_sources_is_one_person(world: World) -> None:
    world.says("Ada Byron", email="ada@example.org")
    world.says("Ada Byron", email="ada@example.org")
    assert world.people() == ["Ada Byron"]


def test_one_name_of_two_words_is_enough_in_a_small_book(world: World) -> None:
    a_book_of_twenty(world)
    before = len(world.groups())
    world.says("Zbigniew Wojciechowski-Hale", email="zbig@one.example")
    world.says("Zbigniew Wojciechowski-Hale", phone="+1 202 555 0101")
    assert len(world.groups()) == before + 1


def test_a_name_that_many_share_is_a_question_not_an_answer(world: World) -> None:
    for number in range(10):
        for family in FAMILY:
            world.says(f"{GIVEN[number]} {family}")
    one = world.says("Ada Abel", email="first@one.example")
    other = world.says("Ada Abel", email="second@two.example")
    assert world.pair(one, other)["decision"] == "review"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Byron, Ada", "Ada Byron"),
        ("Nguyen Thi Lan", "Lan Thi Nguyen"),
        ("ADA BYRON, MBA", "ada byron 🚀"),
        ("Ada Augusta Byron", "Ada Byron"),
        ("Catherine Hollis", "Kate Hollis"),
        ("Зоя Щукина", "Zoia Shchukina"),
        ("R. Le Clair", "Rom Le Clair"),
        ("Ada Byorn", "Ada Byron"),
        ("Susanne Ekman", "Suse Ekman"),
        ("Theresa Ekman", "Resi Ekman"),
        ("Oleksandr Ekman", "Sasha Ekman"),
    ],
)
def test_two_ways_to_write_a_name_meet_on_one_address(world: World, one: str, other: str) -> None:
    a_book_of_twenty(world)
    first = world.says(one, email="someone@example.org")
    second = world.says(other, email="someone@example.org")
    assert frozenset({first, second}) in world.groups()


def test_ue_and_umlaut_are_one_name_without_any_address(world: World) -> None:
    a_book_of_twenty(world)
    one, other = world.says("Jürgen Müller"), world.says("Juergen Mueller")
    assert world.pair(one, other)["match_probability"] > 0.95


def test_two_people_sharing_a_family_mailbox_stay_two_people(world: World) -> None:
    world.says("Ada Byron", email="byrons@byron.example")
    world.says("Ralph Byron", email="byrons@byron.example")
    assert world.people() == ["Ada Byron", "Ralph Byron"]


def test_a_couple_in_two_sources_is_two_people_twice_seen(world: World) -> None:
    for source in ("phone", "mail"):
        world.says("Ada Byron", email="byrons@byron.example", source=source)
        world.says("Ralph Byron", email="byrons@byron.example", source=source)
    assert world.people() == ["Ada Byron", "Ralph Byron"]


def test_a_nameless_card_with_the_family_mailbox_does_not_join_the_couple(world: World) -> None:
    ada = world.says("Ada Byron", email="byrons@byron.example")
    ralph = world.says("Ralph Byron", email="byrons@byron.example")
    world.says(email="byrons@byron.example")
    assert not any({ada, ralph} <= group for group in world.groups())


def test_a_switchboard_joins_nobody(world: World) -> None:
    for name in ("Ada Byron", "Carl Dietz", "Eva Fontaine", "Gita Hollis"):
        world.says(name, phone="+44 20 7946 0000")
    assert len(world.people()) == 4


@pytest.mark.parametrize("address", ["noreply@example.org", "none@none", "devnull@localhost", "info@example.org"])
def test_an_address_that_is_nobodys_joins_nobody(world: World, address: str) -> None:
    world.says("Ada Byron", email=address)
    world.says("Carl Dietz", email=address)
    world.says(email=address)
    assert len(world.groups()) == 3


@pytest.mark.parametrize("name", [None, "LinkedIn Member", "Unknown", "🚀"])
def test_people_without_a_name_never_become_one(world: World, name: str | None) -> None:
    for _ in range(3):
        world.says(name, organization="Acme", town="Bath")
    assert len(world.groups()) == 3


def test_another_birthday_is_evidence_and_not_a_veto(world: World) -> None:
    one = world.says("Ada Byron", email="ada@example.org", birthday=(1985, 12, 10))
    other = world.says("Ada Byron", email="ada@example.org", birthday=(1971, 3, 2))
    assert frozenset({one, other}) in world.groups()
    apart = [world.says("Ben Costa", birthday=(1985, 12, 10)), world.says("Ben Costa", birthday=(1971, 3, 2))]
    assert frozenset(apart) not in world.groups()


def test_father_and_son_at_one_address_stay_two_and_a_card_of_either_is_neithers(world: World) -> None:
    son = world.says("Ada Byron Jr.", email="ada@example.org")
    father = world.says(Name("", full="Ada Byron", suffix="Sr."), email="ada@example.org")
    either = world.says("Ada Byron", email="ada@example.org")
    assert len(world.groups()) == 3
    assert world.pair(son, either)["decided_by"] == world.pair(father, either)["decided_by"] == "conflict"


def test_two_linkedin_profiles_of_one_name_are_two_people_whatever_links_them(world: World) -> None:
    one = world.says("Ada Byron", email="ada@example.org", link="linkedin.com/in/ada-1")
    other = world.says("Ada Byron", email="byron@example.com", link="linkedin.com/in/ada-2")
    world.says("Ada Byron", email=["ada@example.org", "byron@example.com"])
    assert not any({one, other} <= group for group in world.groups())
    assert world.pair(one, other)["decided_by"] == "conflict"


def test_the_ends_of_a_chain_that_nothing_compared_are_compared_before_they_are_joined(world: World) -> None:
    one = world.says("Ada Byron", email="ada@example.org", link="linkedin.com/in/ada-1")
    world.says(email=["ada@example.org", "carl@example.com"])
    other = world.says("Carl Dietz", email="carl@example.com", link="linkedin.com/in/carl-2")
    assert not any({one, other} <= group for group in world.groups())


def test_one_linkedin_profile_is_one_person_under_any_name(world: World) -> None:
    world.says("Ada Byron", link="https://www.linkedin.com/in/ada-b/")
    world.says("Ada Lovelace", link="https://de.linkedin.com/in/Ada-B")
    assert world.people() == ["Ada Byron"]


def test_two_entries_of_one_list_are_two_people(world: World) -> None:
    one = world.says("Zoe Wojciechowski", one_list="export")
    other = world.says("Zoe Wojciechowski", one_list="export")
    world.says("Zoe Wojciechowski")
    assert not any({one, other} <= group for group in world.groups())


def test_two_entries_of_one_list_with_one_address_are_one_person(world: World) -> None:
    world.says("Zoe Wojciechowski", email="zoe@example.org", one_list="export")
    world.says("Zoe Wojciechowski", email="zoe@example.org", one_list="export")
    assert world.people() == ["Zoe Wojciechowski"]


def test_an_address_made_of_the_name_is_a_name(world: World) -> None:
    a_book_of_twenty(world)
    one = world.says("Rom Le Clair", phone="+1 202 555 0123")
    other = world.says(email="rom.leclair@mail.example")
    assert frozenset({one, other}) in world.groups()


def test_everything_the_owner_says_of_themselves_is_one_person(world: World) -> None:
    world.says("Ada Byron", is_owner=True)
    world.says("A. Lovelace", email="countess@example.org", is_owner=True, one_list="export")
    world.says(email="ada@example.com", is_owner=True, one_list="export")
    assert world.people() == ["Ada Byron"]


def test_whoever_writes_under_the_owners_name_is_not_the_owner_by_that(world: World) -> None:
    me = world.says("Leonie Amsel", email="leonie@amsel.example", is_owner=True)
    card = world.says("Leonie Amsel", email=["leonie@amsel.example", "old@post.example"])
    forged = world.says("Leonie Amsel", email="l.amsel@works.example", is_correspondent=True)
    forgotten = world.says("Leonie Amsel", email="old@post.example", is_correspondent=True)
    assert world.are_one(me, card, forgotten)
    assert frozenset({forged}) in world.groups()
    assert world.pair(me, forged)["decision"] == "review"
    world.judge("same", me, forged)
    assert world.are_one(me, forged)


def test_a_judgement_joins_what_nothing_else_would(world: World) -> None:
    one, other = world.says("Ada Byron"), world.says("Carl Dietz")
    world.judge("same", one, other)
    assert world.people() == ["Ada Byron"]
    assert world.pair(one, other)["decided_by"] == "judgement"


def test_a_judgement_parts_what_everything_else_joins(world: World) -> None:
    one = world.says("Ada Byron", email="ada@example.org", link="linkedin.com/in/ada")
    other = world.says("Ada Byron", email="ada@example.org", link="linkedin.com/in/ada")
    world.judge("different", one, other)
    assert len(world.groups()) == 2
    assert world.pair(one, other)["decision"] == "different"


def test_different_wins_over_same(world: World) -> None:
    one, other = world.says("Ada Byron"), world.says("Ada Byron")
    world.judge("same", one, other)
    world.judge("different", other, one)
    assert len(world.groups()) == 2


def test_there_is_one_owner_whatever_is_judged(world: World) -> None:
    one, other = world.says("Ada Byron", is_owner=True), world.says("Ada Byron", is_owner=True)
    world.judge("different", one, other)
    assert len(world.groups()) == 1
    assert (world.pair(one, other)["decision"], world.pair(one, other)["decided_by"]) == ("same", "owner")


def test_judgements_on_profiles_that_are_gone_are_passed_over(world: World) -> None:
    world.judge("same", world.says("Ada Byron"), "long gone")
    world.judge("different", "long gone", "longer gone")
    assert world.people() == ["Ada Byron"]


def test_a_person_is_named_after_the_profile_that_landed_first(world: World) -> None:
    world.says("Ada Byron", email="ada@example.org", landed=7)
    world.says("Ada Byron", email="ada@example.org", landed=3)
    assert {row["person_id"] for row in world.resolution().person.to_pylist()} == {"p001"}


def test_the_points_of_the_evidence_add_up_to_the_probability(world: World) -> None:
    one = world.says("Ada Byron", email="ada@example.org", birthday=(1985, 12, 10))
    other = world.says("A. Byron", email="ada@example.org", birthday=(1985, 10, 12))
    points = sum(row["points"] for row in world.resolution().match_evidence.to_pylist())
    assert world.pair(one, other)["match_probability"] == pytest.approx(1 / (1 + 2**-points))


def test_nobody_is_nobody(world: World) -> None:
    assert world.people() == []
    world.says()
    assert world.people() == [""]
