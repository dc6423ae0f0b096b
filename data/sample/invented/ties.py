"""With whom the owner exchanges mail: how often, from when, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from .dice import Dice
from .lives import TODAY
from .mail import FIRST_DAY, LAST_DAY
from .people import Person, World
from .senders import TABLES

YEAR = 365
WRITERS = 0.48
"""How many of the people are ones for mail at all."""

# Days from one conversation to the next, each as likely as it stands here often; 0 is silence.
TOGETHER = (50, 90, 150, 250, 400, 600, 0, 0)
AFTERWARDS = (YEAR, 500, 1100, 0, 0, 0, 0, 0)
RHYTHMS = {
    "nordlicht": (YEAR, 600, 1100, 1100, 0, 0, 0, 0),
    "rheinfels": (YEAR, 250, 900, 1300, 0, 0, 0, 0, 0),
    "thornbury": (YEAR, 300, 1000, 0, 0, 0),
    "partners": (90, 150, 300, 500, 0),
    "private": (60, 120, 200, YEAR, 900, 0, 0),
}


class Tie(NamedTuple):
    """One rhythm over one span of time; a tie that changed its rhythm is two."""

    person: Person
    every: int
    since: date
    until: date

    def lasts(self, day: date) -> bool:
        """Whether they are in touch then."""
        return self.since <= day <= self.until


def ties(world: World) -> list[Tie]:
    """Every tie, by person in the order of the world."""
    return [tie for person in world.people.values() for tie in _ties(world.me, person)]


def together(me: Person, person: Person) -> tuple[date, date] | None:
    """The days of the mailbox on which both had a job at the owner's employer, first and last; the latest such job."""
    spans = [
        (max(mine.start, job.start, FIRST_DAY), min(mine.end or TODAY, job.end or TODAY, LAST_DAY))
        for mine in me.jobs
        for job in person.jobs
        if mine.organisation == job.organisation
    ]
    spans = [(start, end) for start, end in spans if start <= end]
    return spans[-1] if spans else None


def _ties(me: Person, person: Person) -> list[Tie]:
    if person.key in TABLES["tie"]:
        return [Tie(person, **TABLES["tie"][person.key])]
    dice, since = Dice("tie", person.key), max(FIRST_DAY, person.met_on)
    if not dice.chance(WRITERS):
        return []
    span = together(me, person)
    found = []
    if span is not None and person.circle in ("kestrel", "auric"):
        found.append(Tie(person, dice.pick(TOGETHER), max(span[0], since), span[1]))
        found.append(Tie(person, dice.pick(AFTERWARDS), span[1] + timedelta(days=dice.number(20, 300)), LAST_DAY))
    elif person.circle in RHYTHMS:
        until = LAST_DAY if dice.chance(0.6) else dice.day(since, LAST_DAY)
        found.append(Tie(person, dice.pick(RHYTHMS[person.circle]), since, until))
    return [tie for tie in found if tie.every and tie.since < tie.until]
