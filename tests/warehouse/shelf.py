"""What the tests of the archive share: a real archive in a file, exports to land in it, and what it then holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from connectors.records import Batch, Context, Cursor, Origin, Record, Snapshot, digest
from warehouse.archive import Archive
from warehouse.landing import Landed
from warehouse.model_file import Model
from warehouse.modelling import MODELS, read_models, run_models

CONTEXT = Context({"header": ["name", "e-mail"]})

STATE = {
    "records": "select key, content_hash, raw from record where source = $source",
    "snapshots": "select part, fingerprint, observed_lo, complete from snapshot where source = $source",
    "sightings": """
        select part, fingerprint, observed_lo, key, content_hash, context_id, file, ordinal, uid
        from sighting
        join snapshot using (snapshot_id)
        join (select landed_seq, key, content_hash from record) using (landed_seq)
        where source = $source
    """,
    "absences": "select part, uid from absence where source = $source",
    "cursors": "select part, cursor from cursor where source = $source",
}
"""What landing leaves of one source; neither run ids nor moments nor numbers."""


def records(people: Mapping[str, str] | Iterable[str], context: Context = CONTEXT) -> list[Record]:
    """Records by key, with what each says; bare keys say their own name."""
    said = people.items() if isinstance(people, Mapping) else [(key, key) for key in people]
    return [
        Record(key, words.encode(), context, Origin("people.csv", ordinal=ordinal, line=ordinal + 1, uid=key))
        for ordinal, (key, words) in enumerate(said, 1)
    ]


def export(
    people: Mapping[str, str] | Iterable[str],
    on: date | None = None,
    *,
    part: str = "",
    complete: bool = True,
    cursor: Cursor | None = None,
    gone: Sequence[str] = (),
    ignored: Mapping[str, int] | None = None,
) -> Batch:
    """A whole export in one batch; equal people on an equal day are the same snapshot."""
    shown = records(people)
    day = datetime.combine(on, time()) if on else None
    fingerprint = digest(str(day), *(field for record in shown for field in (record.key, record.raw)))
    return Batch(part, Snapshot(fingerprint, day, complete), shown, cursor, gone=gone, ignored=ignored or {})


class Shelf(Archive):
    """An archive that is asked what it holds while it is open."""

    run_id = ""

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """What a query returns."""
        return self._connection.execute(query, values or None).fetchall()

    def lands(self, *batches: Batch, source: str = "phone", allow_shrink: bool = False) -> list[Landed]:
        """Lands batches in a run of their own."""
        self.run_id = self.start_run("sync")
        self.start_source(self.run_id, source, "vcard")
        landed = [self.land(self.run_id, source, batch, allow_shrink) for batch in batches]
        self.end_source(self.run_id, source, "completed")
        self.end_run(self.run_id, "completed")
        return landed

    def state(self, source: str = "phone") -> dict[str, list[tuple[Any, ...]]]:
        """All that was landed of a source, each part sorted."""
        return {part: sorted(self.rows(query, source=source), key=repr) for part, query in STATE.items()}


def present(archive: Path) -> set[str]:
    """The keys of the records that are there now, as the models of the warehouse see it; the archive is closed."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{archive}' as archive (read_only)")
        connection.execute("attach ':memory:' as profiles")
        run_models(connection, _presence_models(), "profiles")
        return {key for (key,) in connection.execute(_PRESENT).fetchall()}


_PRESENT = "select key from profiles.record_state join archive.record using (landed_seq) where is_present"


@cache
def _presence_models() -> list[Model]:
    wanted = ("snapshot", "sighting", "part_state", "record_state")
    return [model for model in read_models(MODELS / "profiles") if model.name in wanted]
