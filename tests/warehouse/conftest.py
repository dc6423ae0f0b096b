"""A tiny world in memory: an archive and staged claims filled by hand, then the real models over them.

Tests of other modules in this folder don't need it; it opens nothing until asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from connectors.claims import Alias
from transforms.normal import normalised
from warehouse.checking import CheckResult, read_checks, run_checks
from warehouse.given import give_answers, give_profiles
from warehouse.identify import list_subjects
from warehouse.model_file import Model
from warehouse.modelling import MODELS, publish_comments, read_models, run_models
from warehouse.quoting import identifier
from warehouse.relations import relation_checks
from warehouse.settings_organizations import Organization
from warehouse.staging import TABLES

MIGRATIONS = Path(__file__).parents[2] / "warehouse" / "migrations"


@cache
def models(folder: str) -> list[Model]:
    """The package's models of one folder; read once, since no test changes them."""
    return read_models(MODELS / folder)


GROUND = ("people", "careers", "conversations", "shared", "imports")
"""Folders of models that nearly every test asks; building the other answers too takes twice as long."""


def ground() -> list[Model]:
    """The tables and macros of those folders."""
    return [model for model in models("main") if model.file.partition("/")[0] in GROUND]


def read_by(wanted: Iterable[Model]) -> set[str]:
    """The files of these models and of all that they read, of both folders."""
    known = {("profiles", model.name): [model] for model in models("profiles")}
    for model in models("main"):  # a macro may be called as a table is
        known.setdefault(("", model.name), []).append(model)
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        model = waiting.pop()
        if model.file not in found:
            found.add(model.file)
            inside = catalog_of(model)
            for _, name in model.reads:
                catalog, _, bare = name.rpartition(".")
                waiting += known.get((catalog, bare), ()) or known.get((inside, bare), ())
    return found


def catalog_of(model: Model) -> str:
    """Where it is made: profiles, or "" for the current one."""
    return "profiles" if model.file.startswith("profiles/") else ""


def profile_id(source: str, subject: str) -> str:
    """A readable stand-in for the keyed hash."""
    return blake2b(f"{source}/{subject}".encode(), digest_size=4).hexdigest()


