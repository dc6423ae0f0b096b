"""Google's CSV of contacts, as it exports and imports them (since 2024: `First Name`, `E-mail 1 - Value`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from flows.exporting.contacts import Address, Contact, Labelled

_SEPARATOR = " ::: "
"""What Google puts between several values of one cell."""


def table(contacts: Iterable[Contact]) -> Iterator[list[str]]:
    """The header, then one row a person; as many columns as whoever has most addresses and numbers needs."""
    everyone = list(contacts)
    emails = max((len(each.emails) for each in everyone), default=0)
    phones = max((len(each.phones) for each in everyone), default=0)
    addresses = max((len(each.addresses) for each in everyone), default=0)
    links = max((len(each.links) for each in everyone), default=0)
    yield [
        *("First Name", "Middle Name", "Last Name", "Nickname", "File As"),
        *("Organization Name", "Organization Title", "Organization Department", "Birthday", "Notes", "Labels"),
        *_numbered("E-mail", emails, ("Label", "Value")),
        *_numbered("Phone", phones, ("Label", "Value")),
        *_numbered("Address", addresses, _ADDRESS_COLUMNS),
        *_numbered("Website", links, ("Label", "Value")),
    ]
    for each in everyone:
        given, family = (each.given, each.family) if each.given or each.family else (each.name, "")
        file_as = each.name if f"{given} {family}".strip() != each.name else ""
        yield [
            *(given, "", family, _SEPARATOR.join(each.nicknames), file_as),
            *(each.organization, each.title, "", _birthday(*each.birthday), "", "* myContacts"),
            *_labelled(each.emails, emails),
            *_labelled(
                [Labelled(phone.value.replace(";ext=", " ext. "), phone.labels) for phone in each.phones], phones
            ),
            *_places(each.addresses, addresses),
            *_labelled(each.links, links),
        ]


def _numbered(name: str, count: int, columns: Iterable[str]) -> list[str]:
    return [f"{name} {number} - {column}" for number in range(1, count + 1) for column in columns]


def _labelled(values: Iterable[Labelled], count: int) -> Iterator[str]:
    for value, _ in zip_longest(values, range(count)):
        yield from ((value.labels[0] if value.labels else "", value.value) if value else ("", ""))


def _places(addresses: Iterable[Address], count: int) -> Iterator[str]:
    for place, _ in zip_longest(addresses, range(count)):
        if place is None:
            yield from [""] * len(_ADDRESS_COLUMNS)
            continue
        parts = (place.street, place.locality, "", place.region, place.postcode, place.country, "")
        formatted = place.text or "\n".join(filter(None, parts))
        yield from (place.labels[0] if place.labels else "", formatted, *parts)


def _birthday(year: int, month: int, day: int) -> str:
    """As Google writes it: 1984-01-02, --04-15; "" when the day is not known."""
    if not month or not day:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


_ADDRESS_COLUMNS = (
    *("Label", "Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country", "Extended Address"),
)
