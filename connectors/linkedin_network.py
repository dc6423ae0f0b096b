"""What an export says of others: connections, contacts from phones, endorsements and recommendations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from connectors.cell_values import BadCellError, email, emails, phone, values
from connectors.claims import (
    Affiliation,
    Alias,
    Connection,
    Email,
    Endorsement,
    Link,
    Name,
    Nothing,
    Phone,
    Place,
    Reading,
    Recommendation,
    Rejected,
)
from connectors.linkedin_dates import day, moment
from connectors.linkedin_people import (
    Shown,
    connection_key,
    connection_without_url,
    is_nobody,
    member_key,
    named,
    people,
    subject_of,
)
from connectors.linkedin_table import Row
from connectors.records import OWNER, digest

Facts = Mapping[str, Any]
NETWORK = "linkedin"
_STANDING = {"", "ACCEPTED", "VISIBLE", "SHOWN"}
"""What the status of an endorsement or a recommendation says where there is nothing to say."""


def connection(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A connection: who it is, where they work as of the export, and since when they are connected."""
    given, family, url = row["firstname"], row["lastname"], row["url"]
    without_url = connection_without_url(row, facts["date_order"])
    subject = connection_key(row, facts, raw)
    if not subject:
        yield Nothing("a connection without name and profile")
        return
    if not is_nobody(named(given, family)):
        yield Name(subject, given=given or None, family=family or None)
    if url and member_key(url):
        yield Link(subject, url)
        if without_url and without_url not in facts["shared"]:
            yield Alias(subject, without_url)
    yield from mail_addresses(subject, row, "emailaddress")
    yield from job(subject, row, "company", "position", is_ongoing=True)
    if address := row["address"]:
        yield Place(subject, text=address)
    for website in values(row["websites"]):
        yield Link(subject, website)
    connected_on, problems = dated(row, "connectedon", facts, day)
    yield Connection(subject, OWNER, NETWORK, connected_on)
    yield from problems


def contact(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """Someone from an address book that was given to LinkedIn."""
    given, family, full = row["firstname"], row["lastname"], row["fullname"]
    addresses, numbers = row.first_of("emails", "emailaddress"), row["phonenumbers"]
    whole = named(given, family) or named(full)
    row["createdat"]  # dates the export and says nothing of them
    if not (whole or addresses or numbers):
        yield Nothing("a contact without name, e-mail and phone")
        return
    subject = "contact:" + digest(whole, addresses, numbers)
    if given or family:
        yield Name(subject, given=given or None, family=family or None)
    elif full:
        yield Name(subject, full)
    yield from mail_addresses(subject, row, "emails")
    yield from mail_addresses(subject, row, "emailaddress")
    for number in (part for value in values(numbers) for part in value.split(",")):
        if number.strip():
            yield checked(phone, number.strip(), lambda found: Phone(subject, found), row, "phonenumbers")
    yield from job(subject, row, "companies", "title")


def endorsement_received(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A skill of the owner's that someone vouches for."""
    yield from _endorsement(row, facts, "endorsements_received")


def endorsement_given(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A skill of someone's that the owner vouches for."""
    yield from _endorsement(row, facts, "endorsements_given")


def _endorsement(row: Row, facts: Facts, kind: str) -> Iterator[Reading]:
    (other,) = people(kind, row)
    subject, skill, status = subject_of(other, facts), row["skillname"], row["endorsementstatus"]
    given_on, problems = dated(row, "endorsementdate", facts, moment)
    row["displaystatus"]
    if not subject or not skill:
        yield from problems or [Nothing("an endorsement by nobody in particular")]
        return
    yield from problems
    who = "endorser" if kind == "endorsements_received" else "endorsee"
    yield Name(subject, given=row[f"{who}firstname"] or None, family=row[f"{who}lastname"] or None)
    yield from identity(subject, other, facts)
    if status.upper() not in _STANDING:
        return  # not accepted, or withdrawn: someone they know, and no more
    on = given_on.date() if given_on else None
    if kind == "endorsements_received":
        yield Endorsement(OWNER, subject, skill, on)
    else:
        yield Endorsement(subject, OWNER, skill, on)


def recommendation(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """What someone wrote for the owner, or the owner for them; and where that one worked on that day."""
    (other,) = people(facts["file"], row)
    subject, text, status = subject_of(other, facts), row["text"], row["status"]
    given_on, problems = dated(row, "creationdate", facts, moment)
    if not subject:
        yield from problems or [Nothing("a recommendation by nobody in particular")]
        return
    yield from problems
    on = given_on.date() if given_on else None
    given, family = row["firstname"], row["lastname"]
    yield Name(subject, given=given or None, family=family or None)
    if company := row["company"]:
        yield Affiliation(subject, company, title=row["jobtitle"] or None, start_hi=on, end_lo=on)
    if status.upper() not in _STANDING:
        return  # hidden or withdrawn
    if facts["file"] == "recommendations_received":
        yield Recommendation(OWNER, subject, text or None, on)
    elif facts["file"] == "recommendations_given":
        yield Recommendation(subject, OWNER, text or None, on)
    else:
        yield Rejected("a recommendation given or received, as only the file's name could say", row.written("text"))


def identity(subject: str, shown: Shown, facts: Facts) -> Iterator[Reading]:
    """The URL of someone shown, and the key by which an export without URLs would know them."""
    if not shown.key:
        return
    yield Link(subject, shown.url)
    alias = shown.key_without_url
    if subject != OWNER and alias and alias not in facts["shared"]:
        yield Alias(subject, alias)


def mail_addresses(subject: str, row: Row, name: str, label: str | None = None) -> Iterator[Reading]:
    """The e-mail addresses in a column."""
    for address in emails(row[name]):
        yield checked(email, address, lambda found: Email(subject, found, label), row, name)


def job(subject: str, row: Row, company: str, title: str, is_ongoing: bool = False) -> Iterator[Reading]:
    """The company of a row with the title there; a title without company stays unread."""
    if row[company]:
        yield Affiliation(subject, row[company], title=row[title] or None, is_ongoing=is_ongoing)


def checked(check: Callable[[str], str], value: str, claim: Callable[[str], Reading], row: Row, name: str) -> Reading:
    """The claim of a value, or its rejection where the check finds it can't be believed."""
    try:
        return claim(check(value))
    except BadCellError as problem:
        return Rejected(str(problem), row.written(name))


def dated(row: Row, name: str, facts: Facts, read: Callable[[str, str | None], Any]) -> tuple[Any, list[Reading]]:
    """The date in a column as `read` reads it, None where there is none; and the rejection of one that is none."""
    if not row[name]:
        return None, []
    try:
        return read(row[name], facts["date_order"]), []
    except BadCellError as problem:
        return None, [Rejected(str(problem), row.written(name))]
