"""What an invented life is made of. Everything has its dates, so that any export of any day can be taken from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from .names import PersonName
from .phones import Number


class Organisation(NamedTuple):
    """An employer or a school."""

    key: str
    name: str
    domain: str
    city: str
    trade: str
    switchboard: Number


class Job(NamedTuple):
    """`end` None: still there."""

    organisation: Organisation
    title: str
    email: str
    start: date
    end: date | None = None


class Study(NamedTuple):
    """Years of study; the class year is the year of the degree."""

    school: Organisation
    major: str
    start_year: int
    class_year: int


class Home(NamedTuple):
    """`landline` is the household's: couples share it."""

    street: str
    postcode: str
    city: str
    region: str
    country: str
    landline: Number | None


T = TypeVar("T")
Since = list[tuple[date, T]]
"""What held from each day on, in order of time."""


def held_on(spells: Since[T], day: date) -> T:
    """What held on that day; the first of all before it began."""
    return [value for since, value in spells if since <= day or since == spells[0][0]][-1]


@dataclass
class Person:
    """One invented person. `key` is the truth that every export is measured by."""

    key: str
    circle: str
    culture: str
    sex: str
    born: date
    names: Since[PersonName]
    emails: Since[str]
    mobiles: Since[Number]
    homes: Since[Home]
    met_on: date
    slug: str
    jobs: list[Job] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    nickname: str = ""
    called: str = ""
    """What the owner calls them instead of a name: Mama."""
    note: str = ""
    spouse: str = ""
    mailboxes: list[str] = field(default_factory=list)
    """Addresses that others read too: a family's, an info@."""
    like: str = ""
    """Key of the person whose name this one has by coincidence or descent."""

    @property
    def is_cast(self) -> bool:
        """Whether cast.toml tells of them; everybody else is a number in their circle."""
        return not self.key[-1].isdigit()

    def name_on(self, day: date) -> PersonName:
        """What they were called then."""
        return held_on(self.names, day)

    def job_on(self, day: date) -> Job | None:
        """The job they held then."""
        return next((job for job in self.jobs if job.start <= day and (job.end is None or day <= job.end)), None)

    def home_on(self, day: date) -> Home:
        """Where they lived then."""
        return held_on(self.homes, day)


class Place(NamedTuple):
    """An entry of the address book that is no person."""

    key: str
    name: str
    email: str
    number: Number


@dataclass
class World:
    """The owner, everybody they know by key, and what else stands in an address book."""

    me: Person
    people: dict[str, Person]
    organisations: dict[str, Organisation]
    places: list[Place]
