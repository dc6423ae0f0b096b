"""The truth about who worked or studied where the owner did."""

from __future__ import annotations

from .export import csv_text
from .people import Person, World
from .strangers import strangers


def careers(world: World) -> str:
    """One row for each time someone was at an employer or a school of the owner's, hers too (key `me`).

    start, end: first and last day of a job, years of study; an empty end lasts until today.
    """
    mine = {job.organisation for job in world.me.jobs} | {study.school for study in world.me.studies}
    rows: list[list[str]] = []
    for person in (world.me, *world.people.values(), *strangers(world)):
        rows += [row for row in _rows(person) if row[1] in {at.name for at in mine}]
    return csv_text(["key", "organization", "kind", "start", "end"], rows)


def _rows(person: Person) -> list[list[str]]:
    jobs = [
        [person.key, job.organisation.name, "work", str(job.start), str(job.end or "")]
        for job in person.jobs
    ]  # fmt: skip
    return jobs + [
        [person.key, study.school.name, "education", str(study.start_year), str(study.class_year)]
        for study in person.studies
    ]
