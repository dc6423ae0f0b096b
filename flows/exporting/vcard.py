"""vCard 4.0 (RFC 6350): one card a person, as phones, mail programs and our own reader take it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from flows.exporting.contacts import Address, Contact, Labelled

LONGEST_LINE: Final = 75
"""Octets of a line without its end; the rest is folded (RFC 6350, 3.2)."""

_ESCAPED: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TYPES: Final = {
    **dict.fromkeys(("home", "private", "personal", "privat"), "home"),
    **dict.fromkeys(("work", "business", "office", "arbeit"), "work"),
    **dict.fromkeys(("cell", "mobile", "mobil", "iphone", "handy"), "cell"),
    **dict.fromkeys(("fax", "pager", "text", "video", "voice"), None),
}
"""What sources call a value -> its TYPE; a fax and the like keep their own."""


def cards(contacts: Iterable[Contact]) -> Iterator[str]:
    """The cards, each with its line ends."""
    for contact in contacts:
        yield "".join(f"{_folded(line)}\r\n" for line in _lines(contact))


def uid(person_id: str) -> str:
    """What a card is known by: the same for a person in every export, and no id of ours."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'reknit:{person_id}')}"


def _lines(contact: Contact) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:{uid(contact.person_id)}"
    yield "KIND:individual"
    yield f"FN:{_text(contact.name)}"
    if contact.given or contact.family:
        yield f"N:{_text(contact.family)};{_text(contact.given)};;;"
    if contact.nicknames:
        yield f"NICKNAME:{','.join(map(_text, contact.nicknames))}"
    if contact.organization:
        yield f"ORG:{_text(contact.organization)}"
    if contact.title:
        yield f"TITLE:{_text(contact.title)}"
    for position, email in enumerate(contact.emails):
        yield f"EMAIL{_parameters(email.labels, position)}:{_text(email.value)}"
    for position, phone in enumerate(contact.phones):
        yield _phone(phone, position)
    for position, address in enumerate(contact.addresses):
        yield _address(address, position)
    for position, link in enumerate(contact.links):
        yield f"URL{_parameters((), position)}:{_uri(link.value)}"
    if birthday := _birthday(*contact.birthday):
        yield f"BDAY:{birthday}"
    yield "END:VCARD"


def _phone(phone: Labelled, position: int) -> str:
    parameters = _parameters(phone.labels, position)
    if phone.value.startswith("+"):
        return f"TEL;VALUE=uri{parameters}:tel:{_one_line(phone.value)}"
    return f"TEL{parameters}:{_text(phone.value)}"


def _address(address: Address, position: int) -> str:
    parts = ("", "", address.street, address.locality, address.region, address.postcode, address.country)
    street = [address.text] if address.text and not any(parts) else [address.street]
    written = ["", "", *street, *parts[3:]]
    return f"ADR{_parameters(address.labels, position)}:{';'.join(map(_text, written))}"


def _birthday(year: int, month: int, day: int) -> str:
    """A date, or what is known of one: 19840102, --0415, 1984-01, 1984 (RFC 6350, 4.3.1); "" for less."""
    if month and day:
        return f"{year:04}{month:02}{day:02}" if year else f"--{month:02}{day:02}"
    if year:
        return f"{year:04}-{month:02}" if month else f"{year:04}"
    return f"--{month:02}" if month else ""


def _parameters(labels: Iterable[str], position: int) -> str:
    types = {_TYPES.get(label.lower(), "") or (label.lower() if label.lower() in _TYPES else "") for label in labels}
    named = "".join(f";TYPE={type_}" for type_ in sorted(filter(None, types)))
    return named + (";PREF=1" if position == 0 else "")


def _text(value: str) -> str:
    return _CONTROL.sub("", value).translate(_ESCAPED)


def _uri(value: str) -> str:
    """An address of the web with its scheme, which sources leave out: linkedin.com/in/ada."""
    link = _one_line(value)
    return link if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link) else f"https://{link}"


def _one_line(value: str) -> str:
    return re.sub(r"\s+", "", _CONTROL.sub("", value))


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, none of which ends inside a character."""
    pieces, room = [""], LONGEST_LINE
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if size > room:
            pieces.append("")
            room = LONGEST_LINE - 1  # the blank that begins a further line counts
        pieces[-1] += character
        room -= size
    return "\r\n ".join(pieces)
