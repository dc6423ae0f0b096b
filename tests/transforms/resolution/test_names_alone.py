"""Two profiles with nothing in common but the name: a rare name is enough, a common one is a question."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import transforms.resolution
from connectors.claims import Name
from tests.transforms.world import World
from transforms.folding import fold


@pytest.fixture
def book(world: World) -> World:
    """A book of 300 people of rare names."""
    for number in range(300):
        world.says(f"Qu{number:03}an Xer{number:03}es", phone=f"+1 202 555 {number:04}")
    return world


def test_a_common_name_alone_is_a_question_in_a_small_book(book: World) -> None:
    written = {
        "Thomas Becker": "Becker, Thomas",
        "Trần Thị Lan": "Lan Tran Thi",
        "Maria Silva": "Maria Silva",
        "Ivan Petrov": "Иван Петров",
        "Mohammed Ali": "Mohammed Ali",
        "Min Jun Kim": "Kim Min Jun",
    }
    pairs = {
        one: (book.says(one, email=f"{number}@one.example"), book.says(other, email=f"{number}@two.example"))
        for number, (one, other) in enumerate(written.items())
    }
    assert {name: book.pair(*pair)["decision"] for name, pair in pairs.items()} == dict.fromkeys(written, "review")


def test_a_common_name_and_a_telephone_are_an_answer(book: World) -> None:
    one = book.says("Thomas Becker", phone="+44 7700 900123", email="first@one.example")
    assert book.are_one(one, book.says("Thomas Becker", phone="+44 7700 900123", email="second@two.example"))


def test_one_rare_word_is_enough(book: World) -> None:
    names = ["Thomas Holmqvister", "Oluwadarasimi Becker", "Ingvild Thorkildsdatter"]
    pairs = [
        (book.says(name, email=f"{n}@one.example"), book.says(name, email=f"{n}@two.example"))
        for n, name in enumerate(names)
    ]
    assert [book.are_one(*pair) for pair in pairs] == [True, True, True]


def test_in_a_book_of_a_handful_nobody_has_a_namesake(world: World) -> None:
    world.says("Ada Holmqvister")
    assert world.are_one(world.says("Thomas Becker"), world.says("Thomas Becker"))


def test_whoever_names_the_maiden_name_is_found_under_it(book: World) -> None:
    wife = book.says("Ottilie Thorkild", also=[Name("", family="Holmqvister", kind="maiden")])
    assert book.are_one(wife, book.says("Ottilie Holmqvister"))
    sister = book.says("Brunhild Holmqvister")
    assert not book.are_one(wife, sister)


def test_a_maiden_name_by_itself_is_no_name(book: World) -> None:
    one = book.says("Ottilie Thorkild", also=[Name("", family="Holmqvister", kind="maiden")])
    assert book.pair(one, book.says("Holmqvister")) == {}


def test_other_employers_and_towns_speak_against_two_of_one_name(book: World) -> None:
    one = book.says("Thomas Holmqvister", organization="Acme", town="Bath")
    other = book.says("Thomas Holmqvister", organization="Zenith", town="Oslo")
    points = book.points(one, other)
    assert points["workplace"] < 0
    assert points["town"] < 0


def test_the_common_words_are_folded_as_names_are() -> None:
    file = Path(transforms.resolution.__file__).parent / "common_names.toml"
    words = [word for tier in tomllib.loads(file.read_text("utf-8"))["tier"] for word in tier["words"].split()]
    assert [word for word in words if fold(word) != word] == []
