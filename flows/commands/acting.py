"""snooze, done, dismiss, undo: a person's word on whom the reconnect queue should show."""

from __future__ import annotations

import getpass
from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple

import typer

from flows.commands.base import say, settings_of
from flows.faults import CommandError
from flows.finding import find_person
from flows.progress import showing, teller
from flows.work import build_warehouse, open_archive
from warehouse.archive import Act
from warehouse.lock import writing
from warehouse.reading import open_warehouse
from warehouse.settings import Settings

SNOOZE_DAYS = 90

Who = Annotated[str, typer.Argument(help="A person or profile id, an e-mail address, or a whole name.")]


class _Meant(NamedTuple):
    """Who is meant, with all ids that are theirs, first the one of the profile that was named."""

    name: str
    ids: list[str]


def snooze(
    context: typer.Context,
    person: Who,
    until: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The day from which they may come back."),
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help=f"Or after so many days. [default: {SNOOZE_DAYS}]")] = None,
) -> None:
    """Keep somebody out of the reconnect queue for some time. `undo` takes it back."""
    if until is not None and days is not None:
        raise CommandError("--until and --days say the same thing; give one of them.")
    _act(context, "snooze", person, until and until.date(), days or SNOOZE_DAYS)


def done(context: typer.Context, person: Who) -> None:
    """Say that you were in touch with somebody, where no source shows it. `undo` takes it back."""
    _act(context, "done", person)


def dismiss(context: typer.Context, person: Who) -> None:
    """Keep somebody out of the reconnect queue for good. `undo` takes it back."""
    _act(context, "dismiss", person)


def undo(context: typer.Context, person: Who) -> None:
    """Take back the snooze, done or dismiss of somebody."""
    settings = settings_of(context)
    with writing(settings.lock_file, "undo", True, teller().wait):
        meant = _meant(settings, person)
        with open_archive(settings) as archive:
            had_one = archive.withdraw(meant.ids)
        if not had_one:
            raise CommandError(f"{meant.name} was not snoozed, done or dismissed, so there is nothing to undo.")
        with showing():
            build_warehouse(settings)
    say(f"{meant.name} may be in the reconnect queue again.")


def _act(context: typer.Context, action: Act, person: str, until: date | None = None, days: int = 0) -> None:
    settings = settings_of(context)
    with writing(settings.lock_file, action, True, teller().wait):
        meant = _meant(settings, person)
        as_of = settings.as_of or datetime.now().astimezone().date()
        if action == "snooze":
            until = until or as_of + timedelta(days)
            if until <= as_of:
                raise CommandError(f"--until {until} is not after {as_of}, the day that the queue is of.")
        with open_archive(settings) as archive:
            archive.act(action, meant.ids, as_of, until, getpass.getuser())
        with showing():
            build_warehouse(settings, as_of)
    with open_warehouse(settings.warehouse_link) as connection:
        back = connection.execute(
            "select coalesce('until ' || action.until, 'for good') from action join known_id using (person_id) "
            "where any_id = ?",
            meant.ids[:1],
        ).fetchall()
    say(f"{meant.name} stays out of the reconnect queue {back[0][0]}; `reknit undo {meant.ids[0]}` takes it back.")


def _meant(settings: Settings, person: str) -> _Meant:
    with open_warehouse(settings.warehouse_link) as connection:
        found = find_person(connection, person)
        ids = connection.execute(
            "select any_id from known_id where person_id = ? order by any_id <> ?, any_id",
            [found.person_id, found.profile_id],
        ).fetchall()
        owner = connection.execute("select me()").fetchall()
    if owner == [(found.person_id,)]:
        raise CommandError(f"{found.name} is you; the reconnect queue is of others.")
    return _Meant(found.name, [any_id for (any_id,) in ids])
