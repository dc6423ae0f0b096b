"""What a published warehouse tells, in the words of the truth: persons and organizations by what they are known by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from tests.truth_world.casting import work_email
from tests.truth_world.life import World
from tests.truth_world.spelling import bare, spelled_out


class Told:
    """The answers of one warehouse. Whoever has what belongs to two people counts for both."""

    def __init__(self, world: World, warehouse: Path) -> None:
        self.world = world
        self.connection = duckdb.connect(str(warehouse), read_only=True)
        self.persons = self._known_persons()
        self._places = self._known_places()

    def rows(self, select: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query returns."""
        return self.connection.execute(select, list(values)).fetchall()

    def people(self, person_id: str) -> set[str]:
        """Who in truth this is."""
        return self.persons.get(person_id, set())

    def pairs(self, rows: Iterable[tuple[str, str]]) -> set[tuple[str, ...]]:
        """(person_id, organization_id) as (person, organization)."""
        return {
            (key, self._places[organization_id])
            for person_id, organization_id in rows
            for key in self.people(person_id)
            if organization_id in self._places
        }

    def place(self, organization_id: str) -> str | None:
        """Which organization this is in truth; None where it is none of them."""
        return self._places.get(organization_id)

    def _known_persons(self) -> dict[str, set[str]]:
        everyone = [self.world.me, *self.world.people.values()]
        addresses = {email.lower(): person.key for person in everyone for email in person.emails}
        for person in everyone:
            addresses |= {work_email(self.world, person, post.where): person.key for post in person.posts}
        slugs = {person.slug: person.key for person in self.world.people.values()}
        found: dict[str, set[str]] = defaultdict(set)
        for person_id, email in self.rows("select person_id, lower(email) from person_email"):
            found[person_id] |= {addresses[email]} if email in addresses else set()
        for person_id, url in self.rows("select person_id, url from person_link"):
            slug = url.rstrip("/").rpartition("/")[2]
            found[person_id] |= {slugs[slug]} if slug in slugs else set()
        names: dict[str, set[str]] = defaultdict(set)
        for person in self.world.people.values():
            for given in filter(None, (person.given, person.nickname)):
                for family in filter(None, (person.family, person.married and person.married[0])):
                    for spell in (str, spelled_out, bare):
                        names[spell(f"{given} {family}")].add(person.key)
                        names[spell(f"{family}, {given}")].add(person.key)
        for person_id, name in self.rows("select person_id, name from person_name"):
            if not found[person_id] and len(names.get(name, ())) == 1:
                found[person_id] = set(names[name])
        return {person_id: keys - {"me"} for person_id, keys in found.items()}

    def _known_places(self) -> dict[str, str]:
        every = [*self.world.organizations.values(), *self.world.schools.values()]
        forms = {form: each.key for each in every for form in (*each.forms, each.domain, each.former) if form}
        rows = self.rows("select organization_id, alias from organization_alias where kind in ('name', 'domain')")
        return {organization_id: forms[alias] for organization_id, alias in rows if alias in forms}
