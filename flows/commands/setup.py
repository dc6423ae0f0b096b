"""init, add, check: from nothing to settings that work."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from connectors.claims import CLAIM_TYPES, Rejected, Unread
from connectors.contract import Connector, SourceError, SourceRecord, connectors
from flows.commands.base import counted, say, settings_of
from flows.commands.running import sync
from flows.faults import CommandError, shown
from flows.sources import BoundSource, bound_sources
from warehouse.reading import open_warehouse
from warehouse.settings import settings_path
from warehouse.settings_edit import add_source, extend_source, write_template


def init(context: typer.Context) -> None:
    """Write a first, commented reknit.toml; one that is there stays as it is."""
    path = settings_path(context.obj, os.environ, Path.cwd())
    write_template(path)
    say(f"{path} is written. Say in it who you are, then `reknit add FILE` for every export you have.")


def add(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An export as you got it: a file, or a folder of one.")],
    name: Annotated[
        str | None, typer.Option(help="What to call the source; the name of one that is there extends it.")
    ] = None,
) -> None:
    """Recognise what a file is, write the source into the settings, and sync it."""
    settings = settings_of(context)
    connector, options = _recognised(file)
    chosen = name or _name_without_date(file) or connector.name
    existing = next((source for source in settings.sources if source.name == chosen), None)
    if existing is None:
        add_source(settings.path, chosen, connector.name, {"path": str(file.absolute()), **options})
        say(f"{file.name} is read by `{connector.name}`; the settings call it {chosen}.")
    elif existing.connector == connector.name and name is not None:
        extend_source(settings.path, chosen, file.absolute())
        say(f"{file.name} is one more export of {chosen}.")
    elif existing.connector == connector.name:
        raise CommandError(
            f"There is a source {chosen} already. A newer export of the same account: "
            f"`reknit add {file} --name {chosen}`; anything else: give it another --name."
        )
    else:
        raise CommandError(
            f"There is a source {chosen} already, read by `{existing.connector}`; "
            f"{file.name} is for `{connector.name}`. Give it another --name."
        )
    sync(context, [chosen])


def check(context: typer.Context) -> None:
    """Try every source without storing anything: what is there, how it is read, what can't be."""
    settings = settings_of(context)
    problems = 0
    for source in bound_sources(settings):
        try:
            records, counts, rejected, unread = _tried(source)
        except SourceError as error:
            say(f"{source.name}: {error}")
            problems += 1
            continue
        said = ", ".join(counted(count, claim) for claim, count in counts.most_common())
        say(f"{source.name} ({source.connector.name}): {counted(records, 'record')}; {said or 'nothing said'}")
        for reason, count in rejected.most_common():
            say(f"  rejected: {count:,} × {reason}")
        if unread:
            say("  made nothing of: " + ", ".join(f"{field} ({count:,})" for field, count in unread.most_common()))
    perhaps = _perhaps_the_owners(settings.warehouse_link)
    if perhaps:
        say(f"Perhaps yours, by the name they write under: {', '.join(perhaps)}. If so, add them to `emails` in [me].")
    if not settings.me.names and not settings.me.emails:
        say("[me] says nothing: answers about you will be empty. An alumni office may leave it so.")
    raise typer.Exit(1 if problems else 0)


def _recognised(file: Path) -> tuple[Connector, dict[str, object]]:
    if not file.exists():
        raise CommandError(f"{file} is not there.")
    found = _connector_of(file)
    if found is not None:
        return found
    inside = next((child for child in sorted(file.iterdir()) if _connector_of(child)), None) if file.is_dir() else None
    if inside is not None:
        raise CommandError(f"{file} is no export, but holds one: reknit add {inside}")
    known = ", ".join(connector.name for connector in connectors().values() if connector.recognise)
    raise CommandError(
        f"{file.name} is none of the kinds that are recognised ({known}). "
        "For a CSV with columns of its own, write a [[source]] with a `columns` map: docs/csv.md."
    )


def _connector_of(file: Path) -> tuple[Connector, dict[str, object]] | None:
    for connector in connectors().values():
        try:
            options = connector.recognise(file) if connector.recognise else None
        except IsADirectoryError:
            continue  # of a format that is never a folder
        if options is not None:
            return connector, dict(options)
    return None


def _perhaps_the_owners(warehouse: Path) -> list[str]:
    """Addresses of those who may be the owner by what is known of them; none without a warehouse."""
    if not warehouse.exists():
        return []
    with open_warehouse(warehouse) as connection:
        rows = connection.execute("""
            select distinct email
            from match_pair
            join person_email on person_email.person_id in (person_id_a, person_id_b)
            where decision = 'review' and me() in (person_id_a, person_id_b) and person_email.person_id != me()
            order by email
        """).fetchall()
    return [email for (email,) in rows]


def _name_without_date(file: Path) -> str:
    """A name from the file's, without the numbers at its end: next year's export is of the same account."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\W_\d]+$", "", file.stem.lower())).strip("-")


def _tried(source: BoundSource) -> tuple[int, Counter[str], Counter[str], Counter[str]]:
    """Records, claims by type, rejections by reason, unread fields: of everything the source shows now."""
    records, claims, rejected, unread = 0, Counter[str](), Counter[str](), Counter[str]()
    try:
        for batch in source.connector.fetch(source.options, {}, None):
            for record in batch.records:
                records += 1
                for reading in source.connector.read(SourceRecord(record.key, record.raw), record.context.facts):
                    match reading:
                        case Rejected(reason=reason):
                            rejected[reason] += 1
                        case Unread(field=field):
                            unread[field] += 1
                        case _ if isinstance(reading, CLAIM_TYPES):
                            claims[type(reading).__name__.lower()] += 1
    except Exception as error:  # noqa: BLE001  (a fault of one source is no reason to keep quiet about the others)
        raise shown(error) from None
    return records, claims, rejected, unread
