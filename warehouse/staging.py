"""Staging: every claim of every record, in normal form, in a cache that can be thrown away.

One table a claim type, its columns taken from the claim's own fields; a record is read again only when its reader,
its container's context or its bytes have changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

import duckdb
import pyarrow as pa

from connectors.claims import CLAIM_TYPES, Nothing, Reading, Rejected, Unread
from connectors.records import digest
from transforms.normal import normal_columns, normalised
from warehouse.quoting import identifier

CHUNK_RECORDS = 20_000
"""Records read between two appends: bounds memory, and makes the cost of an append small."""

OUR_FAULT = "please report this"
"""How the reason ends when a record was rejected because a reader failed, and not for what it says."""


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
_ARROW = {
    str: pa.string(), int: pa.int32(), bool: pa.bool_(), date: pa.date32(), datetime: pa.timestamp("us"),
}  # fmt: skip


def _columns(fields: Mapping[str, Any]) -> list[Column]:
    return [Column(name, _arrow(annotation)) for name, annotation in fields.items()]


def _arrow(annotation: Any) -> pa.DataType:
    for candidate in (annotation, *get_args(annotation)):
        if candidate in _ARROW:
            return _ARROW[candidate]
    if all(isinstance(word, str) for word in get_args(annotation)):
        return pa.string()  # a Literal of words
    raise TypeError(f"a claim's field of the type {annotation} has no column type yet")


Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by the name of their staged table."""

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
    Column("identity", pa.string()),
    Column("version", pa.string()),
    Column("claims", pa.int32()),
    Column("rejected", pa.int32()),
    Column("unread", pa.int32()),
    Column("nothing_reason", pa.string()),
]


def layout() -> str:
    """A digest that changes whenever a cache made before can't be gone on with."""
    return digest(Path(__file__).read_bytes(), repr(TABLES))


