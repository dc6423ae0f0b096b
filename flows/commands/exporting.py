"""export: the people of the warehouse for address books and spreadsheets, or all its tables as Parquet."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO
from uuid import uuid4

import duckdb
import typer

from flows.commands.base import counted, harmless, say, settings_of, writing
from flows.exporting import google, vcard
from flows.exporting.contacts import contacts
from flows.faults import CommandError
from warehouse.quoting import identifier, literal
from warehouse.reading import open_warehouse


class Format(StrEnum):
    """What can be written."""

    VCARD = "vcard"
    GOOGLE = "google"
    PARQUET = "parquet"


_BY_ENDING = {".vcf": Format.VCARD, ".csv": Format.GOOGLE, "": Format.PARQUET}


def export(
    context: typer.Context,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.vcf|FILE.csv|FOLDER|-",
            help="vCard 4.0 by .vcf, Google's CSV by .csv; into a folder every table as a Parquet file; - is standard "
            "output.",
        ),
    ],
    only: Annotated[
        str | None,
        typer.Option(metavar="SQL", help="Of people only those whose person_id it gives: \"from insiders('acme')\"."),
    ] = None,
    written_as: Annotated[Format | None, typer.Option("--as", help="What to write, whatever the name ends on.")] = None,
) -> None:
    """Write everyone whom a source still has as vCards or Google's CSV, or all tables as Parquet."""
    form = written_as or _by_name(target)
    if form is Format.PARQUET and (only or target == STANDARD_OUTPUT):
        raise CommandError("Parquet has all tables, a file for each in a folder; --only and - are for people.")
    only = only and only.rstrip("; \n")
    with open_warehouse(settings_of(context).warehouse_link) as connection, writing(target):
        match form:
            case Format.PARQUET:
                say(f"{counted(_write_parquet(connection, target), 'table')} written into {target}.")
                return
            case Format.VCARD:
                people = _write_cards(connection, target, only)
            case _:
                people = _write_google(connection, target, only)
    print(f"{people:,} people written to {target}.", file=sys.stderr if target == STANDARD_OUTPUT else sys.stdout)


STANDARD_OUTPUT = Path("-")


def _by_name(target: Path) -> Format:
    if target == STANDARD_OUTPUT:
        raise CommandError("What is to go to standard output? --as vcard or --as google says it.")
    if target.suffix.lower() not in _BY_ENDING:
        raise CommandError(
            f"{target.name} ends on {target.suffix}; .vcf writes vCards, .csv Google's CSV, and a folder gets Parquet."
        )
    return _BY_ENDING[target.suffix.lower()]


def _write_cards(connection: duckdb.DuckDBPyConnection, target: Path, only: str | None) -> int:
    written = 0
    with _whole(target) as file:
        for card in vcard.cards(contacts(connection, only)):
            file.write(card)
            written += 1
    return written


def _write_google(connection: duckdb.DuckDBPyConnection, target: Path, only: str | None) -> int:
    written = -1
    with _whole(target) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for row in google.table(contacts(connection, only)):
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
    """A file to write that takes its place when it is whole; until then, and after an error, what was there stays.

    Standard output, a pipe and a device are written to as they are.
    """
    if target == STANDARD_OUTPUT:
        yield sys.stdout
        return
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        return
    fresh = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
