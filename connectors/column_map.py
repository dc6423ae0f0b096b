"""From a header to people: which cells of a row belong to which field of whom.

    header ──recognised / mapped──▶ Placement a column ──person_columns──▶ PersonColumns ──plan──▶ Plan of the row

Addresses and jobs are several cells each; columns of one group make one ("Address 2 - City", "Business City").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from connectors.claims import Unread
from connectors.column_names import folded, label, meaning

Field = Literal[
    "id", "name", "given_name", "middle_name", "family_name", "maiden_name", "nickname", "prefix", "suffix",
    "phonetic_given_name", "phonetic_family_name", "birth_date", "birth_year", "birth_month", "birth_day",
    "email", "phone", "url", "identifier", "note", "tag", "gender",
    "organisation", "title", "department", "industry",
    "address", "street", "city", "region", "postcode", "country",
    "school", "class_year", "major", "degree", "relation",
]  # fmt: skip
"""What a column can hold. `address` is an address in one cell; `gender` is kept in the record and not claimed."""

PLACE_FIELDS = ("street", "city", "region", "postcode", "country", "address", "formatted")
"""`formatted` is Google's copy of the other five in one cell."""
JOB_FIELDS = ("organisation", "title", "department", "industry")

ColumnMap = Mapping[Field, str | Sequence[str]]
"""Our field -> the file's column, or several."""


class Column(NamedTuple):
    """Where a value stands, and the label of the values there: a text, or the index of the cell that holds it."""

    at: int
    name: str
    label: str | None = None
    label_at: int | None = None


class Placement(NamedTuple):
    """A column with a meaning; `group` tells one address or job of a row from another."""

    field: str
    group: str
    column: Column


Columns = tuple[Column, ...]


class PersonColumns(NamedTuple):
    """The columns of one person: by field, and those of each address and each job."""

    fields: Mapping[str, Columns]
    places: tuple[Mapping[str, Columns], ...]
    jobs: tuple[Mapping[str, Columns], ...]


class Plan(NamedTuple):
    """How to read the rows under one header.

    unread: the columns that belong to nobody, with what to say when there is something in them.
    """

    header: tuple[str, ...]
    first: PersonColumns
    second: PersonColumns | None
    unread: tuple[tuple[int, Unread], ...]


def plan(header: Sequence[str], columns: ColumnMap | None, second: ColumnMap | None) -> Plan:
    """The plan of a header: by the owner's map, or by the names of the columns; `second` is always a map."""
    first = placements_by_map(header, columns) if columns else placements_by_name(header)
    other = placements_by_map(header, second) if second else []
    placed = [each.column for each in [*first, *other] if each.field != "gender"]
    read = {c.at for c in placed} | {c.label_at for c in placed}
    unread = tuple((i, Unread(name or f"column {i + 1}")) for i, name in enumerate(header) if i not in read)
    return Plan(tuple(header), person_columns(first), person_columns(other) if second else None, unread)


def people_score(names: Sequence[str]) -> int:
    """How many of these names are columns about people; 0 when together they are no header of a list of people."""
    fields = [each.field for each in placements_by_name(names)]
    if not {"email", "phone", "name", "given_name", "family_name"}.intersection(fields):
        return 0
    return len(fields) if len(fields) > 1 or len([n for n in names if n.strip()]) == 1 else 0


def map_score(columns: Iterable[str], names: Sequence[str]) -> int:
    """How many columns of an owner's map are among these names."""
    present = {folded(name) for name in names}
    return sum(folded(column) in present for column in columns)


def named_columns(*maps: ColumnMap | None) -> list[str]:
    """The file's columns that these maps name, each once."""
    return list(dict.fromkeys(name for each in maps if each for value in each.values() for name in _as_list(value)))


