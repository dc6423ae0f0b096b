"""What the owner says of themselves: profile, addresses, positions, education, skills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from connectors.cell_values import BadCellError, checked_day, phone
from connectors.claims import (
    Affiliation,
    Alias,
    Birthday,
    Link,
    Name,
    Note,
    Nothing,
    Phone,
    Place,
    Reading,
    Rejected,
    Skill,
)
from connectors.linkedin_dates import Span, span
from connectors.linkedin_network import checked, dated, mail_addresses
from connectors.linkedin_table import Row
from connectors.month_names import month_of
from connectors.records import OWNER

Facts = Mapping[str, Any]

_WEBSITE = re.compile(r"https?://[^\s\],;]+")
_DAY_OF_BIRTH = re.compile(r"(?P<month>[^\W\d_]{3,})\.? (?P<day>[0-9]{1,2})(?:,? (?P<year>[0-9]{4}))?")


def profile(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """The owner's names, birthday, place, websites and own words; and the URL that stands for them elsewhere."""
    given, family = row["firstname"], row["lastname"]
    if given or family:
        yield Name(OWNER, given=given or None, family=family or None)
    else:
        yield Rejected("a profile without a name")
    if maiden := row["maidenname"]:
        yield Name(OWNER, family=maiden, kind="maiden")
    yield from (Alias(OWNER, key) for key in (*facts["owner_urls"], *facts.get("self", [])[1:]))
    yield from _birthday(row)
    if address := row["address"]:
        yield Place(OWNER, text=address)
    place = Place(
        OWNER, postcode=row["zipcode"] or None, country=row["country"] or None, text=row["geolocation"] or None
    )
    if place != Place(OWNER):
        yield place
    for website in _WEBSITE.findall(row["websites"]):
        yield Link(OWNER, website)
    for words in (row["headline"], row["summary"]):
        if words:
            yield Note(OWNER, words)


def email_address(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """An address of the owner's account; one that was never confirmed may be anybody's."""
    row["updatedon"]  # dates the export
    is_primary, is_confirmed = row["primary"].casefold() == "yes", row["confirmed"].casefold() != "no"
    if not row["emailaddress"]:
        yield Nothing("an empty line of the account")
    elif is_confirmed:
        yield from mail_addresses(OWNER, row, "emailaddress", "primary" if is_primary else None)
    else:
        yield Rejected("e-mail address that was never confirmed", row.written("emailaddress"))


def phone_number(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A phone number of the owner's account."""
    number, extension, label = row["number"], row["extension"], row["type"].casefold() or None
    row["iswhatsappnumber"]
    if not number:
        yield Nothing("an empty line of the account")
        return
    whole = f"{number} ext. {extension}" if extension else number
    yield checked(phone, whole, lambda found: Phone(OWNER, found, label), row, "number")


def position(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A job of the owner's; without an end it goes on."""
    yield from _stay(row, facts, "companyname", "title", ("startedon", "finishedon"), "work")


def education(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A school of the owner's; with a beginning and no end it goes on."""
    yield from _stay(row, facts, "schoolname", "degreename", ("startdate", "enddate"), "education")


def skill(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A skill of the owner's."""
    yield Skill(OWNER, row["name"]) if row["name"] else Nothing("an empty line of the account")


def _stay(
    row: Row, facts: Facts, where: str, title: str, bounds: tuple[str, str], kind: Literal["work", "education"]
) -> Iterator[Reading]:
    organization = row[where]
    if not organization:
        yield Rejected("a position without its company" if kind == "work" else "an education without its school")
        return
    start, problems = dated(row, bounds[0], facts, span)
    end, more = dated(row, bounds[1], facts, span)
    problems += more
    if start and end and end.last < start.first:
        problems.append(Rejected("an end before the beginning", row.written(bounds[1])))
        start = end = None
    is_ongoing = start is not None and not row[bounds[1]]
    yield Affiliation(
        OWNER, organization, None, row[title] or None, kind, *_bounds(start), *_bounds(end), is_ongoing=is_ongoing
    )
    yield from problems


def _bounds(found: Span | None) -> tuple[date | None, date | None]:
    return (found.first, found.last) if found else (None, None)


def _birthday(row: Row) -> Iterator[Reading]:
    text = " ".join(row["birthdate"].split())
    if not text:
        return
    found = _DAY_OF_BIRTH.fullmatch(text)
    try:
        if found and (month := month_of(found["month"])):
            yield Birthday(OWNER, *checked_day(int(found["year"]) if found["year"] else None, month, int(found["day"])))
        else:
            day_of = span(text)
            if day_of.first != day_of.last:
                raise BadCellError("date without a day")
            yield Birthday(OWNER, day_of.first.year, day_of.first.month, day_of.first.day)
    except BadCellError as problem:
        yield Rejected(str(problem), row.written("birthdate"))
