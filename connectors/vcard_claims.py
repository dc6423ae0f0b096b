"""What each property of a card says: one short function for each kind of property, looked up in READERS."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote

from connectors.claims import Birthday, Claim, Email, Link, Name, Note, Phone, Place, Rejected, Relation, Tag, Unread
from connectors.vcard_lines import MEDIA, Head
from connectors.vcard_properties import ANDROID_RELATIONS, MESSENGERS, RELATIONS
from connectors.vcard_values import birthday, components, label_of, listed, unescaped

NO_PREFERENCE: Final = 101

_ANGLED: Final = re.compile(r"<([^<>]+)>")
_ADDRESS: Final = re.compile(r"(?:[^\s@<>\"]+|\"[^\"]+\")@[^\s@<>]+\Z")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AGENT_NAME: Final = re.compile(r"^FN[^:\n]*:(.+)$", re.MULTILINE | re.IGNORECASE)


class Card:
    """What has been read of a card so far; values that belong together are kept apart until all are there.

    claims: in the order of the card. preferences: (preference, index into claims) of those that state one.
    others: what was left out. labels: X-ABLabel by group. organizations, titles, roles: (group, value).
    """

    __slots__ = (
        "claims", "full_names", "labels", "name_parts", "organizations", "others", "phonetic", "places", "preferences",
        "roles", "subject", "titles",
    )  # fmt: skip

    def __init__(self, subject: str, labels: dict[str, str]) -> None:
        self.subject = subject
        self.labels = labels
        self.claims: list[Claim] = []
        self.preferences: list[tuple[int, int]] = []
        self.others: list[Unread | Rejected] = []
        self.full_names: list[str] = []
        self.name_parts: list[str] = []
        self.phonetic: dict[str, str] = {}
        self.organizations: list[tuple[str, list[str]]] = []
        self.titles: list[tuple[str, str]] = []
        self.roles: list[tuple[str, str]] = []
        self.places: dict[tuple[str, ...], int] = {}

    def claim(self, claim: Claim, head: Head) -> None:
        """Adds a claim, with the preference its property states."""
        if head.preference != NO_PREFERENCE:
            self.preferences.append((head.preference, len(self.claims)))
        self.claims.append(claim)

    def label(self, head: Head) -> str | None:
        """Of the property's group if that has one, else of its types."""
        return label_of(head.types, self.labels.get(head.group) if head.group else None)

    def unread(self, name: str) -> None:
        """Counts a property that nothing was made of."""
        self.others.append(Unread(name))

    def rejected(self, reason: str, name: str) -> None:
        """Reports a value that can't be believed."""
        self.others.append(Rejected(reason, name))


Reader = Callable[[Card, Head, str], None]


def _full_name(card: Card, head: Head, value: str) -> None:
    if full := unescaped(value):  # one value: an unescaped comma is part of it ("Keller, Anna")
        card.full_names.append(full)


def _name_parts(card: Card, head: Head, value: str) -> None:
    parts = components(value)
    if any(parts):
        if card.name_parts:
            card.unread("N")
        else:
            card.name_parts = parts


def _nickname(card: Card, head: Head, value: str) -> None:
    for nickname in listed(value):
        card.claim(Name(card.subject, full=nickname, kind="nickname"), head)


def _maiden_name(card: Card, head: Head, value: str) -> None:
    if family := unescaped(value):
        card.claim(Name(card.subject, family=family, kind="maiden"), head)


_PHONETIC: Final = {
    "X-PHONETIC-FIRST-NAME": "given",
    "X-PHONETIC-MIDDLE-NAME": "middle",
    "X-PHONETIC-LAST-NAME": "family",
}


def _phonetic(card: Card, head: Head, value: str) -> None:
    if spoken := unescaped(value):
        card.phonetic[_PHONETIC[head.name]] = spoken


def _phonetic_of_phones(card: Card, head: Head, value: str) -> None:
    family, given, *_ = [*components(value), ""]
    card.phonetic |= {part: spoken for part, spoken in (("family", family), ("given", given)) if spoken}


