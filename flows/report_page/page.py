"""The page itself: facts and pictures in their templates, written where the owner finds it."""

from __future__ import annotations

import base64
import hashlib
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.report_page.facts import facts
from flows.report_page.pictures import pictures
from flows.report_page.where import report_file
from warehouse.disk import sync_to_disk
from warehouse.reading import open_warehouse
from warehouse.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"

SECTIONS = (
    ("reconnect", "Get back in touch"),
    ("career", "My career and its people"),
    ("network", "Who knows whom"),
    ("ties", "Ties over time"),
    ("moves", "Job changes"),
    ("came-in", "What came in"),
    ("judge", "For you to judge"),
    ("unknown", "What could not be known"),
)
"""In the order of the page: the anchor, which is also the name of the template, and the heading."""

POLICY = "default-src 'none'; img-src data:; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
"""The page loads nothing, runs nothing, sends nothing. Its one style sheet is known by its digest."""


def write_report(settings: Settings, file: Path | None = None) -> Path:
    """Draw the published warehouse as one page and put that in place of the last one; gives its path.

    file: where, if not beside the warehouse. Only the owner may read it. Raises NoWarehouse.
    """
    target = file or report_file(settings)
    with open_warehouse(settings.warehouse_link) as connection:
        text = page(connection)
    draft = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
        sync_to_disk(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def page(connection: duckdb.DuckDBPyConnection) -> str:
    """The whole page. connection: an open warehouse; the same warehouse gives the same page."""
    found = facts(connection)
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _templates().get_template("page.html")
    return template.render(
        facts=found,
        summary=(found["summary"] or [{}])[0],
        sections=SECTIONS,
        pictures=pictures(found),
        style=Markup(style),  # noqa: S704  (a file of ours)
        policy=POLICY.format(digest),
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "month": _month, "number": _number}
    return environment


def _day(day: date | None) -> str:
    """`3 May 2024`."""
    return f"{day.day} {day:%b %Y}" if day else "not known"


def _month(day: date | None) -> str:
    """`May 2024`."""
    return f"{day:%b %Y}" if day else "?"


def _number(value: Any) -> str:
    return f"{value:,}"
