"""What the owner wrote down about someone on some day: the common ground of every address book's format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .dice import Dice
from .people import Home, Person, Place, World
from .phones import Number


class Labelled(NamedTuple):
    """A value with the label a program shows beside it: home, work, mobile."""

    label: str
    value: str


@dataclass
class Card:
    """One entry. `people`: truth keys of whom it is about, in the order of the entry; two for a couple."""

    people: tuple[str, ...]
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    prefix: str = ""
    nickname: str = ""
    maiden: str = ""
    phonetic_given: str = ""
    phonetic_family: str = ""
    surname_first: bool = False
    organisation: str = ""
    title: str = ""
    emails: list[Labelled] = field(default_factory=list)
    phones: list[Labelled] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    born: date | None = None
    birth_year_known: bool = True
    links: list[str] = field(default_factory=list)
    relations: list[Labelled] = field(default_factory=list)
    note: str = ""
    tags: list[str] = field(default_factory=list)
    written_on: date = date(2020, 1, 1)

    @property
    def full(self) -> str:
        """The name as one line; names in Chinese, Japanese and Korean script run together."""
        family_first = [self.family, self.middle, self.given]
        if self.surname_first and not self.given.isascii() and all(ord(sign) > 0x2E80 for sign in self.given):
            return "".join(family_first)
        names = family_first if self.surname_first else [self.given, self.middle, self.family]
        return " ".join(part for part in (self.prefix, *names, self.suffix) if part)


TAGS = {
    "family": "Familie",
    "rheinfels": "Rheinfels",
    "thornbury": "Thornbury",
    "nordlicht": "Nordlicht",
    "kestrel": "Kestrel",
    "auric": "Auric",
    "partners": "Partner & Kunden",
    "private": "Berlin",
}

NOTES = {
    "rheinfels": ["Lerngruppe Statistik", "WG in der Südstadt", "Fachschaft", "wohnte nebenan im Wohnheim"],
    "thornbury": ["thesis group, 2011", "rowing club", "met at the induction week", "same lab bench"],
    "nordlicht": ["kennt sich mit Abrechnung aus", "Mittagsrunde", "hat mich eingestellt", "Release-Team 2013"],
    "kestrel": ["Meridian project", "good on pricing", "introduced me to Corvina", "left for industry, keep in touch"],
    "auric": ["Studie B-12", "Ansprechpartner Datenschutz", "Betriebsrat", "started the same day as I did"],
    "partners": ["Messe 2019", "Vertrag bis Ende 2024; danach neu", "prefers e-mail", "spricht Französisch"],
    "private": ["Chor, Alt", "Chor, Tenor", "Klettern dienstags", "Kita-Eltern", "Nachbarn, haben Schlüssel", "Garten"],
}

PRIVATE = ("family", "private", "rheinfels", "thornbury")


def number_style(dice: Dice, number: Number) -> str:
    """How someone in Germany would note it: their own country's numbers without the country, mostly."""
    styles = ["spaced", "compact", "national", "slashed", "zeros", "trunk"]
    common = styles if number.country == "49" else ["spaced", "spaced", "compact", "compact", "zeros", "trunk"]
    return number.written(dice.pick(common))


def remember(world: World, person: Person, day: date, dice: Dice) -> Card:
    """What the owner knew of someone on that day and cared to write down."""
    name, is_private = person.name_on(day), person.circle in PRIVATE
    card = Card((person.key,), name.given, name.middle, name.family, name.suffix, written_on=day)
    card.emails = _emails(person, day, dice, is_private)
    card.phones = _phones(person, day, dice)
    job = person.job_on(day)
    if job is not None and dice.chance(0.35 if is_private else 0.75):
        card.organisation = job.organisation.name
        card.title = job.title if dice.chance(0.6) else ""
    if dice.chance(0.35 if is_private else 0.08):
        card.homes = [person.home_on(day)]
    if dice.chance(0.45 if is_private else 0.08) or person.circle == "family":
        card.born, card.birth_year_known = person.born, dice.chance(0.55)
    if dice.chance(0.05 if is_private else 0.15) and person.slug:
        card.links = [f"https://www.linkedin.com/in/{person.slug}"]
    if dice.chance(0.4):
        card.nickname = person.nickname
    if dice.chance(0.3) and person.spouse:
        card.relations = [Labelled("spouse", world.people[person.spouse].name_on(day).full)]
    if len(person.names) > 1 and name is not person.names[0][1] and dice.chance(0.3):
        card.maiden = person.names[0][1].family
    card.note = person.note or (dice.pick(NOTES.get(person.circle, [""])) if dice.chance(0.15) else "")
    card.tags = [TAGS[person.circle]] if dice.chance(0.6) else []
    if not card.emails and not card.phones:
        card.emails = [Labelled("home", person.emails[0][1])] if person.emails else []
    return card


def _emails(person: Person, day: date, dice: Dice, is_private: bool) -> list[Labelled]:
    """Private people by their private address, colleagues by the one at work; sometimes also one that is past."""
    emails = [Labelled("home", address) for since, address in person.emails if since <= day][-1:]
    emails = emails if dice.chance(0.8 if is_private else 0.3) else []
    job = person.job_on(day)
    if job is not None and dice.chance(0.2 if is_private else 0.85):
        emails.append(Labelled("work", job.email))
    if len(person.emails) > 1 and person.emails[1][0] <= day and dice.chance(0.4):
        emails.append(Labelled("other", person.emails[0][1]))
    if person.mailboxes and dice.chance(0.7):
        emails.append(Labelled("work" if person.mailboxes[0].startswith("info@") else "home", person.mailboxes[0]))
    return dice.shuffled(emails) if dice.chance(0.3) else emails


def _phones(person: Person, day: date, dice: Dice) -> list[Labelled]:
    """The mobile number; a household's landline, which a couple shares; a switchboard, which a firm shares."""
    phones = []
    mobiles = [number for since, number in person.mobiles if since <= day]
    if mobiles and dice.chance(0.65):
        phones.append(Labelled("mobile", number_style(dice, mobiles[-1])))
    if len(mobiles) > 1 and dice.chance(0.3):
        phones.append(Labelled("other", number_style(dice, mobiles[0])))
    landline = person.home_on(day).landline
    shares_home = bool(person.spouse or person.like)
    if landline is not None and dice.chance(0.8 if shares_home else 0.15):
        phones.append(Labelled("home", number_style(dice, landline)))
    job = person.job_on(day)
    if job is not None and dice.chance(0.12):
        phones.append(Labelled("work", number_style(dice, job.organisation.switchboard)))
    return phones


def place_card(place: Place, day: date) -> Card:
    """An entry about a firm: its name stands where a firm's name belongs, and nowhere else."""
    emails = [Labelled("work", place.email)] if place.email else []
    phones = [Labelled("work", place.number.written("national"))]
    return Card((place.key,), organisation=place.name, emails=emails, phones=phones, written_on=day)


def couple_card(one: Person, other: Person, day: date) -> Card:
    """One entry for two people, as they are called together: "Heike & Bernd Rautenberg"."""
    landline = one.home_on(day).landline
    phones = [Labelled("home", landline.written("national"))] if landline is not None else []
    emails = [Labelled("home", address) for address in one.mailboxes[:1]]
    given = f"{one.name_on(day).given} & {other.name_on(day).given}"
    return Card((one.key, other.key), given, family=one.name_on(day).family, emails=emails, phones=phones,
                homes=[one.home_on(day)], written_on=day)  # fmt: skip
