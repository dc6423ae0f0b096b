"""What address books and a network's exports show of the invented people: records, each with the claims it makes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from bench.people import OWNER_NAME, SKILLS, People
from connectors.claims import (
    Affiliation,
    Birthday,
    Connection,
    Email,
    Endorsement,
    Link,
    Name,
    Phone,
    Place,
    Recommendation,
    Skill,
)
from connectors.records import OWNER

EXPORTED_ON = (date(2021, 3, 5), date(2022, 4, 9), date(2023, 6, 1), date(2024, 2, 20), date(2025, 5, 30))
"""When the network's account was exported."""


class Shown(NamedTuple):
    """A record of one snapshot. part: of the source. on: when it was observed, None for undated."""

    source: str
    part: str
    on: date | None
    key: str
    claims: list[Any]


def exported(people: People, chance: np.random.Generator) -> Iterator[Shown]:
    """All records of all snapshots, each snapshot's together, the oldest first."""
    yield Shown("me", "", None, "me", _owner(people))
    book = chance.permutation(people.count)
    tenth = people.count // 10
    for on, numbers in ((date(2020, 1, 7), book[:tenth]), (date(2025, 1, 7), book[tenth // 20 : tenth + tenth // 10])):
        yield from (Shown("google", "", on, f"g:{number}", _card(people, int(number), on)) for number in numbers)
    for number in book[: people.count // 20]:
        yield Shown("phone", "", None, f"uid:{number}", _card(people, int(number), date(2026, 1, 1)))
    for number in chance.choice(people.count, tenth, replace=False):
        yield Shown("alumni", "", date(2021, 10, 18), f"id:{number}", _alumnus(people, int(number)))
    linked = chance.choice(people.count, people.count // 4, replace=False)
    since = chance.integers(0, 5000, len(linked))
    until = np.where(chance.random(len(linked)) < 0.05, chance.integers(1, 5, len(linked)), 9)
    for place, on in enumerate(EXPORTED_ON):
        for number, days, last in zip(linked.tolist(), since.tolist(), until.tolist(), strict=True):
            connected_on = date(2011, 1, 1) + timedelta(days=days)
            if connected_on <= on and place < last:
                claims = _connection(people, number, on, connected_on)
                yield Shown("linkedin", "#connections", on, f"connections:{number}", claims)
        yield from _vouched(people, on, linked[: 200 * (place + 1)].tolist())


def _subject(number: int) -> str:
    return f"in:person-{number:07}"


def _owner(people: People) -> list[Any]:
    jobs = ((0, 2008, date(2013, 3, 31)), (1, 2013, date(2019, 3, 31)), (2, 2019, None))
    return [
        Name(OWNER, OWNER_NAME),
        *(Email(OWNER, address) for address in people.owner),
        *(
            Affiliation(
                OWNER, people.organization[number], None, "Engineering Manager", "work", date(since, 4, 1),
                date(since, 4, 30), until, until, is_ongoing=until is None,
            )
            for number, since, until in jobs
        ),
        Affiliation(OWNER, "Universität Rheinfels", None, "MSc", "education", date(2003, 10, 1), date(2003, 10, 31),
                    date(2008, 3, 1), date(2008, 3, 31)),
        *(Skill(OWNER, skill) for skill in SKILLS[:4]),
    ]  # fmt: skip


def _connection(people: People, number: int, on: date, connected_on: date) -> list[Any]:
    subject = _subject(number)
    claims: list[Any] = [Name(subject, given=people.given[number], family=people.family[number])]
    if post := people.post(number, on):
        organization = people.organization[post.organization]
        claims.append(Affiliation(subject, organization, title=post.title, is_ongoing=True))
    claims += [
        Connection(subject, OWNER, "linkedin", connected_on),
        Link(subject, f"https://www.linkedin.com/in/person-{number:07}"),
    ]
    if number % 20 == 0:
        claims.append(Email(subject, people.home[number]))
    return claims


def _vouched(people: People, on: date, numbers: list[int]) -> Iterator[Shown]:
    for number in numbers:
        skill, given_on = SKILLS[number % len(SKILLS)], date(2012 + number % 9, 1 + number % 12, 5)
        subject = _subject(number)
        received = [Endorsement(OWNER, subject, skill, given_on)]
        given = [Endorsement(subject, OWNER, skill, given_on), Name(subject, people.name[number])]
        yield Shown("linkedin", "#endorsements_received", on, f"endorsements_received:{number}", received)
        yield Shown("linkedin", "#endorsements_given", on, f"endorsements_given:{number}", given)
        if number % 7 == 0:
            text = [Recommendation(OWNER, subject, "Calm and exact.", given_on)]
            yield Shown("linkedin", "#recommendations_received", on, f"recommendations_received:{number}", text)


def _card(people: People, number: int, on: date) -> list[Any]:
    subject = f"card:{number}"
    claims: list[Any] = [
        Name(subject, people.name[number]),
        Email(subject, people.home[number], "home"),
        Phone(subject, f"+1202555{number % 10_000:04}{number // 10_000}", "cell"),
    ]
    if work := people.work[number]:
        claims.append(Email(subject, work, "work"))
    if number % 3 == 0:
        claims.append(Birthday(subject, 1950 + number % 50, 1 + number % 12, 1 + number % 28))
    if number % 4 == 0:
        claims.append(Place(subject, locality=_town(number), country="Germany", label="home"))
    if post := people.post(number, on):
        claims.append(Affiliation(subject, people.organization[post.organization], title=post.title))
    return claims


def _alumnus(people: People, number: int) -> list[Any]:
    subject, left = f"id:{number}", 2000 + number % 22
    claims: list[Any] = [
        Name(subject, given=people.given[number], family=people.family[number]),
        Email(subject, people.home[number]),
        Place(subject, locality=_town(number), country="Germany"),
        Affiliation(subject, "Universität Rheinfels", None, "Diplom", "education", None, None,
                    date(left, 1, 1), date(left, 12, 31)),
    ]  # fmt: skip
    if number % 2:
        claims.append(Affiliation(subject, people.organization[people.posts[number][0].organization]))
    return claims


def _town(number: int) -> str:
    return f"{('Berg', 'Tal', 'See', 'Moor', 'Furt')[number % 5]}{('hausen', 'dorf', 'stadt')[number % 3]}"
