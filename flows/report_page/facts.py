"""What the page shows, read from an open warehouse: the queries in queries/, one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb

QUERIES = Path(__file__).parent / "queries"

Rows = list[dict[str, Any]]
Facts = dict[str, Rows | None]
"""By the name of the query; None where the warehouse lacks what it reads."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no way to write. A name may hold it all the same."""


def facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    """The rows of every query, by its name.

    A warehouse that another version of reknit has built may lack a table or a column, and is shown without what reads
    it: its owner is told to rebuild.
    """
    return {path.stem: _rows(connection, path) for path in sorted(QUERIES.glob("*.sql"))}


def _rows(connection: duckdb.DuckDBPyConnection, query: Path) -> Rows | None:
    try:
        result = connection.execute(query.read_text(encoding="utf-8"))
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, map(_printable, row), strict=True)) for row in result.fetchall()]


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value
