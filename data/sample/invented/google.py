"""One Google account exported twice, in May 2022 with the headers of the time and in November 2025 with today's.

In between some entries were edited, some deleted, and new people were added.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta

from .card import Card, Labelled, couple_card, place_card, remember
from .dice import Dice
from .export import Export, csv_text
from .names import plain
from .people import Home, Person, World
from .quirks import write_name

FIRST_EXPORT, SECOND_EXPORT = date(2022, 5, 14), date(2025, 11, 2)
LABELS = {"home": "Home", "work": "Work", "mobile": "Mobile", "other": "Other", "spouse": "Spouse"}
COUPLES = ("family-heike", "private-bettina", "private-aylin")

Kept = tuple[Card | None, Card | None]
"""An entry as it stands in the first and in the second export; None where it is not in it."""


def exports(world: World) -> list[Export]:
    """Both files."""
    kept = account(world)
    first = [card for card, _ in kept if card is not None]
    second = [card for _, card in kept if card is not None]
    first, second = _sorted(first), _sorted(second)
    return [
        Export("inbox/google-2022.csv", csv_text(*_old(first)).encode(), {"": [card.people for card in first]}),
        Export("inbox/google-2025.csv", csv_text(*_new(second)).encode(), {"": [card.people for card in second]}),
    ]


def account(world: World) -> list[Kept]:
    """Every entry there ever was."""
    kept = [entry for person in world.people.values() for entry in _entries(world, person)]
    for key in COUPLES:
        one = world.people[key]
        card = couple_card(one, world.people[one.spouse], date(2019, 1, 6))
        kept.append((card, card))
    kept += [(card, card) for card in (place_card(place, date(2019, 3, 1)) for place in world.places[:2])]
    return kept


def _entries(world: World, person: Person) -> list[Kept]:
    dice = Dice("google", person.key)
    if person.circle == "spouses" or not (dice.chance(0.7) or person.is_cast) or person.met_on > SECOND_EXPORT:
        return []
    earliest = max(person.met_on, date(2009, 6, 1))
    written_on = dice.day(earliest, min(earliest + timedelta(days=1200), SECOND_EXPORT - timedelta(days=30)))
    card = write_name(remember(world, person, written_on, dice), person, dice)
    if written_on > FIRST_EXPORT:
        return [(None, card)]
    later = None if dice.chance(0.05) else _edited(world, person, card) if dice.chance(0.4) else card
    entries: list[Kept] = [(card, later)]
    work = [email for email in card.emails if email.label == "work"]
    if work and dice.chance(0.12):
        entries.append((_collected(person, work[0]),) * 2)
    return entries


def _collected(person: Person, email: Labelled) -> Card:
    """What Gmail keeps on its own after the first answer: the display name and the address, in no group."""
    name = person.names[0][1]
    full = f"{name.family}, {name.given}" if Dice("display name", person.key).chance(0.3) else name.full
    return Card((person.key,), given=plain(full), emails=[Labelled("", email.value)], tags=["-"])


def _edited(world: World, person: Person, card: Card) -> Card:
    """The entry after the owner heard news: a job, a number, a married name; the old often stays beside the new."""
    dice = Dice("google edit", person.key)
    edited_on = dice.day(date(2022, 6, 1), date(2025, 10, 20))
    news, edited = remember(world, person, edited_on, dice), deepcopy(card)
    if news.organisation:
        edited = replace(edited, organisation=news.organisation, title=news.title)
    if person.name_on(edited_on) != person.name_on(card.written_on) and dice.chance(0.7):
        edited.given, edited.middle, edited.family = news.given, news.middle, news.family
    kept = [email for email in card.emails if email.label != "work" or dice.chance(0.5)]
    edited.emails = [*[email for email in news.emails if email not in kept], *kept][:4]
    if person.mobiles and not any(phone.label == "mobile" for phone in card.phones):
        edited.phones = news.phones + [phone for phone in card.phones if phone.label != "home"]
    edited.homes, edited.links = news.homes or card.homes, news.links or card.links
    if card.born is None:
        edited.born, edited.birth_year_known = news.born, news.birth_year_known
    return edited


def _sorted(cards: list[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: (plain(card.full or card.organisation).lower(), card.people, card.emails))


def _old(cards: list[Card]) -> tuple[list[str], list[list[str]]]:
    header = (
        "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
        "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
        "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership"
    ).split(",")
    organisation = "Organization 1 - "
    parts = ["Type", "Name", "Yomi Name", "Title", "Department", "Symbol", "Location", "Job Description"]
    groups = _Groups(cards, "Type")
    header = [*header, *groups.header[0], *[organisation + part for part in parts], *groups.header[1]]

    def row(card: Card) -> dict[str, str]:
        return {
            "Name": card.full,
            "Given Name": card.given,
            "Additional Name": card.middle,
            "Family Name": card.family,
            "Yomi Name": f"{card.phonetic_family} {card.phonetic_given}".strip(),
            "Given Name Yomi": card.phonetic_given,
            "Family Name Yomi": card.phonetic_family,
            "Name Prefix": card.prefix,
            "Name Suffix": card.suffix,
            "Nickname": card.nickname,
            "Maiden Name": card.maiden,
            "Birthday": birthday(card, " --%m-%d"),
            "Notes": card.note,
            "Group Membership": _groups_of(card),
            organisation + "Name": card.organisation,
            organisation + "Title": card.title,
        }

    return header, _rows(cards, header, groups, row)


def _new(cards: list[Card]) -> tuple[list[str], list[list[str]]]:
    header = (
        "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
        "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,"
        "Photo,Labels"
    ).split(",")
    groups = _Groups(cards, "Label")
    header = [*header, *groups.header[0], *groups.header[1]]

    def row(card: Card) -> dict[str, str]:
        return {
            "First Name": card.given,
            "Middle Name": card.middle,
            "Last Name": card.family,
            "Phonetic First Name": card.phonetic_given,
            "Phonetic Last Name": card.phonetic_family,
            "Name Prefix": card.prefix,
            "Name Suffix": card.suffix,
            "Nickname": card.nickname,
            "Organization Name": card.organisation,
            "Organization Title": card.title,
            "Birthday": birthday(card, " --%m-%d"),
            "Notes": card.note,
            "Labels": _groups_of(card),
        }

    return header, _rows(cards, header, groups, row)


def birthday(card: Card, without_year: str) -> str:
    """1985-09-17, or in the given form when the owner never knew the year."""
    if card.born is None:
        return ""
    if card.birth_year_known:
        return card.born.isoformat()
    return without_year.replace("%m", f"{card.born.month:02}").replace("%d", f"{card.born.day:02}")


def _groups_of(card: Card) -> str:
    return " ::: ".join([*card.tags, "* myContacts"]) if card.tags != ["-"] else ""


class _Groups:
    """The numbered columns: as many of a kind as the fullest entry needs; values of one label share a cell."""

    def __init__(self, cards: list[Card], label: str) -> None:
        self.label = label
        self.emails = max(len(_by_label(card.emails)) for card in cards)
        self.phones = max(len(_by_label(card.phones)) for card in cards)
        address = "Formatted,Street,City,PO Box,Region,Postal Code,Country,Extended Address".split(",")
        before = self._columns("E-mail", self.emails) + self._columns("Phone", self.phones)
        before += [f"Address 1 - {part}" for part in (label, *address)]
        self.header = (before, self._columns("Relation", 1) + self._columns("Website", 1))

    def _columns(self, kind: str, number: int) -> list[str]:
        return [f"{kind} {n} - {part}" for n in range(1, number + 1) for part in (self.label, "Value")]

    def cells(self, card: Card) -> dict[str, str]:
        cells: dict[str, str] = {}
        websites = [Labelled("Profile", link) for link in card.links]
        kinds = {"E-mail": card.emails, "Phone": card.phones, "Relation": card.relations, "Website": websites}
        for kind, values in kinds.items():
            for n, (label, value) in enumerate(_by_label(values).items(), 1):
                primary = "* " if kind == "E-mail" and n == 1 else ""
                cells[f"{kind} {n} - {self.label}"] = primary + LABELS.get(label, label)
                cells[f"{kind} {n} - Value"] = " ::: ".join(value)
        for home in card.homes[:1]:
            cells |= {f"Address 1 - {part}": value for part, value in self._address(home).items()}
        return cells

    def _address(self, home: Home) -> dict[str, str]:
        lines = [home.street, f"{home.postcode} {home.city}", home.region, home.country]
        return {
            self.label: "Home",
            "Formatted": "\n".join(line for line in lines if line),
            "Street": home.street,
            "City": home.city,
            "Region": home.region,
            "Postal Code": home.postcode,
            "Country": home.country,
        }


def _by_label(values: list[Labelled]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for label, value in values:
        grouped.setdefault(label, []).append(value)
    return grouped


def _rows(
    cards: list[Card], header: list[str], groups: _Groups, row: Callable[[Card], dict[str, str]]
) -> list[list[str]]:
    rows = []
    for card in cards:
        cells = row(card) | groups.cells(card)
        rows.append([cells.pop(column, "") for column in header])
        assert not cells, f"no column for {', '.join(cells)}"
    return rows
