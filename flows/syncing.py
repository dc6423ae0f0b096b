"""The main job in plain code: fetch what is new from every source, then build and publish the warehouse.

flows/sync.py runs it as a Prefect flow, `reknit sync --direct` as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from flows.landing import land_source
from flows.progress import teller
from flows.report import Synced
from flows.sources import BoundSource, chosen_sources
from flows.work import build_warehouse, open_archive
from warehouse.archive import Archive
from warehouse.lock import writing
from warehouse.settings import Settings

Fetch = Callable[[Archive, str, BoundSource], str | None]
"""Fetches one source into the archive in the run of this id; returns what went wrong, None when nothing did."""


def fetch_once(archive: Archive, run_id: str, source: BoundSource) -> str | None:
    """Fetch a source without a second try."""
    teller().step(source.name)
    try:
        land_source(archive, run_id, source)
    except Exception as error:  # noqa: BLE001  (as it may be shown; the other sources go on)
        return str(error)
    return None


def sync_sources(
    settings: Settings,
    names: Sequence[str] = (),
    as_of: date | None = None,
    wait: bool = True,
    fetch: Fetch = fetch_once,
) -> Synced:
    """Fetch the sources of these names, all for none, then rebuild the warehouse if anything changed.

    One source's failure does not stop the others. Raises Locked when another reknit writes and `wait` is false.
    """
    chosen = chosen_sources(settings, names)
    with writing(settings.lock_file, "sync", wait, teller().wait):
        with open_archive(settings) as archive:
            run_id = archive.start_run("sync")
            reasons = {source.name: fetch(archive, run_id, source) for source in chosen}
            failures = {name: reason for name, reason in reasons.items() if reason is not None}
            archive.end_run(run_id, "failed" if failures else "completed")
            runs = [run for run in archive.latest_runs() if run.source in reasons]
        built = build_warehouse(settings, as_of)
    return Synced(runs, built, failures)
