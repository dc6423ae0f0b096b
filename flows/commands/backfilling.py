"""backfill: a range of days fetched or read again, and what came of each of its windows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import typer

from flows.backfill_plan import Order, chosen
from flows.backfill_report import (
    Backfilled,
    SomeWindowsFailed,
    collapsed,
    columns,
    command,
    gaps,
    headline,
    to_do,
    word,
)
from flows.backfilling import backfill_sources
from flows.commands.base import say, settings_of, show, show_json
from flows.commands.running import Direct, Json, NoWait
from flows.local_server import prefect_server
from flows.progress import showing
from flows.report import changed_sentence
from warehouse.settings import Settings


def backfill(
    context: typer.Context,
    since: Annotated[datetime, typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The first day (UTC).")],
    sources: Annotated[list[str] | None, typer.Argument(help="Names of sources; all by default.")] = None,
    until: Annotated[
        datetime | None,
        typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="The last day (UTC), done as well; else today."),
    ] = None,
    mode: Annotated[
        Literal["re-read", "re-fetch"],
        typer.Option(help="re-read: what is stored, by today's readers. re-fetch: those days from the source."),
    ] = "re-read",
    reprocess: Annotated[
        Literal["missing", "failed", "all"],
        typer.Option(help="Windows not completed yet, those tried last and not completed, or all of them."),
    ] = "missing",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    direct: Direct = False,
    no_wait: NoWait = False,
    json: Json = False,
) -> None:
    """Fetch or read a range of days again, a window for each month, then rebuild the warehouse."""
    settings = settings_of(context)
    today = datetime.now(UTC).date()
    order = Order(since.date(), until.date() if until else today, mode, reprocess, tuple(sources or ()))
    chosen(settings, order, today)  # what is wrong is told before Prefect has taken its seconds to start
    run = backfill_sources if direct or dry_run else _backfill_in_prefect
    with showing():
        backfilled = run(settings, order, dry_run, not no_wait)
    if json:
        show_json(_objects(backfilled))
    else:
        _show(backfilled)
    raise typer.Exit(1 if backfilled.failures else 0)


def _backfill_in_prefect(settings: Settings, order: Order, dry_run: bool, wait: bool) -> Backfilled:
    with prefect_server(settings.folder / "prefect"):
        from flows.backfill import backfill as backfill_flow

        state: Any = backfill_flow(
            sources=list(order.sources) or None,
            since=order.since,
            until=order.until,
            mode=order.mode,
            reprocess=order.reprocess,
            dry_run=dry_run,
            settings=str(settings.path),
            wait=wait,
            return_state=True,
        )
        came_to = state.result(raise_on_failure=False)
    if isinstance(came_to, SomeWindowsFailed):
        return came_to.backfilled
    if isinstance(came_to, Exception):
        raise came_to
    assert isinstance(came_to, Backfilled)
    return came_to


def _show(backfilled: Backfilled) -> None:
    counts = ("records",) if backfilled.built is None else columns(backfilled.order)
    told = collapsed(backfilled.windows)
    rows = [[each.source, each.days, word(each.outcome), *(getattr(each, count) for count in counts)] for each in told]
    show(("source", "days", "outcome", *counts), rows)
    for each in told:
        if each.message:
            say(f"{each.source}, {each.days}: {each.message}")
    say("\n" + headline(backfilled))
    left = gaps(backfilled.order, backfilled.windows)
    if left:
        say(f"{to_do(backfilled)}:\n" + "\n".join(f"  {command(order)}" for order in left))
    if backfilled.built:
        say(changed_sentence(backfilled.built))


def _objects(backfilled: Backfilled) -> list[dict[str, Any]]:
    """Every window by itself; moments are UTC, `until` is not included."""
    return [
        {
            "source": each.source,
            "mode": backfilled.order.mode,
            "since": each.span.since,
            "until": each.span.until,
            "outcome": each.outcome,
            "message": each.message,
            "records": each.records,
            "new": each.new,
            "claims": each.claims,
            "rejected": each.rejected,
        }
        for each in backfilled.windows
    ]
