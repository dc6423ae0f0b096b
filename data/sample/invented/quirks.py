"""How a name gets written: the disagreements between address books, each a small change of a card."""

from __future__ import annotations

from collections.abc import Callable

from .card import Card
from .dice import Dice
from .names import NICKNAMES, RESPELT, PersonName, plain
from .people import Person


def own_script(card: Card, person: Person, name: PersonName) -> None:
    """In the script of its culture, the Roman letters as its sound."""
    if name.native:
        card.phonetic_given, card.phonetic_family = card.given, card.family
        card.given, card.family, card.middle = name.native_given, name.native_family, ""
        card.surname_first = name.surname_first


def surname_first(card: Card, person: Person, name: PersonName) -> None:
    """In the order of its culture, Nguyễn Thị Hương, all in the field for given names."""
    if name.surname_first:
        card.given, card.middle, card.family = " ".join(x for x in (name.family, name.middle, name.given) if x), "", ""


def other_romanisation(card: Card, person: Person, name: PersonName) -> None:
    """As another country writes it: Evgeny, Jewgeni."""
    card.given, card.family = RESPELT.get(card.given, card.given), RESPELT.get(card.family, card.family)


def nickname_only(card: Card, person: Person, name: PersonName) -> None:
    """Bob instead of Robert; Oma Hilde instead of anything."""
    card.given = person.nickname or NICKNAMES.get(card.given, card.given)
    card.middle = card.nickname = ""


def without_accents(card: Card, person: Person, name: PersonName) -> None:
    """Typed on the wrong keyboard: ö as oe by Germans, as o by others."""
    german = person.culture in ("german", "turkish", "scandinavian", "hungarian")
    card.given, card.middle, card.family = (plain(x, german) for x in (card.given, card.middle, card.family))


def swapped(card: Card, person: Person, name: PersonName) -> None:
    """Given and family name in each other's field."""
    if card.family:
        card.given, card.family = card.family, card.given


def all_capitals(card: Card, person: Person, name: PersonName) -> None:
    """From a badge or a form."""
    card.given, card.family = card.given.upper(), card.family.upper()


def one_field(card: Card, person: Person, name: PersonName) -> None:
    """The whole name in the field for given names."""
    card.given, card.middle, card.family = " ".join(x for x in (card.given, card.middle, card.family) if x), "", ""


def initial_only(card: Card, person: Person, name: PersonName) -> None:
    """K. Weidenfeld."""
    if card.family:
        card.given, card.middle = card.given[0] + ".", ""


def slip(card: Card, person: Person, name: PersonName) -> None:
    """Two letters of the family name change places, or one falls out."""
    at = len(card.family) // 2
    if len(card.family) > 5 and card.family[at - 1 : at + 1].isalpha():
        a, b = card.family[at - 1], card.family[at]
        card.family = card.family[: at - 1] + (b + a if a != b else a) + card.family[at + 1 :]


def titled(card: Card, person: Person, name: PersonName) -> None:
    """With a degree before or behind the name."""
    if person.culture == "german":
        card.prefix = "Dr."
    else:
        card.suffix = card.suffix or "PhD"


Quirk = Callable[[Card, Person, PersonName], None]

SCRIPT: list[Quirk] = [own_script, own_script, own_script, surname_first, other_romanisation]
COMMON: list[Quirk] = [nickname_only, nickname_only, nickname_only, without_accents, without_accents, one_field, slip]
RARE: list[Quirk] = [swapped, all_capitals, initial_only, titled, slip]


def write_name(card: Card, person: Person, dice: Dice) -> Card:
    """The card with the name as it happened to be written; the same throws for the same dice."""
    name = person.name_on(card.written_on)
    if person.called and dice.chance(0.7):
        card.given, card.family = person.called, ""
    elif (name.native or name.surname_first) and dice.chance(0.4):
        dice.pick(SCRIPT)(card, person, name)
    elif dice.chance(0.3):
        dice.pick(COMMON if dice.chance(0.7) else RARE)(card, person, name)
    return card