def placements_by_map(header: Sequence[str], columns: ColumnMap) -> list[Placement]:
    """The placements an owner's map asks for; columns that the header lacks are left out.

    With one city (or postcode) all streets are lines of one address; with several, the second street goes with the
    second city. Jobs go by organisation in the same way.
    """
    found = {field: _indices(header, _as_list(value)) for field, value in columns.items()}
    several_places = max(len(found.get("city", ())), len(found.get("postcode", ()))) > 1
    several_jobs = len(found.get("organisation", ())) > 1
    placed = []
    for field, indices in found.items():
        apart = several_places if field in PLACE_FIELDS else several_jobs
        for position, index in enumerate(indices):
            column = Column(index, header[index], label(header[index]))
            placed.append(Placement(field, str(position) if apart else "", column))
    return placed


def placements_by_name(header: Sequence[str]) -> list[Placement]:
    """The placements that the names of the columns suggest; names not known are left out."""
    placed = []
    labels = {(m[1], m[2]): i for i, m in enumerate(map(_GOOGLE.fullmatch, header)) if m and m[3] in ("Label", "Type")}
    for index, name in enumerate(header):
        google = _GOOGLE.fullmatch(name)
        if google:
            field = _GOOGLE_FIELDS.get((google[1], google[3]))
            if field:
                column = Column(index, name, None, labels.get((google[1], google[2])))
                placed.append(Placement(field, google[2], column))
        elif folded(name) == "title":
            placed.append(Placement("title", "", Column(index, name)))
        elif (known := meaning(name)) is not None:
            group = known.label or "" if known.field in PLACE_FIELDS else ""
            placed.append(Placement(known.field, group, Column(index, name, known.label)))
    return _settled(placed)


def person_columns(placed: Iterable[Placement]) -> PersonColumns:
    """The placements of one person by field, by address and by job."""
    fields: dict[str, Columns] = {}
    places: dict[str, dict[str, Columns]] = {}
    jobs: dict[str, dict[str, Columns]] = {}
    for field, group, column in placed:
        into = fields
        if field in PLACE_FIELDS:
            into = places.setdefault(group, {})
        elif field in JOB_FIELDS:
            into = jobs.setdefault(group, {})
        into[field] = (*into.get(field, ()), column)
    return PersonColumns(fields, tuple(places.values()), tuple(jobs.values()))


_GOOGLE = re.compile(r"(E-mail|Phone|Address|Organization|Website|Relation|Event|Custom Field|IM) (\d+) - (.+)")
_GOOGLE_FIELDS = {
    ("E-mail", "Value"): "email",
    ("Phone", "Value"): "phone",
    ("Website", "Value"): "url",
    ("Relation", "Value"): "relation",
    ("Address", "Formatted"): "formatted",
    ("Address", "Street"): "street",
    ("Address", "Extended Address"): "street",
    ("Address", "City"): "city",
    ("Address", "Region"): "region",
    ("Address", "Postal Code"): "postcode",
    ("Address", "Country"): "country",
    ("Organization", "Name"): "organisation",
    ("Organization", "Title"): "title",
    ("Organization", "Department"): "department",
}
_GIVEN_OR_WHOLE = {"nom", "nome", "nombre", "first", "naam"}


def _settled(placed: list[Placement]) -> list[Placement]:
    """Names that mean one thing or another by their neighbours: `Title` beside `Job Title`, `Name` beside `Vorname`."""
    fields = [each.field for each in placed]
    changed = {}
    if fields.count("title") > 1:
        changed = {each: "prefix" for each in placed if folded(each.column.name) == "title"}
    if "given_name" in fields and "family_name" not in fields:
        changed |= {each: "family_name" for each in placed if folded(each.column.name) in ("name", "naam")}
    if len({"name", "given_name", "family_name"}.intersection(fields)) == 1:
        changed |= {each: "name" for each in placed if folded(each.column.name) in _GIVEN_OR_WHOLE}
    if "birth_year" in fields:
        changed |= {each: "birth_day" for each in placed if each.field == "birth_date"}
    return [each._replace(field=changed.get(each, each.field)) for each in placed]


def _indices(header: Sequence[str], names: Iterable[str]) -> list[int]:
    exact = [[i for i, name in enumerate(header) if name == wanted.strip()] for wanted in names]
    return [
        index
        for wanted, found in zip(names, exact, strict=True)
        for index in found or [i for i, name in enumerate(header) if folded(name) == folded(wanted)]
    ]


def _as_list(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
