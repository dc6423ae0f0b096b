"""What a whole card says about its person, or about the two people it names.

readings(properties, subject, uid) ──▶ claims, Unread, Rejected; or Nothing for the card of a group or a firm
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from connectors.claims import (
    Affiliation,
    Birthday,
    Claim,
    Email,
    Identifier,
    Link,
    Name,
    Note,
    Nothing,
    Phone,
    Place,
    Reading,
    Rejected,
    Relation,
    Tag,
)
from connectors.couples import two_people
from connectors.records import digest
from connectors.vcard_claims import READERS, Card
from connectors.vcard_lines import Property
from connectors.vcard_properties import KINDS_OF_NOBODY, NOT_ABOUT_PEOPLE
from connectors.vcard_values import unescaped

_KIND_NAMES: Final = ("KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS")
UNIQUE_UID: Final = 16
"""Characters of a UID that is hardly used twice in the world; shorter ones are running numbers of one address book."""

_LIST_COMMA: Final = re.compile(r",(?! )")
_SHARED_BY_TWO: Final = (Email, Phone, Link, Place, Tag, Note)
_OF_ONE: Final[dict[type[Any], str]] = {Birthday: "BDAY", Relation: "RELATED", Name: "NICKNAME"}


def readings(properties: list[Property], subject: str, uid: str) -> Iterator[Reading]:
    """Everything a card says; at least one claim, Rejected or Nothing.

    properties: of the card alone, decoded. uid: its UID, "" without one; a long one is claimed as an identifier, since
    the same card in two address books is the same person.
    """
    card = Card(subject, {head.group: unescaped(text) for head, text in properties if head.name == "X-ABLABEL"})
    kind = ""
    for head, value in properties:
        name = head.name
        reader = READERS.get(name)
        if reader is not None:
            if value:
                reader(card, head, value)
        elif name in NOT_ABOUT_PEOPLE:
            if name in _KIND_NAMES:
                kind = kind or _kind(name, value)
        elif not name:
            card.others.append(Rejected("a line that is no property"))
        elif value.strip(" ;\n"):
            card.unread(name)
    if properties[-1][0].name != "END":
        card.rejected("the card has no end", "END")
    kind = kind or _firm_alone(card)
    claims = [] if kind else _claims(card, uid)
    yield from claims
    yield from card.others
    if not claims and not any(type(other) is Rejected for other in card.others):
        yield Nothing(kind or "names nobody")


def _kind(name: str, value: str) -> str:
    """What else the card is about, if not a person."""
    said = value.strip().lower()
    return KINDS_OF_NOBODY.get("org" if name == "X-ABSHOWAS" and said == "company" else said, "")


def _firm_alone(card: Card) -> str:
    """Whether the only name on the card is its firm's, which is how address books without KIND write a firm."""
    if not card.organizations:
        return ""
    firm = card.organizations[0][1][0].casefold()
    full = card.full_names[0].casefold() if card.full_names else ""
    parts = " ".join(filter(None, card.name_parts)).casefold()
    is_named = full or parts or not any(type(claim) is Email for claim in card.claims)
    return KINDS_OF_NOBODY["org"] if is_named and full in ("", firm) and parts in ("", firm) else ""


def _claims(card: Card, uid: str) -> list[Claim]:
    """Names first, then the preferred of each kind before the others; none when the card names nobody."""
    claims = _preferred_first(card)
    names = _names(card)
    if not names and not any(type(claim) in (Email, Phone, Link) for claim in claims):
        return []
    couple = _couple(card)
    if couple:
        return _claims_of_two(card, couple, claims)
    claims = [*names, *claims, *_affiliations(card)]
    if len(uid) >= UNIQUE_UID:
        claims.append(Identifier(card.subject, "vcard_uid", uid))
    return claims


def _preferred_first(card: Card) -> list[Claim]:
    if not card.preferences:
        return card.claims
    preferred = [index for _, index in sorted(card.preferences)]
    rest = [index for index in range(len(card.claims)) if index not in preferred]
    return [card.claims[index] for index in (*preferred, *rest)]


def _names(card: Card) -> list[Claim]:
    """FN and N as one name; further FNs, and how the name is spoken, as names of their own."""
    names: list[Claim] = []
    full = card.full_names[0] if card.full_names else None
    if full and any(claim[1] == full for claim in card.claims if type(claim) in (Email, Phone)):
        full = None  # programs without a name to show write the address into FN
    if full or any(card.name_parts):
        family, given, middle, prefix, suffix = ([_spaced(part) for part in card.name_parts] + [None] * 5)[:5]
        names.append(Name(card.subject, full, given, middle, family, prefix, suffix))
    names += [Name(card.subject, full=other) for other in dict.fromkeys(card.full_names[1:]) if other != full]
    if card.phonetic:
        names.append(Name(card.subject, kind="phonetic", **card.phonetic))
    return names


def _spaced(part: str) -> str | None:
    """A part of N; several values of it are a list with commas ("Philip,Paul"), unlike the comma of "Keller, Anna"."""
    return (_LIST_COMMA.sub(" ", part).strip(" ,") if "," in part else part) or None


def _couple(card: Card) -> tuple[str, str] | None:
    """The two people of a card that names two and nothing else contradicts."""
    if len(card.full_names) != 1:
        return None
    couple = two_people(card.full_names[0])
    if couple is None or not any(card.name_parts):
        return couple
    family, given = (*card.name_parts, "")[:2]
    return couple if two_people(f"{given} {family}") == couple or card.full_names[0] in (family, given) else None


def _claims_of_two(card: Card, couple: tuple[str, str], claims: list[Claim]) -> list[Claim]:
    """Both have the card's addresses; whose birthday, work and relations it states, it does not say."""
    for claim in claims:
        if type(claim) in _OF_ONE:
            card.unread(_OF_ONE[type(claim)])
    for name, values in (("ORG", card.organizations), ("TITLE", card.titles), ("ROLE", card.roles)):
        if values:
            card.unread(name)
    shared = [claim for claim in claims if isinstance(claim, _SHARED_BY_TWO)]
    found: list[Claim] = []
    for full in couple:
        subject = f"{card.subject}/{digest(full.casefold())[:8]}"
        found += [Name(subject, full=full), *(claim._replace(subject=subject) for claim in shared)]
    return found


def _affiliations(card: Card) -> list[Claim]:
    """Each ORG with the TITLE (or ROLE, where there is no TITLE) of its group; else with the one in the same place."""
    titles = list(card.titles or card.roles)
    if card.titles and card.roles:
        card.unread("ROLE")
    title_of: dict[int, str] = {}
    for place, (group, _) in enumerate(card.organizations):
        title = next((title for title in titles if group and title[0] == group), None)
        if title:
            title_of[place] = title[1]
            titles.remove(title)
    without = [place for place in range(len(card.organizations)) if place not in title_of]
    paired = len(without) if len(titles) == len(without) else 1
    for place, (_, text) in zip(without[:paired], titles, strict=False):
        title_of[place] = text
    for _ in titles[min(paired, len(without)) :]:
        card.unread("TITLE" if card.titles else "ROLE")
    return [
        Affiliation(card.subject, organization, ", ".join(units) or None, title_of.get(place))
        for place, (_, (organization, *units)) in enumerate(card.organizations)
    ]
