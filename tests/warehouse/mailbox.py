"""A mailbox as rows: who sent what to whom and how long ago, and what horizons and learning make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import duckdb

from tests.warehouse.conftest import models
from warehouse.modelling import run_models

HALF_LIFE_DAYS = 180


class Sent(NamedTuple):
    """A mail: its sender first, then who got it; how many days before `as_of`."""

    people: tuple[str, ...]
    days_ago: int | None = 0
    is_contact: bool = True
    thread: int | None = None


class Mailbox:
    """The tables that hold what was sent, among people who are called by their ids."""

    def __init__(self, *, owner: str | None = "me") -> None:
        self.owner = owner
        self.connection = duckdb.connect()
        self.connection.execute("""
            create table as_of (as_of date);
            create table person (
              person_id varchar, name varchar, email varchar, country_code varchar, is_me boolean, is_current boolean
            );
            create view known_id as select person_id as any_id, person_id from person;
            create table tie (person_id varchar);
            create table interaction (
              interaction_id bigint, thread_id bigint, kind varchar, day date, is_contact boolean
            );
            create table interaction_party (interaction_id bigint, person_id varchar, role varchar);
            create table affiliation (
              person_id varchar, post_no bigint, organization_id varchar, organization varchar, kind varchar,
              basis varchar, job_function varchar, seniority varchar, start_lo date, start_hi date, is_current boolean,
              title varchar, end_lo date, shown_on date, sources varchar[], is_contradictory boolean default false,
              is_place_known boolean default true,
              is_dated boolean default false, is_proven boolean default false
            );
            create table organization (organization_id varchar, industry_key varchar);
            create view organization_name as select distinct organization_id, organization as name from affiliation;
            create table person_skill (person_id varchar, skill_key varchar, confidence double, why varchar);
            create macro organizations_called(company) as table
              select organization_id, name, 'name' as how from organization_name where name = company;
        """)
        wanted = [
            model
            for model in models("main")
            if model.file.startswith(("horizons/", "learning/", "about/weight", "careers/present_post"))
            or (model.kind == "scalar" and model.name in ("me", "skill_key_of"))
        ]
        run_models(self.connection, wanted)
        self.tables = [model for model in wanted if model.kind == "table" and model.name != "weight"]

    def hold(self, mails: Iterable[Sent], as_of: date = date(2024, 6, 30)) -> Mailbox:
        """Replaces all mails, and the people by those in them; what is known of their work stays."""
        mails = list(mails)
        people = sorted({person for mail in mails for person in mail.people} | ({self.owner} if self.owner else set()))
        for table in ("as_of", "person", "interaction", "interaction_party"):
            self.connection.execute(f"delete from {table}")
        self._insert("as_of", [(as_of,)])
        self._insert("person", [(one, one.title(), None, None, one == self.owner, True) for one in people])
        self._insert(
            "interaction",
            [
                (number, number if mail.thread is None else mail.thread, "mail", _day(mail, as_of), mail.is_contact)
                for number, mail in enumerate(mails)
            ],
        )
        self._insert(
            "interaction_party",
            [
                (number, person, "to" if place else "from")
                for number, mail in enumerate(mails)
                for place, person in enumerate(mail.people)
            ],
        )
        self.make()
        return self

    def works(self, person: str, place: str, **post: Any) -> None:
        """One present post of a person; `make` has it known."""
        row = {"post_no": 1, "kind": "work", "basis": "stated", "is_current": True, **post}
        columns = ", ".join(["person_id", "organization_id", "organization", *row])
        values = [person, place, place, *row.values()]
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"insert into affiliation ({columns}) values ({marks})", values)

    def make(self) -> None:
        """Makes the tables of what is held; the macros read them by name."""
        for model in self.tables:
            self.connection.execute(f"drop table if exists {model.name}")
            run_models(self.connection, [model])

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """What a query returns."""
        return self.connection.execute(select).fetchall()

    def column(self, select: str) -> list[Any]:
        """What a query of one column returns."""
        return [row[0] for row in self.rows(select)]

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:  # one list a column, since a statement for each row would take most of a test's time
            marks = ", ".join(["unnest(?)"] * len(rows[0]))
            columns = [list(column) for column in zip(*rows, strict=True)]
            self.connection.execute(f"insert into {table} select {marks}", columns)


def _day(mail: Sent, as_of: date) -> date | None:
    return None if mail.days_ago is None else as_of - timedelta(mail.days_ago)