class World:
    """An archive, its staged claims, and the tables that come of them.

    Records are written as {key: [claims]}; what a record says is its content, so other claims are another version.
    """

    def __init__(self, as_of: date = date(2030, 1, 1)) -> None:
        self.as_of = as_of
        self._connection = duckdb.connect(config={"threads": 1})
        self._pending: list[Model] = []
        for catalog in ("archive", "staged", "profiles", "resolved"):
            self._connection.execute(f"attach ':memory:' as {identifier(catalog)}")
        self._connection.execute("use archive")
        for migration in sorted(MIGRATIONS.glob("*.sql")):
            self._connection.execute(migration.read_text())
        self._connection.execute("use memory")
        for table, columns in TABLES.items():
            empty = pa.schema(columns).empty_table()
            self._connection.register("empty", empty)
            self._connection.execute(f"create table staged.{identifier(table)} as from empty")
            self._connection.unregister("empty")
        self._connection.execute(
            "create table resolved.match_pair (profile_id_a varchar, profile_id_b varchar, match_probability double, "
            "decision varchar, decided_by varchar)"
        )
        self._connection.execute(
            "create table resolved.match_evidence (profile_id_a varchar, profile_id_b varchar, fact varchar, "
            "points double, why varchar)"
        )
        self.landed: dict[tuple[str, str, str], int] = {}
        self.snapshots = 0
        self.together: list[tuple[str, str]] = []
        self.organizations: list[Organization] = []
        self.answers: list[Model] = []

    # -- what happened ------------------------------------------------------------------------------------------------

    def shows(
        self,
        source: str,
        records: Mapping[str, Sequence[Any]],
        on: str | None = None,
        *,
        part: str = "",
        complete: bool = True,
        gone: Iterable[str] = (),
    ) -> None:
        """Lands a snapshot: what `source` showed on a day (None: undated, so as of its landing)."""
        self.snapshots += 1
        landed_at = datetime(2030, 1, 1, 0, self.snapshots)
        self._insert(
            "archive.snapshot",
            (
                self.snapshots,
                source,
                part,
                f"f{self.snapshots}",
                f"f{self.snapshots}",
                on and datetime.fromisoformat(on),
                landed_at,
                complete,
                "run",
            ),
        )
        for ordinal, (key, claims) in enumerate(records.items(), 1):
            landed_seq = self._record(source, key, claims, landed_at)
            self._insert(
                "archive.sighting",
                (landed_seq, self.snapshots, "context", f"{source}.csv", "", ordinal, ordinal + 1, key),
            )
        for key in gone:  # which is also the uid here
            self._insert("archive.absence", (source, part, key, self.snapshots))

    def same(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        """Two profiles, each (source, subject), are one person."""
        self.together.append((profile_id(*one), profile_id(*other)))

    def knows(self, name: str, **said: Any) -> None:
        """The settings say this of an organization."""
        self.organizations.append(Organization(name=name, **said))

    def ran(self, source: str, seen: int, new: int, changed: int = 0, unchanged: int = 0, ignored: int = 0) -> None:
        """One source of the only run has brought in so much."""
        at = datetime(2030, 1, 1)
        self._insert(
            "archive.run_source",
            ("run", source, "csv", at, at, "completed", None, seen, new, changed, unchanged, ignored, "{}"),
        )

    # -- what comes of it ---------------------------------------------------------------------------------------------

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Where the tables are; all that was to be built is there."""
        self._make(self._pending)
        return self._connection

    def build_profiles(self) -> None:
        """Runs the models that come before resolution."""
        self._give_profiles()
        run_models(self.connection, models("profiles"), "profiles")

    def build(self, *answers: str) -> None:
        """Runs the models of both folders, with the tables of Python and of resolution between them.

        answers: the tables and macros of `main` that the test asks, by default those of GROUND. A model that neither
        these nor `rows` read is left out until somebody wants the connection: to make all takes twice as long.
        """
        self._build([model for model in models("main") if model.name in answers] if answers else ground())
        if answers:
            self._make(self.answers)

    def build_all(self) -> None:
        """The same with every table and macro of `main`, as in a warehouse that is published."""
        self._build(models("main"))

    def _build(self, answers: list[Model]) -> None:
        self._give_profiles()
        wanted = read_by(answers)
        self._pending = list(models("profiles"))
        self._make_people()
        give_answers(self._connection, self.as_of)
        self.answers = [model for model in models("main") if model.file in wanted]
        self._pending = [model for model in (*self._pending, *models("main")) if model.file in wanted]

    def _make(self, wanted: Iterable[Model]) -> None:
        """Makes these of the pending models, and what they read."""
        needed = read_by(wanted) if self._pending else set()
        for model in [model for model in self._pending if model.file in needed]:
            self._pending.remove(model)
            run_models(self._connection, [model], *filter(None, [catalog_of(model)]))

    def _give_profiles(self) -> None:
        self._make_subjects()
        give_profiles(self._connection, self.organizations)

    def publish_comments(self) -> None:
        """Puts the models' descriptions on what was built, which takes a quarter of the time of building it."""
        publish_comments(self.connection, self.answers)

    def check(self) -> dict[str, CheckResult]:
        """Runs the checks of the package."""
        checks = [*read_checks(), *relation_checks(self.answers)]
        return {result.check.name: result for result in run_checks(self.connection, checks)}

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """What a query returns."""
        said = set(re.findall(r"\w+", select))
        self._make([model for model in self._pending if model.name in said])
        return self._connection.execute(select).fetchall()

    def values(self, select: str) -> list[Any]:
        """What a query of one column returns."""
        return [row[0] for row in self.rows(select)]

    # -- how ----------------------------------------------------------------------------------------------------------

    def _insert(self, table: str, row: Sequence[Any]) -> None:
        marks = ", ".join("?" * len(row))
        self._connection.execute(f"insert into {table} values ({marks})", list(row))

    def _record(self, source: str, key: str, claims: Sequence[Any], landed_at: datetime) -> int:
        raw = repr([tuple(claim) for claim in claims])
        content_hash = blake2b(raw.encode(), digest_size=8).hexdigest()
        known = self.landed.get((source, key, content_hash))
        if known:
            return known
        landed_seq = self.landed[source, key, content_hash] = len(self.landed) + 1
        self._insert("archive.record", (landed_seq, source, key, content_hash, raw.encode(), None, "run", landed_at))
        for ordinal, claim in enumerate(claims):
            place = (landed_seq, "context", source, ordinal)
            self._insert(f"staged.{type(claim).__name__.lower()}", (*place, *claim, *normalised(claim, "US")))
        nothing = None if claims else "an empty record"
        self._insert("staged.reading", (landed_seq, "context", source, content_hash, "1", len(claims), 0, 0, nothing))
        return landed_seq

    def _make_subjects(self) -> None:
        self._connection.execute(
            "create table profiles.subject "
            "(source varchar, subject varchar, profile_id varchar, own_id varchar, first_landed_seq bigint)"
        )
        list_subjects(self._connection)
        subjects = self.rows("select source, subject, landed_seq from profiles.first_spoken_of order by 3, 1, 2")
        aliases = {(source, alias): subject for source, subject, alias in self._aliases()}
        for source, subject, first_landed_seq in subjects:
            named = aliases.get((source, subject), subject)
            ids = (profile_id(source, named), profile_id(source, subject))
            self._insert("profiles.subject", (source, subject, *ids, first_landed_seq))

    def _aliases(self) -> list[tuple[Any, ...]]:
        return self.rows(f"select source, subject, alias from staged.{Alias.__name__.lower()}")

    def _make_people(self) -> None:
        person = {row: row for row in self.values("select profile_id from profiles.profile order by first_landed_seq")}
        owners = self.values("select profile_id from profiles.profile where is_owner order by first_landed_seq")
        for one, other in [*self.together, *((owners[0], owner) for owner in owners)]:
            old, new = person[other], person[one]
            person = {profile: new if owner == old else owner for profile, owner in person.items()}
        self._connection.execute("create table resolved.person (profile_id varchar, person_id varchar)")
        for row in person.items():
            self._insert("resolved.person", row)


@pytest.fixture
def world() -> Iterator[World]:
    """An empty world."""
    world = World()
    yield world
    world.connection.close()
