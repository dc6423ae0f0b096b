"""What a build says it changed, against the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pytest

from warehouse.changes import BOOKKEEPING, EXAMPLES, Changes, Example, TableChange, changes, remember, settle

NOTHING = Changes(0, 0, 0, 0, 0, ())

People = Mapping[str, tuple[str | None, bool, str]]
"""By person id: name, whether they are current, and all their ids, by a letter each."""


class Builds:
    """Builds one after the other, each remembered when it is published."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as staged")

    def build(self, people: People, ties: int = 0, more_columns: str = "") -> Changes | None:
        self.connection.execute("attach ':memory:' as warehouse")
        self.connection.execute("use warehouse")
        self.connection.execute(
            f"create table person (person_id varchar, name varchar, is_current boolean, source_count int{more_columns})"
        )
        self.connection.execute("create table known_id (any_id varchar, person_id varchar)")
        self.connection.execute(f"create table tie as select range from range({ties})")
        self.connection.execute(f"create table profile as select range from range({len(people) + ties})")
        for person_id, (name, is_current, ids) in people.items():
            self.connection.execute(
                "insert into person (person_id, name, is_current, source_count) values (?, ?, ?, random() * 100)",
                [person_id, name, is_current],
            )
            for any_id in ids:
                self.connection.execute("insert into known_id values (?, ?)", [any_id, person_id])
        found = changes(self.connection)
        remember(self.connection)
        self.connection.execute("use memory")
        self.connection.execute("detach warehouse")
        return found

    def publish(self, people: People, ties: int = 0, more_columns: str = "") -> Changes | None:
        found = self.build(people, ties, more_columns)
        settle(self.connection)
        return found


@pytest.fixture
def builds() -> Iterator[Builds]:
    builds = Builds()
    yield builds
    builds.connection.close()


ADA = {"a": ("Ada", True, "a")}
BO = {"b": ("Bo", True, "b")}


def test_the_first_build_is_compared_with_nothing(builds: Builds) -> None:
    assert builds.publish(ADA) is None


def test_the_same_people_again_are_no_change(builds: Builds) -> None:
    builds.publish(ADA | BO, ties=3)
    assert builds.publish(BO | ADA, ties=3) == NOTHING


def test_who_is_new_changed_and_gone_is_counted_and_named(builds: Builds) -> None:
    builds.publish(ADA | BO | {"c": ("Chidi", True, "c")})
    found = builds.publish({"a": ("Ada Byron", True, "a"), "b": ("Bo", False, "b"), "d": ("Dolores", True, "d")})
    assert found == NOTHING._replace(
        new=1,
        changed=1,
        gone=2,  # one kept as history, one of whom nothing is left
        examples=(
            Example("changed", "Ada Byron"),
            Example("gone", "Bo"),
            Example("gone", "Chidi"),
            Example("new", "Dolores"),
        ),
    )
    assert found.without_names().examples == ()


def test_who_comes_back_has_changed(builds: Builds) -> None:
    builds.publish({"a": ("Ada", False, "a")})
    found = builds.publish(ADA)
    assert found and (found.new, found.changed, found.gone) == (0, 1, 0)


def test_who_was_and_is_history_is_no_news(builds: Builds) -> None:
    builds.publish({"a": ("Ada", False, "a")})
    assert builds.publish({"a": ("Ada", False, "a"), "b": ("Bo", False, "b")}) == NOTHING


def test_two_who_turn_out_to_be_one_are_a_merge_and_nobody_is_gone(builds: Builds) -> None:
    builds.publish(ADA | {"b": ("Ada", True, "b")} | BO | {"c": ("Chidi", True, "c")})
    found = builds.publish({"a": ("Ada", True, "abc")})
    assert found == NOTHING._replace(merged=2)


def test_one_who_turns_out_to_be_two_is_a_split(builds: Builds) -> None:
    builds.publish({"a": ("Ada", True, "ab")})
    found = builds.publish(ADA | {"b": ("Ada", True, "b")})
    assert found == NOTHING._replace(split=1)


def test_one_half_of_a_split_that_is_history_is_nobody_gone(builds: Builds) -> None:
    builds.publish({"a": ("Ada", True, "ab")})
    found = builds.publish(ADA | {"b": ("Ada", False, "b")})
    assert found == NOTHING._replace(split=1)


def test_a_person_under_another_of_their_ids_is_the_same_person(builds: Builds) -> None:
    builds.publish({"b": ("Ada", True, "b")})
    assert builds.publish({"a": ("Ada", True, "ab")}) == NOTHING


def test_a_new_column_changes_nobody(builds: Builds) -> None:
    builds.publish(ADA)
    assert builds.publish(ADA, more_columns=", birth_year int") == NOTHING


def test_answers_that_grew_are_named_with_their_lengths(builds: Builds) -> None:
    builds.publish(ADA, ties=3)
    found = builds.publish(ADA, ties=5)
    assert found == NOTHING._replace(tables=(TableChange("tie", 3, 5),))
    assert "profile" in BOOKKEEPING


def test_a_build_that_was_not_published_is_not_remembered(builds: Builds) -> None:
    builds.publish(ADA)
    builds.build(ADA | BO)
    found = builds.publish(ADA | BO)
    assert found and found.new == 1


def test_of_many_people_a_few_are_named(builds: Builds) -> None:
    builds.publish({})
    nameless: People = {str(number): (None, True, f"{number}") for number in range(10)}
    found = builds.publish({**nameless, **ADA})
    assert found and found.examples[0] == Example("new", "Ada")
    many = {f"p{number}": (f"Person {number:02}", True, chr(0x4E00 + number)) for number in range(EXAMPLES + 5)}
    found = builds.publish(many)
    assert found and sum(example.change == "new" for example in found.examples) == EXAMPLES
    assert found.new == EXAMPLES + 5
