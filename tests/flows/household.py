"""A small invented household of sources, written anew by each test that needs one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

SETTINGS = """
[warehouse]
folder = "data"
as_of = 2026-06-30

[me]
names = ["Ada Byron"]
emails = ["ada@byron.example"]
region = "GB"

[[source]]
name = "phone"
connector = "vcard"
path = "inbox/phone.vcf"

[[source]]
name = "club"
connector = "csv_people"
path = "inbox/club.csv"
"""


def person(number: int) -> tuple[str, str, str]:
    """Given name, family name and address of one of the household's people; always the same for a number."""
    given = ("Ada", "Bo", "Chidi", "Dolores", "Emre", "Fatou", "Goran", "Hye-jin")[number % 8]
    family = ("Abara", "Byström", "Costa", "Đặng", "Eliot", "Fujita", "Güneş")[number % 7]
    return given, f"{family}-{number}", f"{given}.{number}@post.example".lower()


def write_cards(file: Path, numbers: Iterable[int], revised: date | None = None) -> str:
    """A phone's vCard file of these people, all revised on this day; returns its text."""
    cards = []
    for number in numbers:
        given, family, address = person(number)
        lines = [f"FN:{given} {family}", f"N:{family};{given};;;", f"EMAIL;TYPE=HOME:{address}", f"UID:card-{number}"]
        if revised:
            lines.append(f"REV:{revised:%Y-%m-%d}T00:00:00Z")
        cards.append("\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""]))
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(cards)
    file.write_text(text, encoding="utf-8", newline="")
    return text


def write_members(file: Path, numbers: Iterable[int]) -> None:
    """A club's list of these people: a CSV with a birth date each."""
    rows = ["First Name,Last Name,E-mail,Birthday"]
    for number in numbers:
        given, family, address = person(number)
        rows.append(f"{given},{family},{address},{date(1970, 1, 1) + timedelta(days=number)}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")


def settle(folder: Path, people: int = 40) -> Path:
    """A settings file with two sources that know many of the same people; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "reknit.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    write_cards(folder / "inbox/phone.vcf", range(people))
    write_members(folder / "inbox/club.csv", range(people // 2, people + people // 2))
    return settings
