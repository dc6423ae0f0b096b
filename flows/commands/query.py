"""sql: ad-hoc questions to the warehouse."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Annotated, cast

import duckdb
import typer
from rich.console import Console

from flows.commands.base import settings_of, show, show_json
from flows.faults import CommandError
from warehouse.reading import open_warehouse


def sql(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="`-` reads it from standard input. Start with: from help()")
    ],
    json: Annotated[bool, typer.Option("--json", help="A list of objects, for programs.")] = False,
) -> None:
    """Ask the warehouse; any other DuckDB tool can do so too.

    A terminal gets as many rows and columns as fit, a file or a pipe gets all of them, tab-separated.
    """
    text = sys.stdin.read() if query == "-" else query
    with open_warehouse(settings_of(context).warehouse_link) as connection:
        result = cast("duckdb.DuckDBPyRelation | None", connection.sql(text))
        if result is None:  # a statement without a result, or no statement at all
            return
        if json:
            columns = _distinct(result.columns)
            show_json(dict(zip(columns, row, strict=True)) for row in result.fetchall())
        elif sys.stdout.isatty():
            result.show(max_width=Console().width, null_value="NULL")
        else:
            show(result.columns, result.fetchall())


def _distinct(columns: list[str]) -> list[str]:
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        raise CommandError(f"Several columns are called {' and '.join(twice)}; name them apart with `as`.")
    return columns
