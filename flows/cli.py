"""The command line: `reknit [--settings PATH] VERB …`.

Exit status: 0 done; 1 done but for some sources; 2 not done, and the sentence on standard error says why.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.commands.acting import dismiss, done, snooze, undo
from flows.commands.asking import ANY_OPTION, ask
from flows.commands.backfilling import backfill
from flows.commands.exporting import export
from flows.commands.people import merge, split, why
from flows.commands.query import sql
from flows.commands.reporting import report
from flows.commands.running import rebuild, status, sync
from flows.commands.safety import backup, restore
from flows.commands.serving import serve, up
from flows.commands.setup import add, check, init
from flows.faults import SENTENCES, DiskTrouble, shown

INTERRUPTED = 130
"""How typer ends a command that is stopped with Ctrl-C."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    init, add, check, sync, rebuild, backfill, status, ask, sql, report, export, why, merge, split,
    snooze, done, dismiss, undo, backup, restore,
    up, serve,
):  # fmt: skip
    app.command(context_settings=ANY_OPTION if command is ask else None)(command)


@app.callback()
def reknit(
    context: typer.Context,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The reknit.toml; else REKNIT_SETTINGS, else ./reknit.toml."),
    ] = None,
) -> None:
    """From the exports and mailboxes you have to one DuckDB warehouse of people."""
    context.obj = settings


def main() -> None:
    """Run a command and end the process with its exit status."""
    os.umask(0o077)  # whatever a command writes, it is for the owner's eyes
    status = _run()
    # Leaving through the interpreter's own end takes Prefect and DuckDB most of a second and prints what they leak.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _run() -> int:
    try:
        app()
    except SENTENCES as error:
        print(f"reknit: {error}", file=sys.stderr)
        return 2
    except duckdb.Error as error:
        told = shown(error)
        print(f"reknit: {told if isinstance(told, DiskTrouble) else f'the database says: {error}'}", file=sys.stderr)
        return 2
    except SystemExit as end:
        if end.code == INTERRUPTED:
            print("reknit: stopped; nothing is half done, the next run goes on from here.", file=sys.stderr)
        return end.code if isinstance(end.code, int) else 0
    except Exception as error:  # noqa: BLE001  (its text may hold somebody's data, so only where it happened is told)
        print(f"reknit: {shown(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    main()
