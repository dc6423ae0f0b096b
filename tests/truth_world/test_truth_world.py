"""The answers are right, not only consistent: against worlds whose truth is known, of what their files show.

`pytest -s tests/truth_world` prints the table: how much of each answer is derivable and told, precision and recall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.flows.running import sync
from tests.truth_world.scoring import PERHAPS, Score, scores
from tests.truth_world.told import Told
from tests.truth_world.world import invented, written

ENOUGH = 0.95


def told_of(seed: int, folder: Path) -> list[Score]:
    """The scores of the world of a seed, by a sync of its files."""
    world = invented(seed)
    settings = written(world, folder)
    sync(settings, grace_seconds=0)
    told = Told(world, folder / "warehouse" / "warehouse.duckdb")
    try:
        return scores(world, told)
    finally:
        told.connection.close()


def together(worlds: Iterable[Sequence[Score]]) -> list[Score]:
    """The scores of several worlds as those of one."""
    return [_sum(parts) for parts in zip(*worlds, strict=True)]


def table(found: Sequence[Score]) -> str:
    """One line an answer."""
    lines = [f"{'answer':28} derivable  told  precision  recall"]
    lines += [f"{s.answer:28} {s.derivable:9} {s.told:5} {s.precision:10.3f} {s.recall:7.3f}" for s in found]
    return "\n".join(["", *lines])


def expect_right(found: Sequence[Score]) -> None:
    """Nineteen in twenty of what is told is true, and nineteen in twenty of what is derivable is told."""
    print(table(found))
    wanting = [s for s in found if s.recall < ENOUGH or (s.precision < ENOUGH and s.answer != PERHAPS)]
    assert not wanting, table(wanting)


def _sum(parts: Sequence[Score]) -> Score:
    missed = {(str(number), *fact) for number, part in enumerate(parts) for fact in part.missed}
    wrong = {(str(number), *fact) for number, part in enumerate(parts) for fact in part.wrong}
    return Score(parts[0].answer, sum(s.derivable for s in parts), sum(s.told for s in parts), missed, wrong)


@pytest.mark.slow
def test_what_is_told_is_true_and_what_is_derivable_is_told(tmp_path: Path) -> None:
    expect_right(together(told_of(seed, tmp_path / str(seed)) for seed in (0, 1, 2)))


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_so_it_is_in_twenty_worlds(tmp_path: Path) -> None:
    expect_right(together(told_of(seed, tmp_path / str(seed)) for seed in range(20)))


def test_a_world_is_the_same_in_every_run(tmp_path: Path) -> None:
    for folder in ("one", "other"):
        written(invented(3), tmp_path / folder)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*") if path.is_file())
    assert len(files) >= 7
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes(), file


@pytest.mark.parametrize("seed", range(4))
def test_a_world_has_what_makes_life_hard(seed: int) -> None:
    world = invented(seed)
    names = [(person.given, person.family) for person in world.people.values()]
    firms = [each.forms[1] for each in world.organizations.values()]
    assert len(names) - len(set(names)) >= 2, "namesakes"
    assert sum(one != other and one in other.split() for one in firms for other in firms) >= 2, "names within names"
    assert any(post.is_part_time for post in world.me.posts), "a post beside another"
    assert any(person.stale_since for person in world.people.values()), "profiles that nobody looks after"
    assert any(person.unlinked_on for person in world.people.values()), "people who are linked no more"
    assert any(letter.dated for letter in world.letters), "clocks that are wrong"
    assert {"no_reply", "newsletter", "robot", "role", "calendar", "bounce", "list"} == set(world.machines.values())
