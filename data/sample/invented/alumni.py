"""The list of the alumni office of Rheinfels, kept since the nineties, opened and saved again in a German Excel.

Semicolons, the Windows code page, the spouse in the member's row, dates as dd.mm.yyyy, and what Excel made of some
cells.
"""

from __future__ import annotations

from datetime import date, timedelta

from .dice import Dice
from .export import Export, csv_text
from .names import plain
from .people import Person, World

HEADER = (
    "ID;Last Name;First Name;Maiden Name;Birth Date;Class Year;Major;SP First Name;SP Last Name;"
    "Street;Zip;City;Country;Employer;Position;Email;Phone;Mobile;Remarks"
).split(";")
SAVED_ON = date(2021, 10, 18)


# What happened to some rows, by the position of the member in the list, from 1.
WRONG_DATES = {9: "31.02.1985", 27: "00.00.0000"}
NUMBERS_AS_FLOATS = {14: "4,91511E+11", 33: "4,93023E+11"}
WRONG_EMAILS = (21, 40)
SHORT_YEARS = (5, 17, 30)
CAPITALS = (11, 24, 38, 52)


def export(world: World) -> Export:
    """The file; its last two rows, one empty and one of separators only, are nobody's."""
    members = [p for p in world.people.values() if any(s.school.key == "rheinfels" for s in p.studies)]
    members = sorted([world.me, *members], key=lambda p: (plain(p.names[0][1].family).lower(), p.key))
    rows = [_row(world, member, n) for n, member in enumerate(members, 1)]
    people = [(member.key, *([member.spouse] if row[7] else [])) for member, row in zip(members, rows, strict=True)]
    text = csv_text(HEADER, rows, separator=";", end="\r\n") + "\r\n" + ";" * (len(HEADER) - 1) + "\r\n"
    return Export("inbox/alumni.csv", text.encode("cp1252"), {"": people})


def _row(world: World, person: Person, n: int) -> list[str]:
    dice = Dice("alumni", person.key)
    study = next(study for study in person.studies if study.school.key == "rheinfels")
    graduated_on = date(study.class_year, 7, 1)
    heard_on = dice.day(graduated_on, min(SAVED_ON, graduated_on + timedelta(days=4400)))
    is_married = bool(person.spouse) and world.people[person.spouse].circle in ("spouses", "rheinfels")
    if is_married:
        heard_on = max(heard_on, SAVED_ON) if dice.chance(0.8) else heard_on
    name, first = person.name_on(heard_on), person.names[0][1]
    spouse = world.people[person.spouse] if is_married else None
    if spouse is not None and heard_on < max(person.names[-1][0], spouse.names[-1][0]):
        spouse = None
    job = person.job_on(heard_on) if dice.chance(0.7) else None
    home = person.home_on(heard_on) if dice.chance(0.6) else None
    cells = dict.fromkeys(HEADER, "")
    cells |= {
        "ID": f"RF-{40000 + 37 * n}",
        "Last Name": name.family or name.given,
        "First Name": " ".join(part for part in (name.given, name.middle) if part) if name.family else "",
        "Maiden Name": first.family if name.family != first.family else "",
        "Birth Date": person.born.strftime("%d.%m.%Y") if dice.chance(0.75) else "",
        "Class Year": str(study.class_year),
        "Major": study.major,
    }
    if spouse is not None:
        other = spouse.name_on(heard_on)
        cells |= {"SP First Name": other.given, "SP Last Name": other.family}
    if home is not None:
        cells |= {"Street": home.street, "Zip": home.postcode, "City": home.city, "Country": home.country}
        cells["Phone"] = home.landline.written("slashed") if home.landline is not None else ""
    if job is not None:
        cells |= {"Employer": job.organisation.name, "Position": job.title if dice.chance(0.7) else ""}
    cells |= {"Email": _email(person, heard_on, dice), "Mobile": _mobile(person, heard_on, dice)}
    cells["Remarks"] = dice.pick(["Post kam zurück", "Spender", "möchte Magazin", "Referent 2018"]) * dice.chance(0.15)
    return [_in_code_page(cell) for cell in _damaged(cells, n).values()]


def _email(person: Person, day: date, dice: Dice) -> str:
    """The address they gave the office, often the one of their student days."""
    known = [email for since, email in person.emails if since <= day]
    if not known or not (dice.chance(0.75) or person.key == "me"):
        return ""
    email = known[0] if dice.chance(0.7) else known[-1]
    return email.capitalize() if dice.chance(0.1) else email


def _mobile(person: Person, day: date, dice: Dice) -> str:
    known = [number for since, number in person.mobiles if since <= day]
    return known[0].written(dice.pick(["national", "slashed", "zeros"])) if known and dice.chance(0.4) else ""


def _damaged(cells: dict[str, str], n: int) -> dict[str, str]:
    cells["Birth Date"] = WRONG_DATES.get(n, cells["Birth Date"])
    cells["Mobile"] = NUMBERS_AS_FLOATS.get(n, cells["Mobile"])
    if n in WRONG_EMAILS:
        cells["Email"] = cells["Email"].replace("@", "(at)") or "siehe Facebook"
    if n in SHORT_YEARS:
        cells["Class Year"] = cells["Class Year"][-2:]
    if n in CAPITALS:
        cells["Last Name"] = cells["Last Name"].upper()
    return cells


def _in_code_page(text: str) -> str:
    """What the office could type: letters that Windows-1252 has not were written without their marks."""
    return "".join(sign if _has(sign) else plain(sign) for sign in text)


def _has(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
