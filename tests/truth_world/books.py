"""Address books: an alumni office's list, and the owner's own as a CSV or as cards. They hold what was once true."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tests.truth_world.casting import work_email
from tests.truth_world.life import UNMET, Person, Stay, World
from tests.truth_world.shape import Shape

DAY = timedelta(days=1)


class Entry(NamedTuple):
    """What an address book says of somebody, as of the day it was written down."""

    person: Person
    name: str
    emails: list[str]
    job: Stay | None
    born: date | None


def entries(world: World) -> list[Entry]:
    """The owner's own address book: a third of those they know, written down once and seldom looked after."""
    found = []
    for person in world.people.values():
        habit = Random(f"{world.seed}/{person.key}/book")
        if person.circle in UNMET or habit.random() > 0.35:
            continue
        known_from = max(min(post.start for post in person.posts), world.today - DAY * 3000)
        on = known_from + DAY * habit.randint(0, (world.today - known_from).days)
        job = person.job_on(on) if habit.random() < 0.6 else None
        emails = [habit.choice(person.emails)] if habit.random() < 0.8 else []
        if job and habit.random() < 0.6:
            emails.append(work_email(world, person, job.where))
        given = person.nickname if person.nickname and habit.random() < 0.4 else person.given
        name = f"{given} {person.family_on(on)}"
        found.append(Entry(person, name, emails, job, person.born if habit.random() < 0.5 else None))
    return found


def alumni(world: World) -> list[Person]:
    """Whom the office of the owner's first school knows."""
    return [person for person in world.people.values() if any(study.where == "school-0" for study in person.studies)]


def alumni_csv(world: World, shape: Shape, on: date) -> bytes:
    """The office's list, one a row."""
    headers = {
        "school": "ID,First Name,Last Name,School,Class Year,Email,Company,Job Title",
        "class": "ID,First Name,Last Name,School,Class of,E-mail,Employer,Position",
        "german": "Nr,Vorname,Nachname,Hochschule,Abschlussjahr,E-Mail,Firma,Position",
    }
    rows = []
    for number, person in enumerate(alumni(world), 4001):
        habit = Random(f"{world.seed}/{person.key}/alumni")
        study = person.studies[0]
        job = person.job_on(on - DAY * 400) if habit.random() < 0.4 else None
        assert study.end is not None
        email = person.emails[0] if habit.random() < 0.7 else ""
        school = world.schools["school-0"].forms[0] if shape.alumni == "school" else ""
        job_cells = [person.form[job.where], job.title] if job else ["", ""]
        rows.append([number, person.given, person.family, school, study.end.year, email, *job_cells])
    gap, coding = (";", "cp1252") if shape.alumni == "german" else (",", "utf-8")
    return _csv(headers[shape.alumni].split(","), rows, gap).encode(coding)


def book_csv(world: World) -> bytes:
    """Google's form."""
    header = (
        "First Name,Middle Name,Last Name,Birthday,Notes,Organization Name,Organization Title,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value"
    )
    rows = []
    for entry in entries(world):
        given, _, family = entry.name.partition(" ")
        emails = [*entry.emails, "", ""]
        labels = ["Work" if _is_work(world, email) else "Home" if email else "" for email in emails]
        organization = entry.person.form[entry.job.where] if entry.job else ""
        born = f"{entry.born:%Y-%m-%d}" if entry.born else ""
        rows.append([given, "", family, born, "", organization, entry.job.title if entry.job else "", "* myContacts",
                     labels[0], emails[0], labels[1], emails[1]])  # fmt: skip
    return _csv(header.split(","), rows).encode()


def book_cards(world: World) -> bytes:
    """Cards of version 3.0."""
    cards = []
    for number, entry in enumerate(entries(world)):
        given, _, family = entry.name.partition(" ")
        lines = [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{world.seed}-{number}",
            f"N:{family};{given};;;",
            f"FN:{entry.name}",
        ]
        lines += [f"EMAIL;TYPE={'WORK' if _is_work(world, email) else 'HOME'}:{email}" for email in entry.emails]
        if entry.job:
            lines += [
                f"ORG:{entry.person.form[entry.job.where].replace(',', chr(92) + ',')}",
                f"TITLE:{entry.job.title}",
            ]
        lines += [f"BDAY:{entry.born:%Y-%m-%d}"] if entry.born else []
        cards.append("\r\n".join([*lines, "END:VCARD", ""]))
    return "".join(cards).encode()


def _is_work(world: World, email: str) -> bool:
    return any(email.endswith(f"@{firm.domain}") for firm in world.organizations.values())


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]], gap: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=gap, lineterminator="\r\n").writerows([header, *rows])
    return written.getvalue()
