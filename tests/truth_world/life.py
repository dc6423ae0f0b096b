"""What is true in a world: organizations, people and what they did, and what was written to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


@dataclass(frozen=True)
class Organization:
    """forms: how people write it, the first is on its door. former: its name before `renamed_on`."""

    key: str
    forms: tuple[str, ...]
    domain: str
    style: str = "first.last"
    former: str | None = None
    renamed_on: date | None = None


class Stay(NamedTuple):
    """A job or a course of study; end None: it goes on."""

    where: str
    start: date
    end: date | None
    title: str
    is_part_time: bool = False

    def holds(self, day: date) -> bool:
        """Whether they are there on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass
class Person:
    """Somebody; `emails` are private addresses, an address at work is `work_email`'s to tell."""

    key: str
    given: str
    family: str
    emails: list[str]
    posts: list[Stay] = field(default_factory=list)
    studies: list[Stay] = field(default_factory=list)
    nickname: str | None = None
    born: date | None = None
    married: tuple[str, date] | None = None
    """The new family name, and since when."""
    slug: str = ""
    linked_on: date | None = None
    unlinked_on: date | None = None
    profile_lag_days: int = 0
    """How long after a move their LinkedIn profile says so."""
    stale_since: date | None = None
    """When they last looked after it, if they do no more."""
    form: dict[str, str] = field(default_factory=dict)
    """How they themselves write the organizations they were at."""
    circle: str = ""
    """Where the owner knows them from: a firm, a school, as a client, in private; or one of UNMET."""

    def family_on(self, day: date) -> str:
        """Their family name on a day."""
        return self.married[0] if self.married and day >= self.married[1] else self.family

    def job_on(self, day: date) -> Stay | None:
        """The job that they name when asked: of parallel ones the newest."""
        return max((post for post in self.posts if post.holds(day)), key=lambda post: post.start, default=None)


UNMET = ("beyond", "alumni")
"""The circles of people known through others, and of those who stand on the list of their school only."""


class Box(NamedTuple):
    """Somebody as they stand in a header; key: who that is in truth, "" for a machine or a desk."""

    key: str
    name: str
    address: str


@dataclass
class Letter:
    """A mail. headers: further fields. folder: where the owner keeps it. dated: what its own clock said."""

    id: str
    thread: str
    sent_at: datetime
    sender: Box
    to: list[Box]
    cc: list[Box]
    topic: str
    references: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    folder: str = "inbox"
    dated: datetime | None = None

    @property
    def is_automatic(self) -> bool:
        """Whether its header says that no person wrote it to its readers by hand."""
        return bool(AUTOMATIC & set(self.headers)) or "text/calendar" in self.headers.get("Content-Type", "")

    @property
    def parties(self) -> list[Box]:
        """Everybody in From, To and Cc."""
        return [self.sender, *self.to, *self.cc]


AUTOMATIC = {"List-Unsubscribe", "List-Id", "Precedence", "Auto-Submitted"}


@dataclass
class World:
    """All that is true. machines: address -> its class."""

    seed: int
    today: date
    me: Person
    people: dict[str, Person]
    organizations: dict[str, Organization]
    schools: dict[str, Organization]
    letters: list[Letter] = field(default_factory=list)
    machines: dict[str, str] = field(default_factory=dict)
    exported_on: list[date] = field(default_factory=list)
