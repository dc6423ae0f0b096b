"""What the archive makes of every source: landing twice is landing once, and the order of landing decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import duckdb

from connectors.records import Batch
from tests.connectors.cases import Trial
from tests.connectors.fetching import fetched
from warehouse.archive import Archive
from warehouse.landing import Landed

SOURCE = "sample"

PRESENT = """
select part, key, content_hash
from record
join sighting using (landed_seq)
join snapshot using (snapshot_id)
where snapshot_id in (
    select last(snapshot_id order by coalesce(observed_lo, observed_hi), snapshot_id)
    from snapshot
    group by part
)
group by all
order by all
"""

STORED = """
select
    (select count(*) from record) as records,
    (select count(*) from context) as contexts,
    (select count(*) from snapshot) as snapshots,
    (select count(*) from sighting) as sightings
"""


def check_landing_twice_changes_nothing(trial: Trial) -> None:
    """Fetched afresh and landed again, a state adds no record, no context, no snapshot and no sighting."""
    for index, options in enumerate(trial.states()):
        path = trial.folder / f"twice-{index}.duckdb"
        with Archive(path) as archive:
            land(trial, archive, fetched(trial, options))
        before = _rows(path, STORED)
        with Archive(path) as archive:
            again = land(trial, archive, fetched(trial, options))
        assert not any(landed.new or landed.changed for landed in again), "Landed again, records are new or changed."
        assert before == _rows(path, STORED), "Landed again, the archive holds more rows."


def check_the_order_of_landing_is_irrelevant(trial: Trial) -> None:
    """Whichever state lands first, the same records are there afterwards: the newest export says what is present."""
    if len(trial.case.files) < 2 or trial.case.undated:
        return
    outcomes = set()
    for order in permutations(trial.case.files):
        path = trial.folder / f"{len(list(trial.folder.iterdir()))}.duckdb"
        with Archive(path) as archive:
            for state in order:
                options = trial.shows_sample(state)
                land(trial, archive, fetched(trial, options, archive.cursors(SOURCE), size=3))
        outcomes.add(tuple(_rows(path, PRESENT)))
    assert len(outcomes) == 1, "Which records are present depends on the order in which the states landed."


def check_the_import_ledger_balances(trial: Trial) -> None:
    """The first sum of the ledger: what was fetched is new, changed, unchanged or ignored, and nothing else."""
    with Archive(trial.folder / "ledger.duckdb") as archive:
        for options in trial.states():
            batches = fetched(trial, options)
            landed = land(trial, archive, batches)
            seen = sum(count.seen for count in landed)
            assert seen == sum(c.new + c.changed + c.unchanged + c.ignored for c in landed), (
                "The ledger does not add up."
            )
            shown = sum(len(batch.records) + sum(batch.ignored.values()) for batch in batches)
            assert seen == shown, f"The ledger counts {seen} rows, the connector shows {shown}."
            assert all(count > 0 for batch in batches for count in batch.ignored.values()), "A rule ignored no row."


def land(trial: Trial, archive: Archive, batches: Sequence[Batch]) -> list[Landed]:
    """Land batches in a run of their own."""
    run = archive.start_run("sync")
    archive.start_source(run, SOURCE, trial.connector.name)
    landed = [archive.land(run, SOURCE, batch, allow_shrink=True) for batch in batches]
    archive.end_run(run, "completed")
    return landed


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()
