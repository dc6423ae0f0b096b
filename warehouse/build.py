"""Building the warehouse: from the archive, through staged claims, profiles and people, to the file that people open.

archive ─stage─▶ staged ─identify, models/profiles─▶ profiles ─resolve─▶ resolved ─models/main, checks─▶ publish
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa

from connectors.records import digest
from transforms.resolution import JUDGEMENT_COLUMNS, PROFILE_COLUMNS, Profiles, resolve
from warehouse.changes import Changes, changes, remember, settle
from warehouse.checking import CheckResult, read_checks, run_checks
from warehouse.given import give_answers, give_profiles
from warehouse.identify import identify
from warehouse.lock import is_open_elsewhere
from warehouse.model_file import Model, ModelError
from warehouse.modelling import MODELS, publish_comments, read_models, run_models
from warehouse.publish import attach_build, new_build, publish, spill_folder
from warehouse.quoting import identifier, literal
from warehouse.relations import relation_checks
from warehouse.settings_organizations import Organization
from warehouse.staging import SourceReader, layout, stage

STEPS = ("reading records", "resolving people", "building answers", "publishing")
"""What a build tells of as it goes on, in this order."""

MEMORY_LIMIT = "2200MB"
"""What DuckDB may take for its tables and sorts; what is more goes to disk. Ours: arrow tables, the strings that a sort
holds and the private database of `resolve` come on top, and all together is to stay below 4 GB."""


class Places(NamedTuple):
    """The files of one warehouse. cache: None builds without one. warehouse: the link that people open."""

    archive: Path
    cache: Path | None
    warehouse: Path


class Inputs(NamedTuple):
    """What a build is made from, the archive apart.

    readers: of every source that the warehouse shows. key: of the profile ids. as_of: the day answers are given for.
    code: a digest of our own code. organizations: what the settings say of them.
    """

    readers: Mapping[str, SourceReader]
    key: bytes
    as_of: date
    code: str
    organizations: Sequence[Organization] = ()


class Built(NamedTuple):
    """What a build did.

    published: False when all was as before. records_read: those whose claims were not cached. changes: against the
    build before it; None when the cache knows of none.
    """

    published: bool
    records_read: int
    checks: list[CheckResult]
    changes: Changes | None = None


def build(
    places: Places, inputs: Inputs, force: bool = False, step: Callable[[str], None] = lambda name: None
) -> Built:
    """Build and publish the warehouse; nothing when the last build was made from the same, unless `force`.

    step is told the name of each step as it begins. The caller holds the lock.
    Raises CheckFailed when the result can't be right; then, as after any other error, yesterday's answers stay.
    """
    try:
        return _build(places, inputs, force, step)
    except (duckdb.Error, ModelError):
        if places.cache is None:
            raise
        # Damage inside a cache shows only where it is read; when all goes well without, the cache was to blame.
        built = _build(places._replace(cache=None), inputs, force, step)
        _discard(places.cache)
        return built


def _build(places: Places, inputs: Inputs, force: bool, step: Callable[[str], None]) -> Built:
    with _catalogs(places) as connection:
        made_from = _made_from(connection, inputs)
        last_made_from, last_file = _last_build(connection)
        is_known = places.warehouse.exists() and last_file == places.warehouse.resolve().name
        if is_known and last_made_from == made_from and not force:
            return Built(False, 0, [])
        step("reading records")
        records_read = stage(connection, inputs.readers)
        file = new_build(places.warehouse)
        attach_build(connection, file)
        try:
            checks = _fill(connection, inputs, step)
            changed = _compared(connection, is_known)
        except BaseException:
            _discard(file)
            raise
        step("publishing")
        publish(file, places.warehouse)
        _remember(connection, made_from, file.name)
    return Built(True, records_read, checks, changed)


def _fill(connection: duckdb.DuckDBPyConnection, inputs: Inputs, step: Callable[[str], None]) -> list[CheckResult]:
    """Make everything in the build that is the current catalog, and check it."""
    step("resolving people")
    identify(connection, inputs.key)
    give_profiles(connection, inputs.organizations)
    run_models(connection, _models("profiles"), "profiles")
    _resolve(connection)
    step("building answers")
    return _answer(connection, inputs.as_of)


def _compared(connection: duckdb.DuckDBPyConnection, is_known: bool) -> Changes | None:
    """What the current catalog changes, if the cache knows the build that people see; the catalog is detached."""
    changed = changes(connection) if is_known else None
    remember(connection)
    connection.execute("checkpoint")
    connection.execute("use memory")
    connection.execute("detach warehouse")
    return changed


@contextmanager
def _catalogs(places: Places) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the catalogs that models read: archive, staged, profiles, resolved."""
    with _spill_folder(places.warehouse) as spill, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = {literal(MEMORY_LIMIT)}")
        connection.execute(f"set temp_directory = {literal(str(spill))}")
        connection.execute(f"attach {literal(str(places.archive))} as archive (read_only)")
        _attach_cache(connection, places.cache)
        connection.execute("attach ':memory:' as profiles (compress)")
        connection.execute("attach ':memory:' as resolved")
        yield connection


