"""Who is linked with the owner on a day, what their profiles say then, and what they wrote to each other there."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from tests.truth_world.life import Person, Stay, World

DAY = timedelta(days=1)


class Note(NamedTuple):
    """A message there. is_mine: whether the owner sent it."""

    sent_at: datetime
    is_mine: bool


def connections_on(world: World, on: date) -> list[Person]:
    """Who is linked with the owner on a day, newest first."""
    linked = [
        person
        for person in world.people.values()
        if person.linked_on and person.linked_on <= on and not (person.unlinked_on and person.unlinked_on <= on)
    ]
    return sorted(linked, key=lambda person: (person.linked_on or on, person.key), reverse=True)


def profile_job(person: Person, on: date) -> Stay | None:
    """The job that somebody's profile shows on a day: what they had when they last saw to it."""
    return person.job_on(min(on - DAY * person.profile_lag_days, person.stale_since or on))


def shown_name(world: World, organization: str, form: str, on: date) -> str:
    """What an organization is called on a profile on a day: by its old name before it took a new one."""
    known = world.organizations[organization]
    if known.former and known.renamed_on and on < known.renamed_on:
        return known.former
    return form


def notes(world: World, person: Person, on: date) -> list[Note]:
    """The messages between the owner and somebody until a day, oldest first; mostly none."""
    chance = Random(f"{world.seed}/{person.key}/notes")
    if person.linked_on is None or chance.random() > 0.25:
        return []
    at = datetime.combine(person.linked_on, time(9)) + timedelta(minutes=chance.randint(5, 60 * 24 * 900))
    is_mine, found = chance.random() < 0.5, []
    for _ in range(chance.randint(1, 4)):
        found.append(Note(at, is_mine))
        at, is_mine = at + timedelta(hours=chance.choice([1, 5, 30])), not is_mine
    return [note for note in found if note.sent_at.date() <= on]


def was_invited(world: World, person: Person) -> bool:
    """Whether the export still has the invitation that made the link."""
    return person.linked_on is not None and Random(f"{world.seed}/{person.key}/invited").random() < 0.3


def talked_with(world: World) -> set[str]:
    """With whom the owner has messages or an invitation there."""
    linked = {person.key: person for on in world.exported_on for person in connections_on(world, on)}
    newest = world.exported_on[-1]
    return {key for key, person in linked.items() if notes(world, person, newest) or was_invited(world, person)}
