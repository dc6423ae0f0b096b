"""The network: the owner's life, everybody they know, and who of them are couples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .dice import Dice
from .lives import TABLES, TODAY, home
from .maker import CAST, CIRCLES, EMPLOYED, STUDIED, Maker
from .names import TABLES as CULTURE
from .names import PersonName
from .people import Job, Person, Place, Study, World

MAJORS = {"rheinfels": "Wirtschaftsinformatik", "thornbury": "Data Engineering"}
TITLES = {"nordlicht": "Software Engineer", "kestrel": "Senior Consultant", "auric": "Head of Data"}
MOVED = {
    "Köln": date(2004, 10, 1),
    "Manchester": date(2009, 9, 1),
    "Hamburg": date(2011, 9, 15),
    "London": date(2014, 9, 20),
    "Berlin": date(2019, 1, 15),
}


def owner(maker: Maker) -> Person:
    """The owner: two universities, three employers, five cities."""
    cast, dice = CAST["me"], Dice("person", "me")
    born: date = cast["born"]
    at = maker.organisations
    me = Person(
        "me",
        "me",
        cast["culture"],
        cast["sex"],
        born,
        names=[(born, PersonName(cast["given"], cast["family"]))],
        emails=[(born, email) for email in cast["emails"]],
        mobiles=[(born, maker.exchange.number("mobile_171"))],
        homes=[(since, home(dice, maker.exchange, city)) for city, since in MOVED.items()],
        met_on=born,
        slug=cast["slug"],
        studies=[Study(at[school], MAJORS[school], start, end) for school, (start, end) in STUDIED.items()],
    )
    for (employer, (start, end)), email in zip(EMPLOYED.items(), cast["work_emails"], strict=True):
        me.jobs.append(Job(at[employer], TITLES[employer], email, start, None if end == TODAY else end))
    return me


def couple(one: Person, other: Person, since: date, mailbox: str) -> None:
    """Makes two people a couple: one home, one landline, perhaps one mailbox."""
    one.spouse, other.spouse = other.key, one.key
    one.homes = [*((day, at) for day, at in one.homes if day < since), (since, other.home_on(since))]
    one.homes += [(day, at) for day, at in other.homes if day > since]
    if mailbox:
        one.mailboxes.append(mailbox)
        other.mailboxes.append(mailbox)


def shared_family(person: Person) -> str:
    """The family name someone took from a German or English spouse, alone or behind a hyphen; empty otherwise."""
    if len(person.names) == 1 or person.spouse:
        return ""
    known = [*CULTURE["german"]["family"], *CULTURE["english"]["family"]]
    return next((family for family in known if person.names[-1][1].family.endswith(family)), "")


def spouse_of(maker: Maker, person: Person, key: str) -> Person:
    """The husband or wife of someone who took that person's name: known from an alumni office only."""
    dice = Dice("spouse", key)
    sex = "m" if person.sex == "f" else "f"
    wedding = person.names[-1][0]
    given = maker.name(dice, "german", sex).given
    family = shared_family(person)
    other = replace(
        person,
        key=key,
        circle="spouses",
        culture="german",
        sex=sex,
        names=[(wedding, PersonName(given, family))],
        emails=[],
        mobiles=[],
        met_on=TODAY,
        slug="",
        jobs=[],
        studies=[],
        nickname="",
        spouse=person.key,
        mailboxes=[],
    )
    other.born = dice.day(date(person.born.year - 4, 1, 1), date(person.born.year + 3, 12, 31))
    person.spouse = key
    return other


def invent() -> World:
    """The whole network, the same every time."""
    maker = Maker()
    me = owner(maker)
    for cast in CAST["person"]:
        maker.people[cast["key"]] = maker.person(cast["key"], cast)
    for circle, (size, *_) in CIRCLES.items():
        known = sum(1 for key in maker.people if key.startswith(circle + "-"))
        for n in range(known + 1, size + 1):
            maker.people[f"{circle}-{n:02}"] = maker.person(f"{circle}-{n:02}", {})
    for cast in CAST["person"]:
        if "pair" in cast:
            one, other = maker.people[cast["key"]], maker.people[cast["pair"]]
            wedding = max(p.names[-1][0] for p in (one, other))
            couple(one, other, max(wedding, date(2000, 1, 1)), cast.get("mailbox", ""))
    married = [p for p in maker.people.values() if p.circle == "rheinfels" and shared_family(p)]
    for n, person in enumerate(married[:9], 1):
        maker.people[f"spouses-{n:02}"] = spouse_of(maker, person, f"spouses-{n:02}")
    places = [
        Place(at["key"], at["name"], at["email"], maker.exchange.number(TABLES["city"][at["city"]]["phone"]))
        for at in CAST["place"]
    ]
    return World(me, maker.people, maker.organisations, places)
