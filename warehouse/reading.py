"""Opening the published warehouse for our own commands, whatever other tool has it open."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class NoWarehouse(Exception):
    """Nothing is published yet, or it can't be read; the text says what to do."""


@contextmanager
def open_warehouse(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the newest build.

    A tool that opened it for writing lets nobody else read that file; then a copy is read. Raises NoWarehouse.
    """
    if not warehouse.exists():
        raise NoWarehouse(f"There is no {warehouse.name} yet; `reknit sync` makes it.")
    try:
        connection = duckdb.connect(str(warehouse), read_only=True)
    except duckdb.Error:
        with tempfile.TemporaryDirectory(prefix="reknit-") as folder:
            copy = Path(folder) / warehouse.name
            shutil.copyfile(warehouse, copy)
            copy.chmod(0o600)
            with _opened(copy) as connection:
                yield connection
        return
    with connection:
        yield connection


def _opened(copy: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(copy), read_only=True)
    except duckdb.Error as error:
        raise NoWarehouse(
            f"{copy.name} can't be read ({type(error).__name__}); `reknit rebuild` makes it anew."
        ) from error
