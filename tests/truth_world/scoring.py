"""Precision and recall of each answer of one world."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tests.truth_world import derivable
from tests.truth_world.evidence import by_hand
from tests.truth_world.life import World
from tests.truth_world.told import Told

Facts = set[tuple[str, ...]]
Answer = tuple[str, Facts, Facts, Facts]
"""What it is called, what is derivable, what is told, and what is true."""
PERHAPS = "insiders, or perhaps"
"""Here the answer itself says that it may not hold; only what it leaves out is a fault."""


class Score(NamedTuple):
    """missed, wrong: what is derivable and not told; what is told and not true."""

    answer: str
    derivable: int
    told: int
    missed: Facts
    wrong: Facts

    @property
    def precision(self) -> float:
        """Of what is told, how much is true."""
        return 1 - len(self.wrong) / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """Of what is derivable, how much is told."""
        return 1 - len(self.missed) / self.derivable if self.derivable else 1.0


def scores(world: World, told: Told) -> list[Score]:
    """Of every answer.

    Of two people of one name nothing need be known, since no file tells which of them it means; that they are not taken
    for one person more often than can be helped is told by the first score.
    """
    unknowable = {key for keys in derivable.namesakes(world) for key in keys}

    def known(facts: Facts) -> Facts:
        return {fact for fact in facts if not unknowable & set(fact)}

    found: list[Answer] = [
        *_former_colleagues(world, told),
        _classmates(world, told),
        *_insiders(world, told),
        *_job_changes(world, told),
        _introductions(world, told),
        _owed(world, told),
        *_automatic(world, told),
    ]
    answers = []
    for answer, *facts in found:
        derived, every, true = map(known, facts)
        answers.append(Score(answer, len(derived), len(every), derived - every, every - true))
    return [_people(told), *answers]


def _people(told: Told) -> Score:
    """Wrong are those who are several people."""
    every = {person: keys for person, keys in told.persons.items() if keys}
    return Score("people", 0, len(every), set(), {(person,) for person, keys in every.items() if len(keys) > 1})


def _former_colleagues(world: World, told: Told) -> Iterable[Answer]:
    possible, certain = derivable.former_colleagues(world)
    rows = told.rows("select person_id, organization_id, certain_days > 0 from former_colleague")
    every = told.pairs((person, organization) for person, organization, _ in rows)
    surely = told.pairs((person, organization) for person, organization, is_certain in rows if is_certain)
    true, conceivable = derivable.colleagues(world)
    yield ("former colleagues", possible, every, true | conceivable)
    yield ("former colleagues, certain", certain, surely, true)


def _classmates(world: World, told: Told) -> Answer:
    every = told.pairs((p, o) for p, o in told.rows("select person_id, organization_id from classmate"))
    return ("classmates", derivable.classmates(world), every, derivable.true_classmates(world))


def _insiders(world: World, told: Told) -> Iterable[Answer]:
    derived, true = derivable.insiders(world)
    rows = [
        (person, where, is_current)
        for each in world.organizations.values()
        for person, where, is_current in told.rows(
            "select person_id, organization_id, is_current from insiders(?)", each.forms[0]
        )
    ]
    surely = told.pairs((person, where) for person, where, is_current in rows if is_current)
    yield ("insiders", derived, surely, true)
    yield (PERHAPS, derived, told.pairs((person, where) for person, where, _ in rows), true)


def _job_changes(world: World, told: Told) -> Iterable[Answer]:
    derived, true = derivable.job_changes(world), derivable.true_job_changes(world)
    found, within = Facts(), Facts()
    for person, from_id, to_id, earliest_on, latest_on in told.rows(
        "select person_id, from_organization_id, to_organization_id, earliest_on, latest_on from job_change"
    ):
        before, after = told.place(from_id), told.place(to_id)
        if before and after:
            facts: Facts = {(key, before, after) for key in told.people(person)}
            found |= facts
            if earliest_on and latest_on:
                within |= {(*fact, str(earliest_on), str(latest_on)) for fact in facts}
    yield ("job changes", derived, found, true)
    yield ("job changes, when", Facts(), within, derivable.dated_rightly(world, within))


def _introductions(world: World, told: Told) -> Answer:
    derived, disputed = derivable.introductions(world)
    rows = told.rows("select person_id from introduction")
    found: Facts = {(key,) for (person,) in rows for key in told.people(person)}
    return ("second degree", derived, found - disputed, derived)


def _owed(world: World, told: Told) -> Answer:
    owing, disputed = derivable.owed(world)
    thread = {letter.id: letter.thread for letter in world.letters}
    rows = told.rows("select interaction_key[5:] from owed_replies() join interaction using (interaction_id)")
    found: Facts = {(thread[key],) for (key,) in rows if key in thread}
    return ("owed replies", owing - disputed, found - disputed, owing)


def _automatic(world: World, told: Told) -> Iterable[Answer]:
    rows = told.rows(
        "select distinct lower(email) from interaction_party where role = 'from' and not_person != 'stranger'"
    )
    senders: Facts = {(letter.sender.address,) for letter in world.letters if not letter.sender.key}
    yield ("automatic senders", senders, {(str(email),) for (email,) in rows}, senders)
    by_them: Facts = {(letter.id,) for letter in by_hand(world)}
    mails: Facts = {(letter.id,) for letter in world.letters}
    rows = told.rows("select interaction_key[5:] from interaction where kind = 'mail' and is_contact")
    yield ("contact by hand", by_them, mails & {(str(key),) for (key,) in rows}, by_them)
