"""What the owner's own page says: Profile, Positions, Education, Skills, Email Addresses."""

from __future__ import annotations

from datetime import date

from .export import csv_text
from .member import MONTHS, TABLES, Member, month
from .people import Person

PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    "Twitter Handles,Websites,Instant Messengers"
).split(",")


def owner_files(me: Person, day: date) -> dict[str, Member]:
    """The five files; every row is about the owner."""
    files = {
        "Profile.csv": (PROFILE, [_profile(me)]),
        "Positions.csv": ("Company Name,Title,Description,Location,Started On,Finished On".split(","), _positions(me)),
        "Education.csv": ("School Name,Start Date,End Date,Notes,Degree Name,Activities".split(","), _education(me)),
        "Skills.csv": (["Name"], [[skill] for skill in TABLES["skills"]]),
        "Email Addresses.csv": ("Email Address,Confirmed,Primary,Updated On".split(","), _emails(me)),
    }
    return {name: Member(csv_text(header, rows), [("me",)] * len(rows)) for name, (header, rows) in files.items()}


def _profile(me: Person) -> list[str]:
    name, home = me.names[0][1], me.homes[-1][1]
    cells = dict.fromkeys(PROFILE, "") | {
        "First Name": name.given,
        "Last Name": name.family,
        "Birth Date": f"{MONTHS[me.born.month - 1]} {me.born.day}",
        "Headline": TABLES["headline"],
        "Summary": TABLES["summary"],
        "Industry": "Hospitals and Health Care",
        "Zip Code": home.postcode,
        "Geo Location": f"{home.city}, {home.country}",
        "Websites": "[PERSONAL:https://amsel.example]",
    }
    return list(cells.values())


def _positions(me: Person) -> list[list[str]]:
    return [
        [
            job.organisation.name,
            job.title,
            "",
            TABLES["places"][job.organisation.key],
            month(job.start),
            month(job.end) if job.end is not None else "",
        ]
        for job in reversed(me.jobs)
    ]


def _education(me: Person) -> list[list[str]]:
    """The elder one to the month, the other in years."""
    texts = TABLES["degrees"], TABLES["activities"]
    rows = []
    for study in reversed(me.studies):
        start, end = str(study.start_year), str(study.class_year)
        if study is me.studies[0]:
            start, end = f"Oct {start}", f"Sep {end}"
        degree, activities = (table[study.school.key] for table in texts)
        rows.append([study.school.name, start, end, "", degree, activities])
    return rows


def _emails(me: Person) -> list[list[str]]:
    """Her private addresses, and the one of the last employer but one, never taken out."""
    primary, other = (email for _, email in me.emails)
    return [
        [primary, "Yes", "Yes", "5/14/19, 9:10 AM"],
        [other, "Yes", "No", "11/2/15, 12:31 PM"],
        [me.jobs[1].email, "Yes", "No", "10/6/14, 8:02 AM"],
    ]
