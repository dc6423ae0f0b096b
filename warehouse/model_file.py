"""A model file: a plain SELECT whose leading comment says what one row is and describes every column.

    -- key: person_id, day                        only for a table of main: which columns tell its rows apart
    -- macro: person_of(id)                       only for a macro: how it is called
    -- The person whom this id means.             what one row is
    --
    -- person_id   the id of today                one line a column; a deeper line goes on with the one above
    select …

DuckDB's own parser says what the SELECT reads, without the tables being there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

Kind = Literal["table", "macro", "scalar"]
"""table; macro: a table with arguments, `from me()`; scalar: a value with arguments, `select me()`."""

Read = tuple[Kind, str]
"""What a SELECT reads: ("table", "staged.email"), ("macro", "me"), ("scalar", "coalesce")."""

_KEY: Final = re.compile(r"key: (\w+(?:, \w+)*)")
_CALL: Final = re.compile(r"(macro|scalar): (\w+)\((.*)\)")
_PARAMETER: Final = re.compile(r"\w+( := \S.*)?")
_COLUMN: Final = re.compile(r"(\w+) {2,}(\S.*)")


class ModelError(Exception):
    """A model can't be read or run; the text names its file and holds no value of any table."""


@dataclass(frozen=True)
class Model:
    """A table or macro to be made.

    parameters: as written, ("about := null",); empty for a table.
    key: the columns that tell the rows of a table apart; empty where the file names none.
    columns: name -> meaning, in the order of the result; empty for a scalar.
    reads: all that the SELECT reads, its own CTEs aside.
    ctes: the names of those.
    """

    name: str
    kind: Kind
    parameters: tuple[str, ...]
    key: tuple[str, ...]
    grain: str
    columns: dict[str, str]
    select: str
    file: str
    reads: frozenset[Read]
    ctes: frozenset[str]

    @property
    def comment(self) -> str:
        """What is published; of a macro also how it is called and its columns, which DuckDB has no comments on."""
        if self.kind == "table":
            return self.grain
        lines = [f"{self.name}({', '.join(self.parameters)})", self.grain]
        if self.columns:
            width = max(map(len, self.columns))
            lines += ["", *(f"{name:{width}}  {meaning}" for name, meaning in self.columns.items())]
        return "\n".join(lines)


def read_model(path: Path, parser: duckdb.DuckDBPyConnection) -> Model:
    """The model in a file; raises ModelError when its comment or its SQL is not as it should be.

    parser: any connection; nothing is run on it, and what the model reads need not be there.
    """
    file = f"{path.parent.name}/{path.name}"
    comment, select = _split(path.read_text(encoding="utf-8"))
    kind, name, parameters = _called(comment[0] if comment else "", path, file)
    key = _KEY.fullmatch(comment[0]) if comment else None
    if kind != "table" or key:
        comment = comment[1:]
    grain, columns = _described(comment, file)
    if not grain:
        raise ModelError(f"{file} does not begin with a comment that says what one row is.")
    told_apart_by = tuple(key[1].split(", ")) if key else ()
    if unknown := [column for column in told_apart_by if column not in columns]:
        raise ModelError(f"{file} has {unknown[0]} in its key, which is no column that it describes.")
    return Model(name, kind, parameters, told_apart_by, grain, columns, select, file, *_reads(select, file, parser))


def _split(text: str) -> tuple[list[str], str]:
    """The lines of the leading comment without their dashes, and the rest."""
    lines = text.splitlines()
    length = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    comment = [line.removeprefix("--").removeprefix(" ").rstrip() for line in lines[:length]]
    return comment, "\n".join(lines[length:]).strip().removesuffix(";")


def _called(first: str, path: Path, file: str) -> tuple[Kind, str, tuple[str, ...]]:
    expected = path.name.split(".")[0]
    call = _CALL.fullmatch(first)
    if call is None:
        return "table", expected, ()
    kind, name, inside = call.groups()
    parameters = tuple(parameter.strip() for parameter in inside.split(",") if parameter.strip())
    if name != expected:
        raise ModelError(f"{file} makes {name}(), so it should be called {name}.sql (or {name}.{kind}.sql).")
    for parameter in parameters:
        if not _PARAMETER.fullmatch(parameter):
            raise ModelError(f"{file} has the parameter {parameter!r}; write `name` or `name := default`.")
    return ("macro" if kind == "macro" else "scalar"), name, parameters


def _described(comment: list[str], file: str) -> tuple[str, dict[str, str]]:
    gap = comment.index("") if "" in comment else len(comment)
    columns: dict[str, str] = {}
    name = ""
    for line in comment[gap + 1 :]:
        column = _COLUMN.fullmatch(line)
        if column and column[1] in columns:
            raise ModelError(f"{file} describes {column[1]} twice.")
        if column:
            name = column[1]
            columns[name] = column[2]
        elif name and line.startswith("    "):
            columns[name] += " " + line.strip()
        else:
            raise ModelError(f"{file} has {line!r} among its columns; write `name`, two spaces or more, its meaning.")
    return " ".join(comment[:gap]), columns


def _reads(select: str, file: str, parser: duckdb.DuckDBPyConnection) -> tuple[frozenset[Read], frozenset[str]]:
    """What a SELECT reads, and the names of its own CTEs."""
    row = parser.execute("select json_serialize_sql(?::varchar)", [select]).fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree["error"] and tree["error_type"] == "parser":
        raise ModelError(f"{file}: {tree['error_message']}")
    if tree["error"]:
        raise ModelError(
            f"{file} is not a plain SELECT. PIVOT is none either, since DuckDB can't say what it reads: "
            "write an aggregate with `filter (where …)` for each column."
        )
    if len(tree["statements"]) != 1:
        raise ModelError(f"{file} holds {len(tree['statements'])} statements; a model is one SELECT.")
    nodes = list(_nodes(tree))
    ctes = frozenset(entry["key"] for node in nodes for entry in _cte_entries(node))
    reads = frozenset(read for node in nodes for read in _read(node))
    return reads - {("table", name) for name in ctes}, ctes


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON tree, in no particular order."""
    waiting = [tree]
    while waiting:
        branch = waiting.pop()
        if isinstance(branch, dict):
            yield branch
            waiting += branch.values()
        elif isinstance(branch, list):
            waiting += branch


def _cte_entries(node: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = node["cte_map"]["map"] if "cte_map" in node else []
    return found


def _read(node: dict[str, Any]) -> Iterator[Read]:
    match node.get("type"):
        case "BASE_TABLE":
            yield "table", _qualified(node["schema_name"], node["table_name"])
        case "TABLE_FUNCTION":
            yield "macro", _qualified(node["function"]["schema"], node["function"]["function_name"])
        case "FUNCTION":
            yield "scalar", _qualified(node["schema"], node["function_name"])


def _qualified(schema: str, name: str) -> str:
    return f"{schema}.{name}" if schema else name
