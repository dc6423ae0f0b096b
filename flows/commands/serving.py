"""up, serve: flows that run by themselves, and the pages to start them from."""

from __future__ import annotations

import os
import signal
from typing import Annotated

import typer

from flows import up as running_up
from flows.commands.base import say, settings_of
from flows.faults import CommandError
from flows.lifeline import end_with_parent, terminate
from flows.progress import teller
from flows.up import LAST_PORT

WORKER_SECONDS = 7.0
"""How long a worker may take to end its runs once nobody is left to run them for."""


def up(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=LAST_PORT, help="Where the pages are, on this machine only; 0: any.")
    ] = 4200,
) -> None:
    """Run flows by schedule and from Prefect's pages, with a server of our own, until Ctrl-C."""
    settings = settings_of(context)
    if "PREFECT_API_URL" in os.environ:
        raise CommandError(
            f"PREFECT_API_URL names a Prefect server already ({os.environ['PREFECT_API_URL']}). "
            "`reknit serve` runs flows on it; unset it for a server of our own."
        )
    _end_in_order_when_told()

    def ready(url: str) -> None:
        say(f"{url} shows what runs, {url}/deployments starts it. Ctrl-C ends all of it.")

    teller().say("Prefect is starting.")
    try:
        running_up.up(settings, port, ready, teller().say)
    except KeyboardInterrupt:
        say("Stopped.")


def serve(context: typer.Context, until_end_of_input: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Run flows by schedule and from Prefect's pages, on the server that PREFECT_API_URL names, until Ctrl-C."""
    settings = settings_of(context)
    if "PREFECT_API_URL" not in os.environ:
        raise CommandError(
            "PREFECT_API_URL is not set, so there is no Prefect server to serve. `reknit up` runs one as well; "
            "to join one that exists: PREFECT_API_URL=http://HOST:4200/api reknit serve"
        )
    _end_in_order_when_told()
    if until_end_of_input:
        end_with_parent(terminate, WORKER_SECONDS)
    from flows.worker import serve as serve_flows

    serve_flows(settings)


def _end_in_order_when_told() -> None:
    """Let the system's wish that we end, or a terminal that closes, come as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores one of them
            signal.signal(number, signal.default_int_handler)
