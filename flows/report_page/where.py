"""Where the report of a warehouse is, on the disk and on Prefect's pages."""

from __future__ import annotations

import os
from pathlib import Path

from warehouse.settings import Settings

WEB_PATH = "/report"
"""Where our own Prefect server shows it, to whoever it shows its pages."""


def report_file(settings: Settings) -> Path:
    """The page beside the warehouse. It is as personal: whatever forgets somebody draws it anew, or removes it."""
    return settings.folder / "report.html"


def is_outdated(settings: Settings) -> bool:
    """Whether there is a warehouse and no page of it: none at all, or one from before it was built."""
    try:
        built_at = settings.warehouse_link.stat().st_mtime_ns
    except FileNotFoundError:
        return False
    try:
        return report_file(settings).stat().st_mtime_ns < built_at
    except FileNotFoundError:
        return True


def report_link(settings: Settings) -> str | None:
    """What leads to the page from Prefect's pages; None when there is no page.

    Without a host, since it is read on the pages of our own server. Another server can't show it, and no browser
    follows a link from the web to the disk: there it tells where the file is.
    """
    file = report_file(settings)
    if not file.exists():
        return None
    is_ours = os.environ.get("PREFECT_HOME") == str(settings.folder / "prefect")
    return WEB_PATH if is_ours else file.absolute().as_uri()
