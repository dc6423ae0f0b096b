"""Building the warehouse again from the archive, as a Prefect flow."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow

from flows.report import built_markdown
from flows.report_page.where import report_link
from flows.run_log import told_to_prefect
from flows.sources import load_settings
from flows.work import rebuild_warehouse
from warehouse.build import STEPS


@flow(name="rebuild", flow_run_name="rebuild")
def rebuild(settings: str = "", as_of: date | None = None, use_cache: bool = True, wait: bool = True) -> Any:
    """Build the warehouse again from the archive; nothing is fetched.

    Args:
        settings: Path of the reknit.toml; where the worker looks for it when empty.
        as_of: The day that answers are given for; today when left out, or the day that the settings say.
        use_cache: Keep what was read of records that have not changed; without it every record is read again.
        wait: Wait while another reknit writes, instead of failing at once.
    """
    with told_to_prefect("rebuild") as log:
        loaded = load_settings(Path(settings) if settings else None)
        log.steps = len(STEPS)
        built = rebuild_warehouse(loaded, as_of, use_cache, wait)
        log.report(built_markdown(built, log.seconds, loaded), report_link(loaded))
        log.result = built
    return log.result
