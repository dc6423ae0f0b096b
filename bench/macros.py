"""How long each macro of a warehouse takes to answer, warm: the median of several calls in one connection."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from warehouse.quoting import literal

CALLS = 5
"""Of each macro, after a first one that is not counted."""

ARGUMENTS = {
    "id": "(select max(person_id) from person)",
    "target": "(select max(person_id) from person)",
    "company": "(select name from organization order by people_count desc, name limit 1)",
    "industry": "'software'",
    "skill": "'SQL'",
    "skills": "['SQL', 'Python']",
    "since": "date '2024-01-01'",
    "of": "(select person_id from tie order by strength desc, person_id limit 1)",
}
"""What each parameter without a default is called with."""


def answer_times(warehouse: Path) -> dict[str, float]:
    """Milliseconds by macro; all of its rows are made and counted."""
    with duckdb.connect(str(warehouse), read_only=True, config={"threads": 2}) as connection:
        called = [comment.partition("\n")[0] for (comment,) in connection.execute(_COMMENTS).fetchall()]
        return {call.partition("(")[0]: _median_ms(connection, _query(connection, call)) for call in called}


def _query(connection: duckdb.DuckDBPyConnection, call: str) -> str:
    """From "insiders(company, of := null)", a call with an argument for each parameter that needs one."""
    name, _, inside = call.removesuffix(")").partition("(")
    required = [parameter.strip() for parameter in inside.split(",") if parameter.strip() and ":=" not in parameter]
    arguments = [connection.execute(f"select {ARGUMENTS[parameter]}").fetchall()[0][0] for parameter in required]
    return f"select count(columns(*)) from {name}({', '.join(map(_literal, arguments))})"


def _literal(value: object) -> str:
    return literal(value) if isinstance(value, str) else f"'{value}'::date" if isinstance(value, date) else repr(value)


def _median_ms(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    seconds = []
    for _ in range(CALLS + 1):
        begun = time.perf_counter()
        connection.execute(query).fetchall()
        seconds.append(time.perf_counter() - begun)
    return 1000 * median(seconds[1:])


# A macro's comment begins with how it is called: DuckDB itself does not tell which parameters have a default.
_COMMENTS = """
select comment
from duckdb_functions()
where database_name = current_database() and schema_name = 'main' and function_type = 'table_macro' and not internal
    and not starts_with(split_part(comment, e'\n', 2), 'Part of ')
order by function_name
"""
