"""Fetching one source into the archive."""

from __future__ import annotations

from contextlib import suppress

import duckdb

from connectors.contract import SourceError
from flows.faults import OUTCOMES, shown
from flows.progress import teller
from flows.sources import BoundSource
from warehouse.archive import Archive


def land_source(archive: Archive, run_id: str, source: BoundSource) -> None:
    """Fetch what is new in a source and store it, batch by batch.

    The outcome is in the archive either way; raises a SourceError, whose kind says what to do next.
    """
    try:
        archive.start_source(run_id, source.name, source.connector.name, source.asked)
        for batch in source.connector.fetch(source.options, archive.cursors(source.name), None):
            landed = archive.land(run_id, source.name, batch, source.options.allow_shrink)
            teller().count(landed.seen)
        archive.end_source(run_id, source.name, "completed")
    except Exception as error:  # noqa: BLE001  (whatever it is, the other sources go on)
        failure = shown(error)
        outcome = OUTCOMES[type(failure)] if isinstance(failure, SourceError) else "failed"
        with suppress(duckdb.Error):  # a full disk can't take the reason; the next run calls this one interrupted
            archive.end_source(run_id, source.name, outcome, str(failure))
        teller().fail()
        raise failure from None
