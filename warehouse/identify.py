"""Subjects become profiles: an id for each, the same one for subjects that are each other's alias."""

from __future__ import annotations

import secrets
from pathlib import Path

import duckdb
import pyarrow as pa

from connectors.claims import SUBJECT_FIELDS, Party
from transforms.identity import profile_ids
from warehouse.disk import sync_to_disk
from warehouse.migrate import ArchiveError
from warehouse.quoting import identifier

KEY_BYTES = 32


def profile_key(key_file: Path, archive: Path) -> bytes:
    """The key of the profile ids, made with the first archive.

    Raises ArchiveError when the archive is there and the key is not: with a new one no judgement would fit any more.
    """
    if not key_file.exists():
        if archive.exists():
            raise ArchiveError(
                f"{key_file.name} is missing, and without it no person keeps their id. "
                f"Put it back beside {archive.name}, or `reknit restore` a backup."
            )
        key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = key_file.with_suffix(".new")
        draft.touch(0o600)
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
        sync_to_disk(draft)
        draft.replace(key_file)
    return key_file.read_bytes()


def identify(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Make the tables of `list_subjects` and, from them, profiles.subject: one row per source and subject.

    source, subject; own_id: the id of this subject alone; profile_id: the id it goes by, that of the first-landed of
    its aliases; first_landed_seq: of the first record that speaks of it.
    """
    list_subjects(connection)
    subjects = connection.execute(_SUBJECTS).fetchall()
    own_ids = profile_ids(key, [(source, subject) for source, subject, _ in subjects])
    own = pa.table(
        {
            "source": pa.array([row[0] for row in subjects], pa.string()),
            "subject": pa.array([row[1] for row in subjects], pa.string()),
            "own_id": pa.array(own_ids, pa.string()),
            "first_landed_seq": pa.array([row[2] for row in subjects], pa.int64()),
        }
    )
    connection.register("own", own)
    connection.execute(_SUBJECT)
    connection.unregister("own")


def list_subjects(connection: duckdb.DuckDBPyConnection) -> None:
    """Make profiles.spoken_of and profiles.first_spoken_of from the staged claims.

    spoken_of: one row per reading of a record and subject it speaks of, but for the parties of messages, which are
    nearly all: source, subject, landed_seq, context_id. first_spoken_of: one row per source and subject, parties too:
    source, subject, landed_seq.
    """
    spoken_of = " union ".join(
        f"select source, {identifier(field)} as subject, landed_seq, context_id "
        f"from staged.{identifier(claim.__name__.lower())}"
        for claim, fields in SUBJECT_FIELDS.items()
        if claim is not Party
        for field in fields
    )
    connection.execute(f"create or replace table profiles.spoken_of as {spoken_of}")
    connection.execute(_FIRST_SPOKEN_OF)


_FIRST_SPOKEN_OF = """
create or replace table profiles.first_spoken_of as
select source, subject, min(landed_seq) as landed_seq
from (
    select source, subject, landed_seq from profiles.spoken_of
    union all
    select source, subject, landed_seq from staged.party
)
group by all
"""

_SUBJECTS = """
select source, subject, landed_seq
from profiles.first_spoken_of
order by 3, 1, 2
"""

# Subjects that share an alias, or that are another's alias, are one: labels spread along those ties until all agree.
_SUBJECT = """
create or replace table profiles.subject as
with recursive named as (
    select source, subject, alias as name from staged.alias
    union
    select source, subject, subject as name from own
),
tie as (
    select distinct one.source, one.subject, other.subject as other
    from named as one
    join named as other using (source, name)
    where one.subject <> other.subject
),
reached as (
    select source, subject, subject as other from tie
    union
    select reached.source, reached.subject, tie.other
    from reached
    join tie on tie.source = reached.source and tie.subject = reached.other
),
goes_by as (
    select reached.source, reached.subject, arg_min(own.own_id, (own.first_landed_seq, own.own_id)) as profile_id
    from reached
    join own on own.source = reached.source and own.subject = reached.other
    group by all
)
select source, subject, own_id, coalesce(profile_id, own_id) as profile_id, first_landed_seq
from own
left join goes_by using (source, subject)
"""