def _email(card: Card, head: Head, value: str) -> None:
    address = unescaped(value)
    if not _ADDRESS.match(address):
        if address[:7].lower() == "mailto:":
            address = unquote(address[7:].partition("?")[0])
        angled = _ANGLED.search(address)
        address = angled[1].strip() if angled else address
        if not address:
            return
        if not _ADDRESS.match(address):
            card.rejected("not an e-mail address", "EMAIL")
            return
    card.claim(Email(card.subject, address, card.label(head)), head)


def _phone(card: Card, head: Head, value: str) -> None:
    number = unescaped(value)
    if ":" in number:
        scheme, _, rest = number.partition(":")
        if scheme.lower() == "tel":
            number = _tel_uri(rest)
        elif scheme.isalpha():
            card.claim(Link(card.subject, number, card.label(head)), head)
            return
    if extension := head.parameters.get("EXT"):
        number = f"{number} ext. {extension}"
    if any(sign.isdigit() for sign in number):
        card.claim(Phone(card.subject, number, card.label(head)), head)
    elif number:
        card.rejected("not a phone number", "TEL")


def _tel_uri(rest: str) -> str:
    """The number of a tel: URI (RFC 3966), as a person would write it."""
    number, *parameters = rest.split(";")
    number = unquote(number)
    for parameter in parameters:
        key, _, said = parameter.partition("=")
        if key.lower() == "phone-context" and said.startswith("+") and not number.startswith("+"):
            number = f"{said} {number}"
        elif key.lower() == "ext" and said:
            number = f"{number} ext. {said}"
    return number.strip()


def _link(card: Card, head: Head, value: str) -> None:
    if url := unescaped(value):
        card.claim(Link(card.subject, url, card.label(head)), head)


def _account(card: Card, head: Head, value: str) -> None:
    """IMPP and X-SOCIALPROFILE: the service is said by a parameter, by the types, or by the scheme."""
    url = unescaped(value)
    service = head.parameters.get("X-SERVICE-TYPE") or head.parameters.get("SERVICE-TYPE")
    label = service.lower() if service else card.label(head)
    if label is None and (scheme := _SCHEME.match(url)):
        label = scheme[0][:-1].lower()
    if url and url != "x-apple:":
        card.claim(Link(card.subject, url, label), head)


def _messenger(card: Card, head: Head, value: str) -> None:
    if account := unescaped(value):
        scheme = MESSENGERS[head.name]
        url = account if _SCHEME.match(account) else f"{scheme}:{account}"
        card.claim(Link(card.subject, url, scheme), head)


def _place(card: Card, head: Head, value: str) -> None:
    parts = components(value)
    if not any(parts):
        return
    box, extended, street, locality, region, postcode, country = (*parts[:7], *[""] * 7)[:7]
    written = head.parameters.get("LABEL")
    card.places.setdefault(head.types, len(card.claims))
    whole = ", ".join(part for part in (street, extended, box) if part)
    text = written.replace("^n", "\n").replace("\\n", "\n") if written else None
    claim = Place(
        *(card.subject, whole or None, locality or None, region or None, postcode or None, country or None),
        *(text, card.label(head)),
    )
    card.claim(claim, head)


def _address_label(card: Card, head: Head, value: str) -> None:
    """LABEL, an address as printed: added to the ADR of the same types, else a place of its own."""
    text = "\n".join(line.strip(" ,") for line in unescaped(value).splitlines() if line.strip(" ,"))
    if not text:
        return
    index = card.places.get(head.types)
    place = card.claims[index] if index is not None else None
    if index is not None and isinstance(place, Place) and place.text is None:
        card.claims[index] = place._replace(text=text)
    else:
        card.claim(Place(card.subject, text=text, label=card.label(head)), head)


def _birthday(card: Card, head: Head, value: str) -> None:
    said = unescaped(value)
    day = birthday(said, head.parameters.get("X-APPLE-OMIT-YEAR"))
    if day:
        card.claim(Birthday(card.subject, *day), head)
    elif said:
        card.rejected("not a date", "BDAY")


