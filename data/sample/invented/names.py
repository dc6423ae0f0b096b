"""Names of many cultures, and the same name in other letters."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .dice import Dice

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
NICKNAMES: dict[str, str] = TABLES.pop("nicknames")
RESPELT: dict[str, str] = TABLES.pop("respelt")
CULTURES: tuple[str, ...] = tuple(TABLES)

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ð": "d", "Ð": "D"}
    | {"þ": "th", "Þ": "Th", "đ": "d", "Đ": "D", "ı": "i", "’": "'"}
)
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True)
class PersonName:
    """A name in Roman letters and, where the culture has another script, in that."""

    given: str
    family: str
    middle: str = ""
    suffix: str = ""
    native_given: str = ""
    native_family: str = ""
    surname_first: bool = False

    @property
    def full(self) -> str:
        """Given names first."""
        return " ".join(part for part in (self.given, self.middle, self.family, self.suffix) if part)

    @property
    def native(self) -> str:
        """In its own script and order; empty for a name in Roman letters."""
        if not self.native_given:
            return ""
        if self.surname_first:
            return self.native_family + self.native_given
        return f"{self.native_given} {self.native_family}".strip()


def plain(text: str, german: bool = False) -> str:
    """Without accents: Jørgensen -> Jorgensen; Müller -> Muller, or Mueller the German way."""
    text = text.translate(GERMAN) if german else text
    parted = unicodedata.normalize("NFD", text.translate(PLAIN))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def forms(entry: str, sex: str) -> tuple[str, str]:
    """(Roman, native) of a table entry such as "Orlov/Orlova|Орлов/Орлова"."""
    roman, _, native = entry.partition("|")
    masculine, _, feminine = roman.partition("/")
    native_masculine, _, native_feminine = native.partition("/")
    if sex == "f":
        return feminine or masculine, native_feminine or native_masculine
    return masculine, native_masculine


def thrown_name(dice: Dice, culture: str, sex: str) -> PersonName:
    """A name as this culture builds them."""
    table = TABLES[culture]
    pattern = table.get("pattern", "")
    given, native_given = forms(dice.pick(table["given_" + sex]), sex)
    family, native_family = forms(dice.pick(table["family"]), sex)
    middle = ""
    if pattern == "double":
        family = f"{family} {dice.pick([other for other in table['family'] if other != family])}"
    if pattern == "middle":
        middle = dice.pick(table["middle_" + sex])
    return PersonName(
        given,
        family,
        middle,
        native_given=native_given,
        native_family=native_family,
        surname_first=table.get("order") == "surname-first",
    )


def married_name(dice: Dice, name: PersonName, culture: str, sex: str) -> PersonName | None:
    """The name after a wedding, or None when it stays as it is."""
    keep = 1 - TABLES[culture].get("spouse", 0) * (1 if sex == "f" else 0.15)
    if dice.chance(keep):
        return None
    other = thrown_name(dice, dice.pick([culture, culture, "german", "english"]), sex)
    if " " in other.family or other.family == name.family:
        return None
    family = f"{name.family}-{other.family}" if dice.chance(0.2) and "-" not in name.family else other.family
    native = other.native_family if family == other.family else ""
    return replace(name, family=family, native_family=native, native_given=name.native_given if native else "")
