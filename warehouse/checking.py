"""Checks of a build before it is published: each a SELECT of the rows that should not exist.

-- fail: a person has one row            a `fail` with a row stops the build
-- warn: nobody is marked as the owner   a `warn` is counted in the table check_result
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

import duckdb

from warehouse.model_file import ModelError
from warehouse.quoting import identifier, literal

CHECKS: Final = Path(__file__).parent / "checks"

_FIRST_LINE: Final = re.compile(r"-- (fail|warn): (\S.*)")

_RESULT_COLUMNS: Final = {
    "check_name": "name of the check, and of its file in warehouse/checks",
    "severity": "fail stops a build, warn does not",
    "sentence": "what should hold",
    "rows": "rows that break it; 0 when it holds",
}


class Check(NamedTuple):
    """What should hold, in words and as the SELECT of what breaks it."""

    name: str
    severity: Literal["fail", "warn"]
    sentence: str
    select: str


class CheckResult(NamedTuple):
    """How many rows break a check."""

    check: Check
    rows: int


class CheckFailed(Exception):
    """A build that must not be published; the text names checks and numbers of rows, never a value."""

    def __init__(self, failed: list[CheckResult]) -> None:
        self.failed = failed
        lines = [f"{check.name}: {check.sentence} ({rows} rows break it)" for check, rows in failed]
        super().__init__("The build is not published, yesterday's answers stay. " + "; ".join(lines))


def read_checks(folder: Path = CHECKS) -> list[Check]:
    """The checks of a folder by name; raises ModelError for a file without its first line."""
    checks = []
    for path in sorted(folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        first = _FIRST_LINE.fullmatch(text.partition("\n")[0].rstrip())
        if first is None:
            raise ModelError(f"checks/{path.name} does not begin with `-- fail: sentence` or `-- warn: sentence`.")
        severity: Literal["fail", "warn"] = "fail" if first[1] == "fail" else "warn"
        checks.append(Check(path.stem, severity, first[2], text.strip().removesuffix(";")))
    return checks


def run_checks(connection: duckdb.DuckDBPyConnection, checks: Iterable[Check]) -> list[CheckResult]:
    """Runs every check, keeps the counts in the table check_result of the current catalog, and returns them.

    Raises CheckFailed, after all have run, when a `fail` has rows; ModelError when a check can't be run.
    """
    results = [CheckResult(check, _rows(connection, check)) for check in checks]
    _keep(connection, results)
    failed = [result for result in results if result.rows and result.check.severity == "fail"]
    if failed:
        raise CheckFailed(failed)
    return results


def _rows(connection: duckdb.DuckDBPyConnection, check: Check) -> int:
    try:
        counted = connection.execute(f"select count(*) from (\n{check.select}\n)").fetchone()
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise ModelError(f"checks/{check.name}.sql: {error}") from None
    except duckdb.Error as error:
        raise ModelError(f"checks/{check.name}.sql: {type(error).__name__} (its text may quote a value)") from None
    return int(counted[0]) if counted else 0


def _keep(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    connection.execute(
        'create table check_result (check_name varchar, severity varchar, sentence varchar, "rows" bigint)'
    )
    for check, rows in results:
        connection.execute(
            "insert into check_result values (?, ?, ?, ?)", [check.name, check.severity, check.sentence, rows]
        )
    meaning = "One thing that should hold in every build, and how many rows break it."
    connection.execute(f"comment on table check_result is {literal(meaning)}")
    for column, text in _RESULT_COLUMNS.items():
        connection.execute(f"comment on column check_result.{identifier(column)} is {literal(text)}")
