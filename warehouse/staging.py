"""Staging: every claim of every record, in normal form, in a cache that can be thrown away.

One table a claim type, its columns taken from the claim's own fields; a record is read again only when its reader,
its container's context or its bytes have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, get_args, get_type_hints

import duckdb
import pyarrow as pa

from connectors.claims import CLAIM_TYPES, Nothing, Reading, Rejected, Unread
from transforms.normal import normal_columns, normalised
from warehouse.quoting import identifier

CHUNK_RECORDS = 20_000
"""Records read between two appends: bounds memory, and makes the cost of an append small."""


class SourceReader(NamedTuple):
    """How the records of one source are read.

    read(key, raw, facts): what one record says.
    version: changes whenever the same record might be read differently.
    region: ISO 3166 code that a phone number without a country code belongs to.
    """

    read: Callable[[str, bytes, Mapping[str, Any]], Iterator[Reading]]
    version: str
    region: str | None = None


class Column(NamedTuple):
    """A column of a staged table."""

    name: str
    arrow: pa.DataType


_PLACE = [Column("landed_seq", pa.int64()), Column("context_id", pa.string()), Column("source", pa.string())]
_ARROW = {str: pa.string(), int: pa.int32(), date: pa.date32(), bool: pa.bool_()}


def _columns(fields: Mapping[str, Any]) -> list[Column]:
    return [Column(name, _arrow(annotation)) for name, annotation in fields.items()]


def _arrow(annotation: Any) -> pa.DataType:
    for candidate in (annotation, *get_args(annotation)):
        if candidate in _ARROW:
            return _ARROW[candidate]
    return pa.string()


TABLES: dict[str, list[Column]] = {
    claim.__name__.lower(): [
        *_PLACE,
        Column("ordinal", pa.int32()),
        *_columns(get_type_hints(claim)),
        *_columns(normal_columns(claim)),
    ]
    for claim in CLAIM_TYPES
}
"""Every staged table of claims with its columns."""

TABLES["rejected"] = [*_PLACE, *_columns(get_type_hints(Rejected))]
TABLES["unread"] = [*_PLACE, *_columns(get_type_hints(Unread))]
TABLES["reading"] = [
    *_PLACE,
    Column("content_hash", pa.string()),
    Column("version", pa.string()),
    Column("claims", pa.int32()),
    Column("rejected", pa.int32()),
    Column("unread", pa.int32()),
    Column("nothing_reason", pa.string()),
]


def stage(connection: duckdb.DuckDBPyConnection, readers: Mapping[str, SourceReader]) -> int:
    """Bring the catalog `staged` up to date with the catalog `archive`; returns the number of records read.

    Readings of sources without a reader, by another version of it, or of other bytes, are dropped first.
    """
    for table, columns in TABLES.items():
        empty = pa.schema(columns).empty_table()
        connection.register("empty", empty)
        connection.execute(f"create table if not exists staged.{identifier(table)} as from empty")
        connection.unregister("empty")
    versions = [(source, reader.version) for source, reader in readers.items()]
    _drop_stale(connection, versions)
    read = 0
    for source, reader in readers.items():
        for chunk in _unread_chunks(connection, source):
            rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
            for landed_seq, context_id, content_hash, key, raw, facts in chunk:
                place = (landed_seq, context_id, source)
                _add(rows, reader, place, content_hash, reader.read(key, raw, facts))
            _append(connection, rows)
            read += len(chunk)
    return read


def _unread_chunks(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[list[tuple[Any, ...]]]:
    connection.execute("create or replace temp table to_read as " + _TO_READ, [source])
    facts: dict[str, Any] = {}
    for context_id, encoded in connection.execute(_FACTS).fetchall():
        facts[context_id] = json.loads(encoded)
    reached = 0
    while rows := connection.execute(_CHUNK, [reached, reached + CHUNK_RECORDS]).fetchall():
        yield [(*row, facts[row[1]]) for row in rows]
        reached += CHUNK_RECORDS


def _add(
    rows: dict[str, list[tuple[Any, ...]]],
    reader: SourceReader,
    place: tuple[int, str, str],
    content_hash: str,
    readings: Iterator[Reading],
) -> None:
    claims = rejected = unread = 0
    nothing = None
    for reading in _guarded(readings):
        match reading:
            case Rejected():
                rows["rejected"].append((*place, *reading))
                rejected += 1
            case Unread():
                rows["unread"].append((*place, *reading))
                unread += 1
            case Nothing():
                nothing = reading.reason
            case _:
                table = type(reading).__name__.lower()
                rows[table].append((*place, claims, *reading, *normalised(reading, reader.region)))
                claims += 1
    rows["reading"].append((*place, content_hash, reader.version, claims, rejected, unread, nothing))


def _guarded(readings: Iterator[Reading]) -> Iterator[Reading]:
    """What a reader yields; a fault in it costs the rest of this one record, which then is in `rejection`."""
    try:
        yield from readings
    except Exception as error:  # noqa: BLE001  (a reader must not raise; one that does must not stop the others)
        yield Rejected(f"the reader failed on it ({type(error).__name__}); please report this")


def _append(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
    """All rows of a chunk or none, so that a record never counts as read with half of its claims."""
    connection.begin()
    for table, columns in TABLES.items():
        if rows[table]:
            values = zip(*rows[table], strict=True)
            arrays = [pa.array(value, column.arrow) for value, column in zip(values, columns, strict=True)]
            connection.register("chunk", pa.table(arrays, schema=pa.schema(columns)))
            connection.execute(f"insert into staged.{identifier(table)} from chunk")
            connection.unregister("chunk")
    connection.commit()


def _drop_stale(connection: duckdb.DuckDBPyConnection, versions: list[tuple[str, str]]) -> None:
    connection.execute("create or replace temp table reader_version (source varchar, version varchar)")
    connection.executemany("insert into reader_version values (?, ?)", versions)
    connection.execute("""
        create or replace temp table stale as
        select landed_seq, context_id
        from staged.reading
        anti join (
            select landed_seq, source, content_hash, version
            from archive.record
            join reader_version using (source)
        ) as valid using (landed_seq, source, content_hash, version)
    """)
    if connection.execute("select count(*) from stale").fetchall() != [(0,)]:
        connection.begin()
        for table in TABLES:
            connection.execute(f"delete from staged.{identifier(table)} where (landed_seq, context_id) in (from stale)")
        connection.commit()


_TO_READ = """
select landed_seq, context_id, content_hash, row_number() over (order by landed_seq, context_id) as position
from (select distinct landed_seq, context_id from archive.sighting)
join archive.record using (landed_seq)
anti join staged.reading using (landed_seq, context_id)
where source = ?
"""

_FACTS = "select context_id, facts from archive.context semi join to_read using (context_id)"

_CHUNK = """
select landed_seq, context_id, to_read.content_hash, key, raw
from to_read
join archive.record using (landed_seq)
where position > ? and position <= ?
order by position
"""
