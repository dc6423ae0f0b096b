"""ask: the answers, readable."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import duckdb
import typer

from flows.asking.arguments import query
from flows.asking.questions import Question, given, question_called, questions
from flows.asking.readable import readable
from flows.commands.base import say, settings_of, show, show_csv, show_json, show_with_notes
from flows.faults import CommandError
from flows.overview import overview
from warehouse.reading import open_warehouse

ANY_OPTION = {"ignore_unknown_options": True}
"""The options of `ask` are the parameters of what is asked, which only the warehouse knows."""


def ask(
    context: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(help="A table or a macro, such as reconnect. By default some of each; `ask help` lists all."),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[--PARAMETER VALUE]…",
            help="What it is asked with: --company acme, --role data, --of NAME (an id, an e-mail address or a name).",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="A list of objects, for programs.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="A CSV file, for spreadsheets.")] = False,
) -> None:
    """Whom to get back in touch with, who is inside a company, who can introduce you: every answer by its name."""
    if json and csv:
        raise CommandError("--json and --csv are two ways of showing one answer; choose one.")
    with open_warehouse(settings_of(context).warehouse_link) as connection:
        if question is None and not words:
            _show_overview(connection, json)
            return
        asked = question_called(connection, question or "")
        is_read = sys.stdout.isatty() and not (json or csv)
        select = query(connection, asked, given(asked, words or []))
        result = connection.sql(select)
        if is_read and "person_id" in result.columns and "name" not in result.columns:
            result = connection.sql(_WITH_NAMES.format(asked=select))
        columns, rows = result.columns, result.fetchall()
        unknown = _unknown(connection, asked)
    if json:
        show_json(dict(zip(columns, row, strict=True)) for row in rows)
    elif csv:
        show_csv(columns, rows)
    elif not is_read:
        show(columns, rows)
    elif rows:
        _show_readable(asked, columns, rows)
    _say_missing(rows, unknown, aside=not is_read)


_WITH_NAMES = """
    select person.name, answer.*
    from ({asked}) as answer
    left join person using (person_id)
"""
"""An answer that tells of people by their ids only, such as the terms of a score."""


def _show_overview(connection: duckdb.DuckDBPyConnection, json: bool) -> None:
    sections = overview(connection)
    if json:
        show_json({"heading": section.heading, "rows": section.objects()} for section in sections)
        return
    for section in sections:
        say(f"\n{section.heading}")
        if section.rows:
            show(section.columns, section.rows)
    macros = [each.name for each in questions(connection).values() if each.is_macro and not _is_terms(each.name)]
    say(f"\nMore: reknit ask {', '.join(macros)}; `reknit ask help reconnect` says what one tells.")


def _is_terms(name: str) -> bool:
    """Whether it tells what another answer's score is made of."""
    return name.endswith("_terms")


def _show_readable(asked: Question, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    shown = readable(asked.name, columns, rows)
    show_with_notes(shown.columns, shown.rows, shown.notes)
    if shown.left_out:
        say(f"… and {shown.left_out:,} more; --csv, --json and pipes get all, with all columns.")


def _unknown(connection: duckdb.DuckDBPyConnection, asked: Question) -> list[tuple[int, str, str | None]]:
    """What this answer could not know: of how many, what, and what would mend it, if anything would."""
    return connection.execute(
        "select counted, what, remedy from gap where answer = ? order by counted desc, what", [asked.name]
    ).fetchall()


def _say_missing(rows: list[tuple[Any, ...]], unknown: list[tuple[int, str, str | None]], aside: bool) -> None:
    """That nothing is known, and what could not be; aside: on standard error, where standard output is for programs."""
    sentences = [] if rows else ["Nothing that is known answers this."]
    if unknown:
        sentences.append("Not known, of all that is in the warehouse:")
        sentences += [
            f"{counted:>7,}  {what}" + (f"; would tell: {remedy}" if remedy else "")
            for counted, what, remedy in unknown
        ]
    for sentence in sentences:
        print(sentence, file=sys.stderr) if aside else say(sentence)
