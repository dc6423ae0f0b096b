"""Reading stored records again, those of some days: what an earlier reader said of them is replaced.

A record's moment is when what it tells of was sent; else when its source says that it last changed; else when it was
first observed. So a mail is in the month of its date, and a card that says nothing in the month it was first seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.lock import is_open_elsewhere
from warehouse.quoting import literal
from warehouse.staging import OUR_FAULT, SourceReader, drop_stale, layout, make_tables, read_listed, stage


class Reread(NamedTuple):
    """What came of reading records again. failed: records on which the reader itself failed."""

    records: int
    claims: int
    rejected: int
    failed: int


class CacheInUse(Exception):
    """Somebody has the cache open, so that what is read again could not be kept; the text says what to do."""


@contextmanager
def staged_beside(
    connection: duckdb.DuckDBPyConnection, cache: Path, readers: Mapping[str, SourceReader]
) -> Iterator[None]:
    """The cache as the catalog `staged` beside the catalog `archive`, brought up to date, while the block runs.

    Records on which a reader failed are read first: what it did not get to say is when they were. For a cache that
    can't be gone on with one in memory stands in, since the next build reads every record anyway.

    Raises CacheInUse when somebody has it open: the next build might go on with it as it was.
    """
    try:
        attach_staged(connection, cache)
        connection.execute("create or replace temp table stale as " + _FAILED, [f"%; {OUR_FAULT}"])
        drop_stale(connection)
        stage(connection, readers)
    except duckdb.Error:
        connection.execute("detach database if exists staged")
        for leftover in (cache, cache.with_name(f"{cache.name}.wal")):
            leftover.unlink(missing_ok=True)
        attach_staged(connection, None)
        stage(connection, readers)
    try:
        yield
    finally:
        connection.execute("detach staged")


@contextmanager
def looking_at(archive: Path, cache: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The catalogs `archive` and `staged`, both as they are: neither can be written. The archive is there."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(archive))} as archive (read_only)")
        attach_staged(connection, cache, read_only=True)
        yield connection


def attach_staged(connection: duckdb.DuckDBPyConnection, cache: Path | None, read_only: bool = False) -> None:
    """Attach a cache that today's code can go on with as `staged`; else an empty one in memory.

    Raises CacheInUse when it is to be written and somebody has it open.
    """
    if cache is not None and cache.exists():
        try:
            connection.execute(f"attach {literal(str(cache))} as staged {'(read_only)' if read_only else ''}")
            connection.execute("from staged.interaction limit 0").fetchall()
            if connection.execute("from staged.layout").fetchall() == [(layout(),)]:
                return
        except duckdb.Error as error:
            if is_open_elsewhere(error) and not read_only:
                raise CacheInUse(f"Somebody has {cache.name} open. Close it there and run this again.") from None
        connection.execute("detach database if exists staged")
    connection.execute("attach ':memory:' as staged")
    make_tables(connection)


def list_moments(connection: duckdb.DuckDBPyConnection, source: str) -> None:
    """Make the temporary table record_moment(landed_seq, context_id, identity, moment) of a source's records, UTC."""
    connection.execute(_MOMENTS, {"source": source})


def records_between(connection: duckdb.DuckDBPyConnection, since: datetime | None, until: datetime) -> int:
    """How many listed records lie in since <= moment < until; None is the beginning."""
    rows = connection.execute(f"select count(distinct landed_seq) from ({_STALE})", {"since": since, "until": until})
    return int(rows.fetchall()[0][0])


def read_again(
    connection: duckdb.DuckDBPyConnection, source: str, reader: SourceReader, since: datetime | None, until: datetime
) -> Reread:
    """Read the listed records of since <= moment < until again.

    A crash in between leaves some of them unread; whatever stages next reads them.
    """
    between = {"since": since, "until": until}
    connection.execute(f"create or replace temp table stale as {_STALE}", between)
    connection.execute(f"create or replace temp table to_read as {_TO_READ}")
    drop_stale(connection)
    read_listed(connection, source, reader)
    return Reread(*connection.execute(_COUNTS, [f"%; {OUR_FAULT}"]).fetchall()[0])


_FAILED = "select distinct landed_seq, context_id from staged.rejected where reason like ?"

_MOMENTS = """
create or replace temp table record_moment as
with
  said as (
    select landed_seq, min(sent_at) as moment
    from staged.interaction
    where source = $source
    group by landed_seq
  ),
  seen as (
    select landed_seq, min(coalesce(observed_lo, observed_hi)) as moment
    from archive.sighting
    join archive.snapshot using (snapshot_id)
    where source = $source
    group by landed_seq
  )
select
    landed_seq,
    context_id,
    concat(content_hash, ' ', key) as identity,
    coalesce(said.moment, changed_at, seen.moment) as moment
from (select distinct landed_seq, context_id from archive.sighting)
join archive.record using (landed_seq)
join seen using (landed_seq)
left join said using (landed_seq)
where record.source = $source
"""

_STALE = """
select landed_seq, context_id
from record_moment
where (moment >= $since or $since is null)
    and moment < $until
"""

_TO_READ = """
select
    landed_seq,
    context_id,
    identity,
    row_number() over (order by landed_seq, context_id) as position
from record_moment
semi join stale using (landed_seq, context_id)
"""

_COUNTS = """
select
    count(distinct landed_seq),
    coalesce(sum(claims), 0)::bigint,
    coalesce(sum(rejected), 0)::bigint,
    (
        select count(distinct landed_seq)
        from staged.rejected
        semi join to_read using (landed_seq, context_id)
        where reason like ?
    )
from staged.reading
semi join to_read using (landed_seq, context_id)
"""
