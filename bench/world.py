"""A whole invented world in a folder: archive, cache and key, from which a build goes on as after a sync."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from bench.correspondence import correspondence
from bench.exports import Shown, exported
from bench.faces import Faces
from bench.mailbox import READER, land_mail
from bench.people import AS_OF, People
from connectors.claims import Reading
from connectors.contract import SourceRecord
from connectors.mail_message import read
from connectors.records import digest
from warehouse.build import Inputs, Places
from warehouse.migrate import migrate
from warehouse.quoting import identifier, literal
from warehouse.staging import SourceReader, layout, make_tables, stage

SOURCES = ("me", "google", "phone", "alumni", "linkedin", "mail")
MEMORY_LIMIT = "3GB"
"""What DuckDB may take for making a world; the numbers of the correspondence take as much."""

_LANDED_AT = "2026-07-01 12:00:00"


def places(folder: Path) -> Places:
    """The files of a world."""
    return Places(folder / "archive.duckdb", folder / "cache.duckdb", folder / "warehouse.duckdb")


def inputs(claims: Mapping[str, list[Any]] | None = None) -> Inputs:
    """What a build of a world is made from. claims: what the records say that are no mail, by their bytes."""

    def read_record(key: str, raw: bytes, facts: Mapping[str, Any]) -> Iterator[Reading]:
        if claims and raw.decode() in claims:
            return iter(claims[raw.decode()])
        return read(SourceRecord(key, raw), facts)

    readers = {source: SourceReader(read_record, READER, "DE") for source in SOURCES}
    return Inputs(readers, b"k" * 32, AS_OF, "bench")


def make_world(folder: Path, people: int, interactions: int) -> None:
    """Writes archive and cache into an empty folder; the same for the same numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    where = places(folder)
    migrate(where.archive)
    chance = np.random.default_rng(people)
    everyone = People(people, chance)
    with duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "threads": 2, "temp_directory": str(folder)}
    ) as connection:
        connection.execute(f"attach {literal(str(where.archive))} as archive")
        connection.execute(f"attach {literal(str(where.cache))} as staged")
        connection.execute("create table staged.layout as select ? as layout", [layout()])
        make_tables(connection)
        said = _land(connection, exported(everyone, chance))
        stage(connection, inputs(said).readers)
        faces = Faces(everyone)
        land_mail(connection, faces, correspondence(everyone, faces, interactions, chance))
        connection.execute("checkpoint archive")
        connection.execute("checkpoint staged")


def _land(connection: duckdb.DuckDBPyConnection, shown: Iterator[Shown]) -> dict[str, list[Any]]:
    """Puts records into the archive, unchanged ones once; returns what each says, by its bytes."""
    said: dict[str, list[Any]] = {}
    numbers: dict[tuple[str, str, str], int] = {}
    snapshots: dict[tuple[str, str, object], int] = {}
    rows: dict[str, list[tuple[Any, ...]]] = {"record": [], "snapshot": [], "sighting": []}
    for source, part, on, key, claims in shown:
        raw = repr([tuple(claim) for claim in claims])
        said.setdefault(raw, claims)
        if (source, part, on) not in snapshots:
            snapshot_id = snapshots[source, part, on] = len(snapshots) + 1
            fingerprint = f"{source} {part} {on}"
            rows["snapshot"].append((snapshot_id, source, part, fingerprint, fingerprint, on, _LANDED_AT, True, "run"))
        if (source, key, raw) not in numbers:
            landed_seq = numbers[source, key, raw] = len(numbers) + 1
            rows["record"].append((landed_seq, source, key, digest(raw), raw.encode(), None, "run", _LANDED_AT))
        sighting = (numbers[source, key, raw], snapshots[source, part, on], "card", f"{source}.csv", "", None, None, "")
        rows["sighting"].append(sighting)
    connection.execute("insert into archive.context values ('card', '{}')")
    for table, values in rows.items():
        _insert(connection, table, values)
    return said


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    frame = pd.DataFrame(rows)
    connection.register("rows", frame)
    connection.execute(f"insert into archive.{identifier(table)} from rows")
    connection.unregister("rows")
