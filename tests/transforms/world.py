"""A tiny visible world of claims, resolved: what tests say people said, and who they turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from connectors.claims import Affiliation, Email, Link, Name, Phone, Place
from transforms.normal import normalised
from transforms.resolution import JUDGEMENT_COLUMNS, PROFILE_COLUMNS, Profiles, Resolution, resolve
from transforms.resolution.tables import table


class Said(NamedTuple):
    """One profile: what one source says of one person. Several values are lists; `also` are names besides the first."""

    profile_id: str
    name: str | Name | None = None
    email: Sequence[str] = ()
    phone: Sequence[str] = ()
    link: Sequence[str] = ()
    birthday: tuple[int | None, int | None, int | None] | None = None
    organization: Sequence[str] = ()
    town: Sequence[str] = ()
    source: str = "phone"
    landed: int = 0
    is_owner: bool = False
    is_correspondent: bool = False
    one_list: str | None = None
    also: Sequence[Name] = ()


def profiles(said: Iterable[Said]) -> Profiles:
    """The tables that resolution takes, made with the shipped normal forms."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in PROFILE_COLUMNS}
    for one in said:
        flags = (one.is_owner, one.is_correspondent)
        rows["profile"].append((one.profile_id, one.source, one.landed, *flags, one.one_list))
        first = Name("", full=one.name) if isinstance(one.name, str) else one.name
        rows["name"] += [(one.profile_id, *normalised(name), name.kind) for name in (first, *one.also) if name]
        rows["email"] += [(one.profile_id, normalised(Email("", value))[0]) for value in one.email]
        rows["phone"] += [(one.profile_id, normalised(Phone("", value))[0]) for value in one.phone]
        rows["link"] += [(one.profile_id, *normalised(Link("", value))) for value in one.link]
        rows["organization"] += [(one.profile_id, normalised(Affiliation("", v))[0]) for v in one.organization]
        for town in one.town:
            locality, _postcode, country, _code = normalised(Place("", locality=town))
            rows["place"].append((one.profile_id, locality, country))
        if one.birthday:
            rows["birthday"].append((one.profile_id, *one.birthday))
    return Profiles(**{name: table(columns, rows[name]) for name, columns in PROFILE_COLUMNS.items()})


class World:
    """Profiles and judgements, added one by one."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.judgements: list[tuple[str, str, str]] = []
        self._found: Resolution | None = None

    def says(self, name: str | Name | None = None, **values: Any) -> str:
        """A source says this of someone; returns the profile's id. A single value may stand for a list of one."""
        lists = ("email", "phone", "link", "organization", "town")
        number = len(self.said)
        said: dict[str, Any] = {
            key: [value] if key in lists and isinstance(value, str) else value for key, value in values.items()
        }
        one = Said(f"p{number:03}", name, landed=number, source=f"source {number}")._replace(**said)
        self.said.append(one)
        self._found = None
        return one.profile_id

    def judge(self, verdict: str, one: str, other: str) -> None:
        """A person's own decision on two profiles."""
        self.judgements.append((verdict, one, other))
        self._found = None

    def resolution(self) -> Resolution:
        """What resolution makes of it; worked out once, until something is added."""
        if self._found is None:
            self._found = resolve(profiles(self.said), self.judged())
        return self._found

    def judged(self) -> pa.Table:
        """The judgements as a table."""
        return table(JUDGEMENT_COLUMNS, list(self.judgements))

    def groups(self) -> set[frozenset[str]]:
        """The profile ids of each person."""
        found: dict[str, set[str]] = {}
        for row in self.resolution().person.to_pylist():
            found.setdefault(row["person_id"], set()).add(row["profile_id"])
        return {frozenset(group) for group in found.values()}

    def people(self) -> list[str]:
        """One name a person: as the profile wrote it that landed first; "" for a person without a name."""
        names = {one.profile_id: one.name if isinstance(one.name, str) else "" for one in self.said}
        return sorted(names[person] for person in {row["person_id"] for row in self.resolution().person.to_pylist()})

    def are_one(self, *profile_ids: str) -> bool:
        """Whether all of them are one person."""
        return any(set(profile_ids) <= group for group in self.groups())

    def points(self, one: str, other: str) -> dict[str, float]:
        """Fact -> its points for two profiles."""
        wanted = (min(one, other), max(one, other))
        rows = self.resolution().match_evidence.to_pylist()
        return {row["fact"]: row["points"] for row in rows if (row["profile_id_a"], row["profile_id_b"]) == wanted}

    def pair(self, one: str, other: str) -> dict[str, Any]:
        """The row of match_pair on two profiles; empty when the pair is not worth telling of."""
        wanted = (min(one, other), max(one, other))
        rows = self.resolution().match_pair.to_pylist()
        return next((row for row in rows if (row["profile_id_a"], row["profile_id_b"]) == wanted), {})
