"""One row of a CSV file, read: the one or two people it names, and what it says of each.

Two people share a row where the owner maps a second one, or where one name holds two ("Anna & Ben Keller").
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.claims import Name, Nothing, Reading, Rejected, Unread
from connectors.column_map import Plan, plan
from connectors.contract import SourceRecord
from connectors.couples import two_people
from connectors.csv_dialect import row_cells
from connectors.csv_person import Gathered, claims, gathered, joined, own_columns, shared_claims, subject
from connectors.records import digest

Facts = Mapping[str, Any]
"""encoding, delimiter: of the row's bytes. header: the column names. columns, second: the owner's maps or None.
dates: the owner's word on day and month; date_orders: what the file proves, by column. school: of the list, or None.
encoding_found and delimiter_found say how these were found, for people."""


def read(record: SourceRecord, facts: Facts) -> Iterator[Reading]:
    """What a row says of whom."""
    layout = plan_of(facts)
    cells = [*map(str.strip, row_cells(record.raw, facts["encoding"], facts["delimiter"]))]
    width = len(layout.header)
    if any(cells[width:]):
        yield Rejected("more cells than columns: a delimiter inside a cell without quotes")
        return
    cells += [""] * (width - len(cells))
    said = _people(cells, layout, facts)
    if not said:
        yield Nothing("names nobody")
        return
    yield from said
    yield from [unread for at, unread in layout.unread if cells[at]]


def plan_of(facts: Facts) -> Plan:
    """The plan of a context, kept for its other rows: comparing the facts costs far less than planning anew."""
    for known, made in _plans:
        if known is facts or known == facts:
            return made
    made = plan(facts["header"], facts["columns"], facts["second"])
    _plans.appendleft((facts, made))
    return made


_plans: deque[tuple[Facts, Plan]] = deque(maxlen=8)


def _people(cells: Sequence[str], layout: Plan, facts: Facts) -> list[Reading]:
    orders = facts["date_orders"] if facts["dates"] is None else {"": facts["dates"]}
    school = facts["school"] or ""
    first = gathered(cells, layout.first)
    said: list[Reading] = [*first.problems]
    key = subject(cells, layout.first, first)
    if layout.second is None and (couple := _couple(cells, layout, first)):
        said += _couple_claims(key, couple, cells, layout, first)
    elif first.is_somebody:
        said += claims(key, cells, layout.first, first, orders, school)
    if layout.second is None:
        return said
    second = gathered(cells, layout.second)
    said += [problem for problem in second.problems if problem not in first.problems]
    if second.is_named or not {*second.emails, *second.phones} <= {*first.emails, *first.phones}:
        own_key = subject(cells, layout.second, second)
        second_key = own_key if own_key.startswith("id:") else f"{key}+{own_key}"
        said += claims(second_key, cells, layout.second, second, orders, school)
    return said


def _couple(cells: Sequence[str], layout: Plan, person: Gathered) -> tuple[str, str] | None:
    own = person.names
    whole = own.get("name") or " ".join(filter(None, (own.get("given_name"), own.get("family_name"))))
    couple = two_people(whole)
    if couple and any(whole == joined(cells, job.get("organisation", ())) for job in layout.first.jobs):
        return None
    return couple


def _couple_claims(
    key: str, couple: tuple[str, str], cells: Sequence[str], layout: Plan, person: Gathered
) -> list[Reading]:
    family, said = person.names.get("family_name"), list[Reading]()
    for each, full in zip((key, f"{key}+{digest(couple[1])}"), couple, strict=True):
        if family and full.endswith(f" {family}"):
            said.append(Name(each, given=full.removesuffix(f" {family}"), family=family))
        else:
            said.append(Name(each, full))
        said += shared_claims(each, cells, layout.first, person)
    # Whose birthday or job it is, the row doesn't say.
    return said + [Unread(column.name) for column in own_columns(layout.first) if cells[column.at]]
