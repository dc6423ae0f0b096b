"""ask: the answers, readable."""

from __future__ import annotations

from typing import Annotated

import duckdb
import typer
from rapidfuzz import process

from flows.commands.base import say, settings_of, show, show_json
from flows.faults import CommandError
from flows.finding import find_person
from flows.overview import Section, overview
from warehouse.quoting import identifier, literal
from warehouse.reading import open_warehouse


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="A table or a macro, such as colleagues. By default some of each answer.")
    ] = None,
    of: Annotated[
        str | None, typer.Argument(help="Whom to ask about: an id, an e-mail address or a name. By default you.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="A list of objects, for programs.")] = False,
) -> None:
    """Whom you worked and studied with, whom you talk with, what was rejected; or one question in full."""
    with open_warehouse(settings_of(context).warehouse_link) as connection:
        if question is None:
            _show_overview(overview(connection), json)
            return
        person_id = find_person(connection, of).person_id if of else None
        try:
            result = connection.sql(_query(connection, question, person_id))
        except duckdb.BinderException:
            raise CommandError(f"{question} is about somebody: reknit ask {question} NAME") from None
        columns, rows = result.columns, result.fetchall()
    if json:
        show_json(dict(zip(columns, row, strict=True)) for row in rows)
    else:
        show(columns, rows)


def _show_overview(sections: list[Section], json: bool) -> None:
    if json:
        show_json({"heading": section.heading, "rows": section.objects()} for section in sections)
        return
    for section in sections:
        say(f"\n{section.heading}")
        if section.rows:
            show(section.columns, section.rows)


def _query(connection: duckdb.DuckDBPyConnection, question: str, person_id: str | None) -> str:
    """What selects the answer; raises CommandError when nothing is called so, or it is about nobody in particular."""
    kinds = {
        name.partition("(")[0]: kind
        for name, kind in connection.execute(
            "select name, kind from help() where kind in ('table', 'macro')"
        ).fetchall()
    }
    if question not in kinds:
        nearest = ", ".join(name for name, *_ in process.extract(question, kinds.keys(), limit=3))
        raise CommandError(f"Nothing is called {question!r}. The nearest: {nearest}. All there is: from help().")
    if kinds[question] == "table" and person_id is not None:
        raise CommandError(f'{question} is a table, not about one person: reknit sql "from {question} where …".')
    if kinds[question] == "table":
        return f"from {identifier(question)}"
    return f"from {identifier(question)}({literal(person_id) if person_id else ''})"
