"""Recommendations and endorsements, both ways."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .dice import Dice
from .export import csv_text
from .lives import TODAY
from .member import TABLES, Member, american, moment
from .network import Link, shown_employer, shown_name
from .people import Job, Person, World

RECOMMENDATION = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status".split(",")
LAST_PRAISE = date(2025, 3, 1)
BOTH_NAMESAKES = ("rheinfels-anna", "auric-anna")
"""Without a page's address, nobody can tell which of the two an endorsement is from."""


def praise_files(world: World, known: list[Link], day: date, is_new: bool) -> dict[str, Member]:
    """The four files of one export, the newest first; the older format names endorsers without their page."""
    shown = {link.person.key: link for link in known if link.is_shown(day)}
    return {
        "Recommendations_Received.csv": _recommendations(world.me, shown, day, "received", TABLES["praise"]["texts"]),
        "Recommendations_Given.csv": _recommendations(world.me, shown, day, "given", TABLES["praise"]["texts_given"]),
        "Endorsement_Received_Info.csv": _endorsements(shown, day, "Endorser", 0.2, is_new),
        "Endorsement_Given_Info.csv": _endorsements(shown, day, "Endorsee", 0.1, is_new),
    }


def shared_job(me: Person, person: Person) -> Job | None:
    """Their job at an employer of the owner's while she was there too; the latest."""
    together = [
        job
        for job in person.jobs
        for mine in me.jobs
        if mine.organisation == job.organisation
        and job.start <= (mine.end or TODAY)
        and mine.start <= (job.end or TODAY)
    ]
    return together[-1] if together else None


def _recommendations(me: Person, shown: dict[str, Link], day: date, way: str, texts: list[str]) -> Member:
    rows: list[tuple[datetime, list[str], str]] = []
    for key in TABLES["praise"][way]:
        if key not in shown:
            continue
        link, dice = shown[key], Dice("recommendation", way, key)
        last = min(link.connected_on + timedelta(days=1500), LAST_PRAISE)
        written_at = moment(dice, dice.day(link.connected_on, last))
        if written_at.date() > day:
            continue
        job = shared_job(me, link.person) or link.person.job_on(written_at.date())
        place = [shown_employer(link.person, job.organisation), job.title] if job is not None else ["", ""]
        cells = [*shown_name(link.person, day), *place, dice.pick(texts), american(written_at, digits=2), "VISIBLE"]
        rows.append((written_at, cells, key))
    return _member(RECOMMENDATION, rows)


def _endorsements(shown: dict[str, Link], day: date, role: str, share: float, is_new: bool) -> Member:
    columns = ["Endorsement Date", "Skill Name", f"{role} First Name", f"{role} Last Name"]
    columns += [f"{role} Public Url"] if is_new else []
    rows: list[tuple[datetime, list[str], str]] = []
    for key, link in shown.items():
        dice = Dice("endorsement", role, key)
        if not (dice.chance(share) or key in BOTH_NAMESAKES):
            continue
        for skill in dice.shuffled(TABLES["skills"])[: dice.number(1, 3)]:
            given_at = moment(dice, dice.day(link.connected_on, LAST_PRAISE))
            page = [link.url.removeprefix("https://")] if is_new else []
            status = "PENDING" if dice.chance(0.05) else "ACCEPTED"
            when = given_at.strftime("%Y/%m/%d %H:%M:%S UTC")
            if given_at.date() <= day:
                rows.append((given_at, [when, skill, *shown_name(link.person, day), *page, status], key))
    return _member([*columns, "Endorsement Status"], rows)


def _member(header: list[str], rows: list[tuple[datetime, list[str], str]]) -> Member:
    rows.sort(key=lambda row: (row[0], row[2]), reverse=True)
    return Member(csv_text(header, [cells for _, cells, _ in rows]), [(key,) for *_, key in rows])