def _organization(card: Card, head: Head, value: str) -> None:
    parts = [part for part in components(value) if part]  # a comma is part of a firm's name ("Example, Inc.")
    if parts:
        card.organizations.append((head.group, parts))


def _title(card: Card, head: Head, value: str) -> None:
    if title := unescaped(value):
        (card.titles if head.name == "TITLE" else card.roles).append((head.group, title))


def _related(card: Card, head: Head, value: str) -> None:
    name = unescaped(value)
    if _SCHEME.match(name):
        card.unread(head.name)
    elif name:
        card.claim(Relation(card.subject, card.label(head) or "related", name), head)


def _relation(card: Card, head: Head, value: str) -> None:
    for name in listed(value) if head.name == "X-CHILDREN" else [unescaped(value)]:
        if name:
            card.claim(Relation(card.subject, RELATIONS[head.name], name), head)


def _agent(card: Card, head: Head, value: str) -> None:
    """A card inside the card, already reduced to its FN; or, in 3.0, escaped into the value."""
    inner = value.replace("\\n", "\n").replace("\\N", "\n")
    if inner[:6].upper() == "BEGIN:":
        named = _AGENT_NAME.search(inner)
        inner = named[1] if named else ""
    if inner.strip() and not _SCHEME.match(inner):
        card.claim(Relation(card.subject, "agent", unescaped(inner)), head)
    else:
        card.unread("AGENT")


def _android(card: Card, head: Head, value: str) -> None:
    """Rows of Android's contacts database: kind;value;number of the type;label of type 0."""
    kind, said, number, label, *_ = [*components(value), "", "", ""]
    kind = kind.removeprefix("vnd.android.cursor.item/")
    if not said:
        return
    if kind == "nickname":
        card.claim(Name(card.subject, full=said, kind="nickname"), head)
    elif kind == "relation":
        relation = label.lower() or ANDROID_RELATIONS.get(int(number) if number.isdecimal() else 0, "related")
        card.claim(Relation(card.subject, relation, said), head)
    elif kind == "contact_event" and number == "3":
        _birthday(card, head, said)
    else:
        card.unread(head.name)


def _tags(card: Card, head: Head, value: str) -> None:
    for tag in listed(value):
        card.claim(Tag(card.subject, tag), head)


def _note(card: Card, head: Head, value: str) -> None:
    if text := unescaped(value):
        card.claim(Note(card.subject, text), head)


def _media(card: Card, head: Head, value: str) -> None:
    card.unread(head.name)


READERS: Final[dict[str, Reader]] = {
    "FN": _full_name,
    "N": _name_parts,
    "NICKNAME": _nickname,
    "X-NICKNAME": _nickname,
    "X-MAIDENNAME": _maiden_name,
    "X-MAIDEN-NAME": _maiden_name,
    "X-IRMC-N": _phonetic_of_phones,
    "EMAIL": _email,
    "TEL": _phone,
    "URL": _link,
    "CONTACT-URI": _link,
    "X-EVOLUTION-BLOG-URL": _link,
    "X-EVOLUTION-VIDEO-URL": _link,
    "X-KADDRESSBOOK-BLOGFEED": _link,
    "IMPP": _account,
    "SOCIALPROFILE": _account,
    "X-SOCIALPROFILE": _account,
    "ADR": _place,
    "LABEL": _address_label,
    "BDAY": _birthday,
    "ORG": _organization,
    "TITLE": _title,
    "ROLE": _title,
    "RELATED": _related,
    "X-ABRELATEDNAMES": _related,
    "AGENT": _agent,
    "X-ANDROID-CUSTOM": _android,
    "CATEGORIES": _tags,
    "CATEGORY": _tags,
    "NOTE": _note,
    "X-NOTE": _note,
    **dict.fromkeys(_PHONETIC, _phonetic),
    **dict.fromkeys(MESSENGERS, _messenger),
    **dict.fromkeys(RELATIONS, _relation),
    **dict.fromkeys(MEDIA, _media),
}
"""Which function reads a property; called only with a value that is not empty."""
