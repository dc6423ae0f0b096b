"""The keys of the published tables and what refers to them, as checks: a key names one row, what is named exists.

A key is declared in the first line of a model. Which column refers to what is said by its name, so a new table is
checked as soon as it is there: `person_id`, `person_id_a`, `from_organization_id`, `last_interaction_id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from warehouse.checking import Check
from warehouse.model_file import Model
from warehouse.quoting import identifier, literal

PARENTS: Final = {
    "person_id": "person",
    "organization_id": "organization",
    "interaction_id": "interaction",
    "thread_id": "thread",
    "profile_id": "profile",
}
"""The name of an id -> the table that has a row of it; that table's key begins with the id."""

_REFERENCE: Final = re.compile(rf"(?:\w+_)?({'|'.join(PARENTS)})(?:_[ab])?")


class Relation(NamedTuple):
    """A column whose every value is the id of a row of the parent; null for none."""

    table: str
    column: str
    parent: str
    parent_column: str


def relations(models: Iterable[Model]) -> list[Relation]:
    """All references of the tables among the models to one another, by table and place of the column."""
    tables = [model for model in models if model.kind == "table"]
    names = {model.name for model in tables}
    return [
        relation
        for model in sorted(tables, key=lambda model: model.name)
        for relation in _references(model)
        if relation.parent in names
    ]


def relation_checks(models: Iterable[Model]) -> list[Check]:
    """One check of all keys, and one of all that refers to each table."""
    models = list(models)
    found = relations(models)
    return [
        _keys(model for model in models if model.key),
        *(
            _references_exist(parent, [relation for relation in found if relation.parent == parent])
            for parent in sorted({relation.parent for relation in found})
        ),
    ]


def _references(model: Model) -> Iterator[Relation]:
    for column in model.columns:
        referring = _REFERENCE.fullmatch(column)
        if referring and (PARENTS[referring[1]] != model.name or column != referring[1]):
            yield Relation(model.name, column, PARENTS[referring[1]], referring[1])


def _keys(models: Iterable[Model]) -> Check:
    selects = []
    for model in models:
        columns = ", ".join(map(identifier, model.key))
        selects.append(
            f"select {literal(model.name)} as table_name from {identifier(model.name)} "
            f"group by {columns} having count(*) > 1 or {identifier(model.key[0])} is null"
        )
    return Check("keys_are_unique", "fail", "a key names one row, and does not begin with null", _all_of(selects))


def _references_exist(parent: str, found: list[Relation]) -> Check:
    selects = [
        f"select {literal(f'{table}.{column}')} as referring from (select distinct {identifier(column)} as id "
        f"from {identifier(table)} where {identifier(column)} is not null) "
        f"where id not in (select {identifier(key)} from {identifier(parent)})"
        for table, column, _, key in found
    ]
    sentence = f"whatever refers to {parent} refers to a row of it"
    return Check(f"{parent}_exists", "fail", sentence, _all_of(selects))


def _all_of(selects: list[str]) -> str:
    return "\nunion all\n".join(selects) or "select null limit 0"
