"""What the answers on referrals and skills read, filled by hand; then only the models that are asked are run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from tests.warehouse.conftest import models
from warehouse.given import give_answers
from warehouse.modelling import run_models

AS_OF = date(2030, 1, 1)

_TABLES = """
create table person (
    person_id varchar, name varchar, organization varchar, title varchar, is_me boolean, is_current boolean
);
create view known_id as select person_id as any_id, person_id from person;
create table presence (
    person_id varchar, organization_id varchar, kind varchar, is_current boolean, title varchar, seniority varchar,
    job_function varchar, since_hi date, left_lo date, left_hi date, shown_on date, why varchar
);
create table organization as select 'acme' as organization_id, 'Acme' as name;
create view organization_name as from organization;
create table affiliation (
    person_id varchar, post_no integer, kind varchar, is_current boolean, title varchar, seniority varchar
);
create table recommendation (person_id varchar, recommender_person_id varchar, is_current boolean);
create table endorsement (person_id varchar, endorser_person_id varchar, is_current boolean);
create table bond (of varchar, person_id varchar, strength double, contact_days integer, last_contact_on date);
create table acquaintance (person_id_a varchar, person_id_b varchar, threads integer);
create view neighbour as
    select person_id_a as person_id, person_id_b as neighbour_id from acquaintance
    union all
    select person_id_b, person_id_a from acquaintance;
create table history (
    of varchar, person_id varchar, organization_id varchar, kind varchar, certain_days integer, same_unit boolean
);
create table person_skill (
    person_id varchar, name varchar, skill_key varchar, skill varchar, confidence double, idf double, why varchar
);
create macro me() as (select max(person_id) from person where is_me);
create macro organizations_called(company) as table select organization_id from organization where name = company;
create macro ties(of := null) as table select * exclude (of) from bond where bond.of = coalesce(of, me());
create macro shared_history_of(of) as table select * exclude (of) from history where history.of = of;
"""

_FOLDERS = ("referrals/", "skills/")
_MADE = {"recommendation", "endorsement", "person_skill"}
"""Tables of these folders that are filled here instead."""


class Ground:
    """The owner, `me`, and whoever else is said to be there, all as of one day."""

    def __init__(self, as_of: date = AS_OF) -> None:
        self.connection = duckdb.connect()
        give_answers(self.connection, as_of)
        self.connection.execute(_TABLES)
        ours = [
            model
            for model in models("main")
            if model.name in ("weight", "folded") or (model.file.startswith(_FOLDERS) and model.name not in _MADE)
        ]
        for model in ours:  # as views, so that they follow what is filled in later
            if model.name == "mutual_contact":
                self.connection.execute(f"create view mutual_contact as {model.select}")
        run_models(self.connection, [model for model in ours if model.name != "mutual_contact"])
        self.person("me", name="Cy Moss", is_me=True)

    def clear(self) -> None:
        """Nobody but the owner."""
        for table in (
            *("presence", "affiliation", "recommendation", "endorsement", "bond", "acquaintance", "history"),
            "person_skill",
        ):
            self.connection.execute(f"delete from {table}")
        self.connection.execute("delete from person where not is_me")

    def person(self, person_id: str, **said: Any) -> None:
        """Somebody, whom a source still has."""
        self.add("person", **{"person_id": person_id, "name": person_id, "is_me": False, "is_current": True} | said)

    def add(self, table: str, **row: Any) -> None:
        """A row of one of the tables; what is not said is null."""
        marks = ", ".join("?" * len(row))
        self.connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))

    def rows(self, select: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query returns."""
        return self.connection.execute(select, list(parameters)).fetchall()

    def values(self, select: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """What a query of one column returns."""
        return [row[0] for row in self.rows(select, parameters)]

    def points(self, terms: str) -> dict[str, float]:
        """Person -> the sum of the points of their terms."""
        return dict(self.rows(f"select person_id, sum(points) from {terms} group by all"))