def stage(connection: duckdb.DuckDBPyConnection, readers: Mapping[str, SourceReader]) -> int:
    """Bring the catalog `staged` up to date with the catalog `archive`; returns the number of records read.

    Readings of sources without a reader, by another version of it, of other bytes, or of a record that the archive has
    not seen in that context, are dropped first.
    """
    make_tables(connection)
    _list_stale(connection, [(source, reader.version) for source, reader in readers.items()])
    drop_stale(connection)
    connection.execute("create or replace temp table not_read as " + _NOT_READ)
    read = 0
    for source, reader in readers.items():
        connection.execute("create or replace temp table to_read as " + _TO_READ, [source])
        read += read_listed(connection, source, reader)
    return read


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of `staged` that are not there yet, empty."""
    for table, columns in TABLES.items():
        empty = pa.schema(columns).empty_table()
        connection.register("empty", empty)
        connection.execute(f"create table if not exists staged.{identifier(table)} as from empty")
        connection.unregister("empty")


def read_listed(connection: duckdb.DuckDBPyConnection, source: str, reader: SourceReader) -> int:
    """Read the records of the temporary table `to_read`, which nothing is staged of; returns their number.

    Its columns: landed_seq, context_id, identity, position (from 1, without gaps).
    """
    read = 0
    for chunk in _listed_chunks(connection):
        _append(connection, _tables(reader, source, chunk))
        read += len(chunk)
    return read


def _listed_chunks(connection: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    facts: dict[str, Any] = {}
    for context_id, encoded in connection.execute(_FACTS).fetchall():
        facts[context_id] = json.loads(encoded)
    reached = 0
    while rows := connection.execute(_CHUNK, [reached, reached + CHUNK_RECORDS]).fetchall():
        yield [(*row, facts[row[1]]) for row in rows]
        reached += CHUNK_RECORDS


def _tables(reader: SourceReader, source: str, chunk: Sequence[tuple[Any, ...]]) -> list[tuple[str, pa.Table]]:
    """What a chunk of records says, as (table, its rows); a record with a value that no column holds is rejected."""
    rows: Rows = {table: [] for table in TABLES}
    for landed_seq, context_id, identity, key, raw, facts in chunk:
        _add(rows, reader, (landed_seq, context_id, source), identity, _said(reader, key, raw, facts))
    try:
        return _arrow_tables(rows)
    except (ValueError, TypeError, OverflowError) as error:
        if len(chunk) > 1:
            middle = len(chunk) // 2
            return [*_tables(reader, source, chunk[:middle]), *_tables(reader, source, chunk[middle:])]
        rows = {table: [] for table in TABLES}
        landed_seq, context_id, identity, *_ = chunk[0]
        _add(rows, reader, (landed_seq, context_id, source), identity, iter([(_failed_on(error), ())]))
        return _arrow_tables(rows)


def _add(
    rows: Rows,
    reader: SourceReader,
    place: tuple[int, str, str],
    identity: str,
    said: Iterator[tuple[Reading, tuple[Any, ...]]],
) -> None:
    claims = rejected = unread = 0
    nothing = None
    for reading, normal in said:
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
                rows[type(reading).__name__.lower()].append((*place, claims, *reading, *normal))
                claims += 1
    if not claims and not rejected and nothing is None:
        rows["rejected"].append((*place, f"the reader says nothing of it; {OUR_FAULT}", None))
        rejected = 1
    rows["reading"].append((*place, identity, reader.version, claims, rejected, unread, nothing))


def _said(
    reader: SourceReader, key: str, raw: bytes, facts: Mapping[str, Any]
) -> Iterator[tuple[Reading, tuple[Any, ...]]]:
    """What a record says, with the normal forms; a fault of the reader costs the rest of this one record."""
    try:
        for reading in reader.read(key, raw, facts):
            if isinstance(reading, CLAIM_TYPES):
                yield reading, normalised(reading, reader.region)
            elif type(reading) in (Rejected, Unread, Nothing):
                yield reading, ()
            else:
                raise TypeError
    except Exception as error:  # noqa: BLE001  (a reader must not raise; one that does must not stop the others)
        yield _failed_on(error), ()


def _failed_on(error: Exception) -> Rejected:
    return Rejected(f"the reader failed on it ({type(error).__name__}); {OUR_FAULT}")


def _arrow_tables(rows: Rows) -> list[tuple[str, pa.Table]]:
    tables = []
    for table, columns in TABLES.items():
        if rows[table]:
            values = zip(*rows[table], strict=True)
            arrays = [pa.array(value, column.arrow) for value, column in zip(values, columns, strict=True)]
            tables.append((table, pa.table(arrays, schema=pa.schema(columns))))
    return tables


def _append(connection: duckdb.DuckDBPyConnection, tables: Iterable[tuple[str, pa.Table]]) -> None:
    """All rows of a chunk or none, so that a record never counts as read with half of its claims."""
    connection.begin()
    for table, rows in tables:
        connection.register("chunk", rows)
        connection.execute(f"insert into staged.{identifier(table)} from chunk")
        connection.unregister("chunk")
    connection.commit()


def _list_stale(connection: duckdb.DuckDBPyConnection, versions: list[tuple[str, str]]) -> None:
    connection.execute("create or replace temp table reader_version (source varchar, version varchar)")
    for version in versions:
        connection.execute("insert into reader_version values (?, ?)", version)
    connection.execute("create or replace temp table stale as " + _STALE)


def drop_stale(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what is staged of the records of the temporary table `stale` (landed_seq, context_id)."""
    if connection.execute("select count(*) from stale").fetchall() != [(0,)]:
        connection.begin()
        for table in TABLES:
            connection.execute(f"delete from staged.{identifier(table)} where (landed_seq, context_id) in (from stale)")
        connection.commit()


# Numbers for texts: this is asked of every reading at every build. Two records meet with a chance of 2^-64.
_STALE = """
select landed_seq, context_id
from (
    select
        landed_seq,
        context_id,
        hash(context_id) as context_number,
        hash(source, identity) as identity_number,
        (source, version) in (from reader_version) as is_of_today
    from staged.reading
) as known
anti join (
    select
        landed_seq,
        hash(context_id) as context_number,
        hash(source, concat(content_hash, ' ', key)) as identity_number,
        true as is_of_today
    from archive.sighting
    join archive.record using (landed_seq)
) as valid using (landed_seq, context_number, identity_number, is_of_today)
"""

_NOT_READ = """
select distinct landed_seq, context_id
from (select landed_seq, context_id, hash(context_id) as context_number from archive.sighting) as seen
anti join (
    select landed_seq, hash(context_id) as context_number
    from staged.reading
) as known using (landed_seq, context_number)
"""

_TO_READ = """
select
    landed_seq,
    context_id,
    concat(content_hash, ' ', key) as identity,
    row_number() over (order by landed_seq, context_id) as position
from not_read
join archive.record using (landed_seq)
where source = ?
"""

_FACTS = "select context_id, facts from archive.context semi join to_read using (context_id)"

_CHUNK = """
select landed_seq, context_id, identity, key, raw
from to_read
join archive.record using (landed_seq)
where position > ? and position <= ?
order by position
"""
