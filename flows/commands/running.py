"""sync, rebuild, status: running the main job, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from flows.commands.base import say, settings_of, show, show_json
from flows.faults import SomeSourcesFailed
from flows.local_server import prefect_server
from flows.progress import showing, teller
from flows.report import Synced, changed_sentence, findings, sentences
from flows.sources import bound_sources, chosen_sources
from flows.syncing import sync_sources
from flows.work import open_archive, rebuild_warehouse
from warehouse.archive import SourceRun
from warehouse.lock import Locked, writing
from warehouse.reading import open_warehouse
from warehouse.settings import Settings

AsOf = Annotated[
    datetime | None,
    typer.Option(
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="The day answers are given for; else the settings', else today.",
    ),
]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Fail at once while another reknit writes.")]
Direct = Annotated[
    bool, typer.Option("--direct", help="Without Prefect: quicker, no retries, kept in no list of runs.")
]
Json = Annotated[bool, typer.Option("--json", help="A list of objects, for programs.")]

LEDGER = ("source", "outcome", "seen", "new", "changed", "unchanged", "ignored")
STATUS = ("source", "connector", "last_outcome", "last_run_at", "records_present", "records_gone", "values_rejected")


def sync(
    context: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; all by default.")] = None,
    as_of: AsOf = None,
    no_wait: NoWait = False,
    direct: Direct = False,
) -> None:
    """Fetch what is new from every source, then rebuild the warehouse if anything changed."""
    settings = settings_of(context)
    chosen_sources(settings, sources or [])  # a wrong name is told before Prefect has taken its seconds to start
    run = sync_sources if direct else _sync_in_prefect
    with showing():
        synced = run(settings, sources or [], as_of and as_of.date(), not no_wait)
    _show_synced(synced)
    _show_findings(settings)
    raise typer.Exit(1 if synced.failures else 0)


def _sync_in_prefect(settings: Settings, sources: list[str], as_of: date | None, wait: bool) -> Synced:
    with prefect_server(settings.folder / "prefect"):
        from flows.sync import sync as sync_flow

        state: Any = sync_flow(str(settings.path), sources or None, as_of, wait, return_state=True)
        came_to = state.result(raise_on_failure=False)
    if isinstance(came_to, SomeSourcesFailed):
        return came_to.synced
    if isinstance(came_to, Exception):
        raise came_to
    assert isinstance(came_to, Synced)
    return came_to


def rebuild(
    context: typer.Context,
    as_of: AsOf = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Read every record again.")] = False,
    no_wait: NoWait = False,
) -> None:
    """Build the warehouse again from the archive; nothing is fetched."""
    settings = settings_of(context)
    with showing():
        built = rebuild_warehouse(settings, as_of and as_of.date(), not no_cache, not no_wait)
    say(changed_sentence(built))
    _show_findings(settings)


def status(context: typer.Context, json: Json = False) -> None:
    """Say of every source how its last run went, and what the warehouse holds."""
    settings = settings_of(context)
    statuses = _statuses(settings)
    if json:
        show_json(statuses)
        return
    show(STATUS, [[_shown(found[column]) for column in STATUS] for found in statuses])
    _show_messages((found["source"], found["last_message"]) for found in statuses)
    _show_findings(settings)


def _statuses(settings: Settings) -> list[dict[str, Any]]:
    """`source_status`, with runs since the last build, and with sources that never ran."""
    with open_warehouse(settings.warehouse_link) as connection:
        known = connection.sql("from source_status")
        unknown: dict[str, Any] = dict.fromkeys(known.columns)
        statuses = {row[0]: dict(zip(unknown, row, strict=True)) for row in known.fetchall()}
    for name, connector, _ in bound_sources(settings):
        never = {"source": name, "connector": connector.name, "last_message": "not synced yet."}
        statuses.setdefault(name, {**unknown, **never})
    for run in _latest_runs(settings):
        latest = {"last_run_at": run.started_at, "last_outcome": run.outcome, "last_message": run.message}
        statuses.setdefault(run.source, {**unknown, "source": run.source, "connector": run.connector}).update(latest)
    return [statuses[name] for name in sorted(statuses)]


def _latest_runs(settings: Settings) -> list[SourceRun]:
    try:
        with writing(settings.lock_file, "status", False, teller().wait), open_archive(settings) as archive:
            return archive.latest_runs()
    except Locked:
        teller().say("Another reknit is writing; shown is what was known before.")
        return []


def _show_synced(synced: Synced) -> None:
    show(LEDGER, [[getattr(run, column) for column in LEDGER] for run in synced.runs])
    _show_messages((run.source, run.message) for run in synced.runs)
    say("\n" + changed_sentence(synced.built))


def _show_messages(messages: Iterable[tuple[str, str | None]]) -> None:
    for source, message in messages:
        if message:
            say(f"{source}: {message}")


def _show_findings(settings: Settings) -> None:
    found = findings(settings)
    if found:
        say("\n" + "\n".join(sentences(found)))


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return value