@contextmanager
def _spill_folder(warehouse: Path) -> Iterator[Path]:
    """Where what does not fit into memory goes, beside the builds; what a killed build left there is removed first.

    DuckDB makes the folder when it needs one. What it puts there is as readable as the build itself, by the owner only:
    to encrypt it DuckDB would need an extension from the network.
    """
    spill = spill_folder(warehouse)
    _discard(spill)
    try:
        yield spill
    finally:
        _discard(spill)


def _attach_cache(connection: duckdb.DuckDBPyConnection, cache: Path | None) -> None:
    """Attach the cache as `staged`; a damaged or outdated one begins anew, a locked one is done without."""
    if cache is not None:
        for _ in range(2):
            try:
                connection.execute(f"attach {literal(str(cache))} as staged")
                cache.chmod(0o600)
                connection.execute("create table if not exists staged.layout as select ? as layout", [layout()])
                if connection.execute("from staged.layout").fetchall() == [(layout(),)]:
                    return
                connection.execute("detach staged")
            except duckdb.Error as error:
                if is_open_elsewhere(error):
                    break
                connection.execute("detach database if exists staged")
            _discard(cache)
    connection.execute("attach ':memory:' as staged")


def _discard(database: Path) -> None:
    for leftover in (database, database.with_name(f"{database.name}.wal")):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        leftover.unlink(missing_ok=True)


def _made_from(connection: duckdb.DuckDBPyConnection, inputs: Inputs) -> str:
    """A digest of everything that decides what a build comes out as."""
    archive = connection.execute("""
        select
            (select max(landed_seq) from archive.record),
            (select count(*) from archive.sighting),
            (select (count(*), count(*) filter (where complete), max(observed_hi)) from archive.snapshot),
            (select count(*) from archive.absence),
            (select (count(*), count(withdrawn_at), max(made_at)) from archive.judgement),
            (select (count(*), count(withdrawn_at), max(made_at)) from archive.action),
            (select (count(*), max(ended_at)) from archive.sync_window where mode <> 'sync'),
            (select max(landed_at) from archive.record)
    """).fetchall()
    readers = [f"{source} {reader.version}" for source, reader in sorted(inputs.readers.items())]
    said = [organization.model_dump_json() for organization in inputs.organizations]
    return digest(str(archive), *readers, *said, inputs.key, inputs.as_of.isoformat(), inputs.code)


def _last_build(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """What the last build with this cache was made from, and its file; empty when there was none."""
    connection.execute("create table if not exists staged.last_build (made_from varchar, file varchar)")
    rows = connection.execute("select made_from, file from staged.last_build").fetchall()
    return rows[0] if rows else ("", "")


def _remember(connection: duckdb.DuckDBPyConnection, made_from: str, file: str) -> None:
    settle(connection)
    connection.execute("delete from staged.last_build")
    connection.execute("insert into staged.last_build values (?, ?)", [made_from, file])


@cache
def _models(folder: str) -> list[Model]:
    """The package's models of one folder; read once, since only a new version has others."""
    return read_models(MODELS / folder)


def _resolve(connection: duckdb.DuckDBPyConnection) -> None:
    """Make resolved.person, match_pair and match_evidence from the profiles and the standing judgements.

    Of several judgements on aliases of one pair the latest is meant.
    """
    profiles = Profiles(**{table: _arrow(connection, table, columns) for table, columns in PROFILE_COLUMNS.items()})
    judgements = connection.sql("""
        select verdict, first.profile_id as profile_a, second.profile_id as profile_b
        from archive.judgement
        join profiles.subject as first on first.own_id = profile_a
        join profiles.subject as second on second.own_id = profile_b
        where withdrawn_at is null
        qualify row_number() over (
            partition by least(first.profile_id, second.profile_id), greatest(first.profile_id, second.profile_id)
            order by made_at desc, judgement_id
        ) = 1
    """).to_arrow_table()
    resolution = resolve(profiles, judgements.cast(pa.schema(list(JUDGEMENT_COLUMNS.items()))))
    for table, rows in resolution._asdict().items():
        connection.register("rows", rows)
        connection.execute(f"create table resolved.{identifier(table)} as from rows")
        connection.unregister("rows")


def _arrow(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, pa.DataType]) -> pa.Table:
    names = ", ".join(map(identifier, columns))
    rows = connection.sql(f"select {names} from profiles.{identifier(table)}").to_arrow_table()
    return rows.cast(pa.schema(list(columns.items())))


def _answer(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[CheckResult]:
    connection.begin()  # one, or each of some three hundred comments would wait for the disk
    give_answers(connection, as_of)
    models = _models("main")
    run_models(connection, models)
    publish_comments(connection, models)
    checks = run_checks(connection, [*read_checks(), *relation_checks(models)])
    connection.commit()
    return checks
