"""Who is linked with the owner on LinkedIn, since when, and how their page shows them on a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from .dice import Dice
from .member import TABLES
from .names import PersonName
from .people import Organisation, Person, World

FIRST_EXPORT, SECOND_EXPORT = date(2023, 11, 18), date(2025, 3, 8)

# How likely someone of a circle is linked.
LINKED = {
    "family": 0.4,
    "rheinfels": 0.55,
    "thornbury": 0.8,
    "nordlicht": 0.75,
    "kestrel": 0.85,
    "auric": 0.8,
    "partners": 0.75,
    "private": 0.35,
}
LEGAL_FORM = re.compile(r",? (GmbH & Co\. KG|GmbH|AG|Ltd|plc|Inc\.|S\.A\.|SE|AB|Pty|e\. V\.)$")


class Link(NamedTuple):
    """A connection. ended_on: when it was cut, or the account closed, which leaves a row with nothing but its day."""

    person: Person
    connected_on: date
    ended_on: date | None
    is_closed: bool

    def is_shown(self, day: date) -> bool:
        """Whether an export of that day has a row with this person's name."""
        return self.connected_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def url(self) -> str:
        """Their page."""
        return f"https://www.linkedin.com/in/{self.person.slug}"


def links(world: World) -> list[Link]:
    """All connections there ever were, the newest first."""
    found = [link for person in world.people.values() for link in _link(person)]
    return sorted(found, key=lambda link: (link.connected_on, link.person.key), reverse=True)


def _link(person: Person) -> list[Link]:
    dice = Dice("linkedin", person.key)
    is_wanted = person.is_cast or person.key in TABLES["linked"]
    is_linked = dice.chance(LINKED.get(person.circle, 0)) or is_wanted
    if not is_linked or not person.jobs or person.born.year < 1955 or person.met_on > SECOND_EXPORT:
        return []
    earliest = max(person.met_on, date(2009, 3, 1))
    connected_on = dice.day(earliest, min(earliest + timedelta(days=1500), SECOND_EXPORT - timedelta(days=9)))
    if dice.chance(0.1) and not is_wanted:
        connected_on = dice.day(max(earliest, FIRST_EXPORT), SECOND_EXPORT)
    has_ended, is_closed = dice.chance(0.06), dice.chance(0.5)
    ended_on = dice.day(FIRST_EXPORT, SECOND_EXPORT) if has_ended and not is_wanted else None
    return [Link(person, connected_on, ended_on if connected_on < FIRST_EXPORT else None, is_closed)]


def shown_name(person: Person, day: date) -> tuple[str, str]:
    """First and last name as they stand on the page; a married name gets there months or years after the wedding."""
    dice = Dice("linkedin name", person.key)
    lag = dice.number(0, 2500) if dice.chance(0.6) else dice.number(0, 60)
    name = person.name_on(day - timedelta(days=lag))
    given, family = name.given, " ".join(part for part in (name.middle, name.family) if part)
    if not family or person.is_cast:
        return given, family
    return dice.pick([*[_plainly] * 17, _in_own_script, _with_degree, _familiarly])(person, name, given, family)


def _plainly(person: Person, name: PersonName, given: str, family: str) -> tuple[str, str]:
    return given, family


def _in_own_script(person: Person, name: PersonName, given: str, family: str) -> tuple[str, str]:
    return (name.native_given, name.native_family) if name.native_family else (given, family)


def _with_degree(person: Person, name: PersonName, given: str, family: str) -> tuple[str, str]:
    return (f"Dr. {given}", family) if person.culture == "german" else (given, f"{family}, MBA")


def _familiarly(person: Person, name: PersonName, given: str, family: str) -> tuple[str, str]:
    return person.nickname or given, family


def shown_employer(person: Person, at: Organisation) -> str:
    """The organisation as this person chose it: its full name, or the page without the legal form."""
    return LEGAL_FORM.sub("", at.name) if Dice("page", person.key, at.key).chance(0.4) else at.name


def full_name(person: Person, day: date) -> str:
    """First and last name in one."""
    return " ".join(part for part in shown_name(person, day) if part)
