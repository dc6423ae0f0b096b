"""export: the people of the warehouse for address books and spreadsheets, or all its tables as Parquet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO
from uuid import uuid4

import duckdb
import typer

from flows.commands.base import counted, harmless, say, settings_of
from flows.exporting import google, vcard
from flows.exporting.contacts import contacts
from flows.faults import CommandError
from warehouse.quoting import identifier, literal
from warehouse.reading import open_warehouse


def export(
    context: typer.Context,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.vcf|FILE.csv|FOLDER",
            help="vCard 4.0 by .vcf, Google's CSV by .csv; into a folder every table as a Parquet file.",
        ),
    ],
) -> None:
    """Write everyone whom a source still has as vCards or Google's CSV, or all tables as Parquet."""
    with open_warehouse(settings_of(context).warehouse_link) as connection:
        match target.suffix.lower():
            case ".vcf":
                people = _write_cards(connection, target)
            case ".csv":
                people = _write_google(connection, target)
            case "":
                say(f"{counted(_write_parquet(connection, target), 'table')} written into {target}.")
                return
            case other:
                raise CommandError(
                    f"{target.name} ends on {other}; .vcf writes vCards, .csv Google's CSV, and a folder gets Parquet."
                )
    say(f"{people:,} people written to {target}.")


def _write_cards(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    written = 0
    with _whole(target) as file:
        for card in vcard.cards(contacts(connection)):
            file.write(card)
            written += 1
    return written


def _write_google(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    written = -1
    with _whole(target) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for row in google.table(contacts(connection)):
            writer.writerow(map(harmless, row))
            written += 1
    return written


def _write_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    tables = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() order by table_name"
    ).fetchall()
    for (table,) in tables:
        file = folder / f"{table}.parquet"
        fresh = folder / f".{table}.{uuid4().hex}.parquet"
        connection.execute(f"copy {identifier(table)} to {literal(str(fresh))} (format parquet, compression zstd)")
        fresh.chmod(0o600)
        fresh.replace(file)
    return len(tables)


@contextmanager
def _whole(target: Path) -> Iterator[TextIO]:
    """A file to write that takes its place when it is whole; until then, and after an error, what was there stays."""
    fresh = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
