"""report: the answers as one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import say, settings_of, writing
from flows.report_page.where import report_file


def report(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it; report.html beside the warehouse if left out."),
    ] = None,
) -> None:
    """Draw the answers as one HTML page: it needs no network, and can be printed."""
    from flows.report_page.page import write_report  # with what draws, a quarter of a second that other verbs save

    settings = settings_of(context)
    with writing(out or report_file(settings)):
        written = write_report(settings, out)
    say(f"{written} shows them; open it in a browser.")
