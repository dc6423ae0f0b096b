"""Invented people of any number: names, careers, addresses, and how they are shown in mail.

People at one organization have numbers next to each other, so that who is near in number may know each other.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

AS_OF = date(2026, 6, 30)
"""The day that answers are given for."""

OWNER_NAME = "Mira Quandell"
TITLES = (
    "Software Engineer", "Senior Software Engineer", "Engineering Manager", "Product Manager", "Designer", "Recruiter",
    "Head of Marketing", "Sales Manager", "Data Analyst", "Consultant", "Chief Executive Officer", "Accountant",
    "Research Assistant", "Partner", "Nurse", "Project Manager",
)  # fmt: skip
SKILLS = ("SQL", "Python", "Accounting", "Negotiation", "Photography", "Rust", "Recruiting", "Statistics", "Welding")

Numbers = npt.NDArray[np.int64]


class Post(NamedTuple):
    """A job. organization: number of it. until: None while it goes on."""

    organization: int
    title: str
    since: date
    until: date | None


class People:
    """Everyone but the owner, by number from 0.

    organization: name by number, the larger ones first; domain: of its mail. owner: addresses of the owner, who is at
    the organization 2 and was at 0 and 1. posts: of each person, oldest first. home, work: an address at a provider
    and one at the employer's domain; work is None for every other person or so.
    """

    def __init__(self, count: int, chance: np.random.Generator) -> None:
        self.count = count
        self.given = _chosen(
            _words("Al Be Ca Do Eli Fri Gu Han Ire Jo Ka Le", "a bert da lin mar no ra vin", 700), count, chance
        )
        self.family = _chosen(
            _words("Ack Bran Cor Dre Ehl Falk Grim Holt Ing Jas Kel Lind Mos Nor Oel Pax Rau Sten", "beck dahl er feld "
                   "gaard hoff ing kamp lund mann ner qvist rup stein thal vik wald zer", 9000),
            count, chance,
        )  # fmt: skip
        employers = max(20, count // 30)
        words = _words(
            "Auro Belva Cerin Delto Estra Fyro", "bis cor dex lan mont nis pol tra vox wen", employers // 4 + 1
        )
        kinds = ("GmbH", "Health", "Robotics", "Partners")
        self.organization = [f"{word} {kind}" for word, kind in product(words, kinds)][:employers]
        self.domain = [name.lower().replace(" ", "-") + ".example" for name in self.organization]
        self.owner = ("mira@quandell.example", "mira.quandell@example.org", f"m.quandell@{self.domain[2]}")
        self.posts = self._careers(employers, chance)
        self.name = [f"{given} {family}" for given, family in zip(self.given, self.family, strict=True)]
        has_work = chance.random(count) < 0.55
        lefts = [f"{given}.{family}".lower() for given, family in zip(self.given, self.family, strict=True)]
        self.home = [f"{left}{number}@inbox.example" for number, left in enumerate(lefts)]
        self.work = [
            f"{left}{number % 997}@{self.domain[posts[-1].organization]}" if is_at_work else None
            for number, (left, posts, is_at_work) in enumerate(zip(lefts, self.posts, has_work, strict=True))
        ]

    def _careers(self, employers: int, chance: np.random.Generator) -> list[list[Post]]:
        shares = 1 / (np.arange(employers) + 5)
        now = np.sort(chance.choice(employers, self.count, p=shares / shares.sum()))
        earlier = chance.choice(employers, (self.count, 3), p=shares / shares.sum())
        jobs, titles = chance.integers(1, 5, self.count), chance.integers(0, len(TITLES), (self.count, 4))
        years = np.sort(chance.integers(2003, 2026, (self.count, 4)), axis=1)
        months = chance.integers(1, 13, (self.count, 4))
        return [
            _career([*earlier[number, : jobs[number] - 1], now[number]], titles[number], years[number], months[number])
            for number in range(self.count)
        ]

    def post(self, number: int, day: date) -> Post | None:
        """Where someone worked that day; None for nowhere."""
        return next((post for post in reversed(self.posts[number]) if post.since <= day), None)


def _career(organizations: list[Any], titles: Numbers, years: Numbers, months: Numbers) -> list[Post]:
    begun = [date(int(year), int(month), 1) for year, month in zip(years, months, strict=True)]
    begun = sorted(begun)[: len(organizations)]
    ends = [*begun[1:], None]
    return [
        Post(int(organization), TITLES[title], since, until)
        for organization, title, since, until in zip(organizations, titles, begun, ends, strict=False)
    ]


def _words(heads: str, tails: str, count: int) -> list[str]:
    """So many invented words: a head, then as many tails as it takes to have enough."""
    words = heads.split()
    made = [head + tail for head, tail in product(words, tails.split())]
    while len(made) < count:
        made = [word + tail for word, tail in product(made, tails.split())]
    return made[:: max(1, len(made) // count)][:count]


def _chosen(words: list[str], count: int, chance: np.random.Generator) -> list[str]:
    """Words with the frequencies that names have: a few common ones, many rare ones."""
    shares = 1 / (np.arange(len(words)) + 20)
    return [words[place] for place in chance.choice(len(words), count, p=shares / shares.sum())]
