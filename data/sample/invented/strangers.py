"""People whom the owner has in no address book: copied in by others, a recruiter, voices on a list."""

from __future__ import annotations

from datetime import date, timedelta

from .dice import Dice
from .lives import TODAY, letters, title
from .names import CULTURES, PersonName, thrown_name
from .people import Home, Job, Person, World

STRANGERS = 36
NOWHERE = Home("", "", "", "", "", None)


def strangers(world: World) -> list[Person]:
    """All of them, each in one job that began at some time since 2008 and mostly lasts; nobody has another's name."""
    taken = {name.full for person in (world.me, *world.people.values()) for _, name in person.names}
    made = []
    for n in range(1, STRANGERS + 1):
        person = _stranger(world, n, frozenset(taken))
        taken.add(person.names[0][1].full)
        made.append(person)
    return made


def _stranger(world: World, n: int, taken: frozenset[str]) -> Person:
    dice = Dice("stranger", str(n))
    culture, sex, name = _name(dice)
    while name.full in taken or not letters(name.family):
        culture, sex, name = _name(dice)
    born = dice.day(date(1962, 1, 1), date(1994, 12, 31))
    at = dice.pick([at for at in world.organisations.values() if at.trade != "school"])
    local = f"{letters(name.given.split()[0])}.{letters(name.family)}"
    start = dice.day(date(2008, 1, 1), date(2016, 6, 1))
    end = None if dice.chance(0.75) else dice.day(date(2021, 1, 1), TODAY - timedelta(days=200))
    job = Job(at, title(dice, at, start.year - born.year), f"{local}@{at.domain}", start, end)
    return Person(
        key=f"stranger-{n:02}",
        circle="stranger",
        culture=culture,
        sex=sex,
        born=born,
        names=[(born, name)],
        emails=[(born, f"{local}@{dice.pick(['example.net', 'mail.example', 'inbox.example'])}")],
        mobiles=[],
        homes=[(born, NOWHERE)],
        met_on=TODAY,
        slug=f"{letters(name.given)}-{letters(name.family)}-{dice.digits('0000###')}",
        jobs=[job],
    )


def _name(dice: Dice) -> tuple[str, str, PersonName]:
    culture, sex = dice.pick(["german", "english", dice.pick(CULTURES)]), dice.pick(["f", "m"])
    return culture, sex, thrown_name(dice, culture, sex)
