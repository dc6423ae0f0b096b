"""What is fetched again: a window has what is in it and nothing else; what was landed before changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from connectors.claims import Interaction
from connectors.contract import Options, Window
from connectors.records import Batch, Record
from tests.connectors.cases import Trial
from tests.connectors.fetching import cursors_after, fetched
from tests.connectors.landing import SOURCE, land
from tests.connectors.reading import readings_of
from tests.warehouse.shelf import Shelf

ALL_TIME = Window(datetime.min, datetime.max)  # noqa: DTZ901

Place = tuple[str, str, str, bytes]
"""Part, number, key and bytes of a record."""


def own_moment(trial: Trial, record: Record) -> datetime:
    """When what a record tells of happened, else when its source says that it last changed, else before all others."""
    told = (reading.sent_at for reading in readings_of(trial, record) if isinstance(reading, Interaction))
    return next((moment for moment in told if moment), record.changed_at) or ALL_TIME.since


def check_a_window_has_what_is_in_it(trial: Trial) -> None:
    """Windows that share out all time share out all records by their moments, whatever was fetched before."""
    if not trial.connector.windowed:
        return
    for options in trial.states():
        batches = fetched(trial, options)
        moments = sorted({own_moment(trial, record) for batch in batches for record in batch.records})
        for cursors in ({}, cursors_after(batches, {})):
            for window in map(Window._make, pairwise([ALL_TIME.since, *moments, ALL_TIME.until])):
                again = fetched(trial, options, cursors, size=3, window=window)
                within = [r for r in _records(batches) if window.since <= own_moment(trial, r[1]) < window.until]
                assert _places(_records(again)) == _places(within), "A window lacks some of its records, or has others."
                assert not any(batch.gone for batch in again), "A window says that something is gone."


def check_what_is_fetched_again_is_everything(trial: Trial) -> None:
    """Given a window that has all time in it, every record comes, wherever the cursors are."""
    for options in trial.states():
        batches = fetched(trial, options, size=3)
        every = _places(_records(batches))
        for stored in range(len(batches) + 1):
            again = fetched(trial, options, cursors_after(batches[:stored], {}), size=3, window=ALL_TIME)
            assert _places(_records(again)) == every, f"After {stored} batches, not everything is fetched again."


def check_what_is_fetched_again_changes_nothing(trial: Trial) -> None:
    """Landed again, a state leaves the archive as it is, to the last row and cursor; so does half a window of it."""
    for index, options in enumerate(trial.states()):
        with Shelf(trial.folder / f"again-{index}.duckdb") as shelf:
            batches = fetched(trial, options)
            land(trial, shelf, batches)
            before = shelf.state(SOURCE)
            for window in (ALL_TIME, Window(_middle(trial, batches), ALL_TIME.until)):
                land(trial, shelf, fetched(trial, options, shelf.cursors(SOURCE), size=3, window=window))
                assert shelf.state(SOURCE) == before, "What is fetched again changes what is in the archive."


def check_a_window_before_the_rest_costs_nothing(trial: Trial) -> None:
    """Windows of what was never fetched land just that; wherever they stop, just the rest comes, and nothing twice."""
    if not trial.connector.windowed:
        return
    for index, options in enumerate(trial.states()):
        batches = fetched(trial, options)
        middle = _middle(trial, batches)
        _assert_windows_leave_just_the_rest(trial, options, batches, middle)
        window = Window(middle, ALL_TIME.until)
        with Shelf(trial.folder / f"before-{index}.duckdb") as shelf:
            for times in (1, 2):
                land(trial, shelf, fetched(trial, options, shelf.cursors(SOURCE), window=window))
                shown = shelf.rows("select count(*) from sighting")[0][0]
                within = [r for _, r in _records(batches) if own_moment(trial, r) >= window.since]
                assert shown == len(within), f"A window that was landed {times} times shows {shown} places."
            land(trial, shelf, fetched(trial, options, shelf.cursors(SOURCE)))
            stored = shelf.rows("select key, content_hash from record")
            assert len(stored) == len({(r.key, r.raw) for _, r in _records(batches)}), "A record is stored twice."


def _assert_windows_leave_just_the_rest(
    trial: Trial, options: Options, every: Sequence[Batch], middle: datetime
) -> None:
    halves = Window(ALL_TIME.since, middle), Window(middle, ALL_TIME.until)
    for order in (halves, halves[::-1]):
        stored: list[Batch] = []
        for window in order:
            for batch in fetched(trial, options, cursors_after(stored, {}), size=3, window=window):
                stored.append(batch)
                rest = _places(_records(fetched(trial, options, cursors_after(stored, {}))))
                due = _places(_records(every)) - _places(_records(stored))
                lost, repeated = (due - rest).total(), (rest - due).total()
                assert (lost, repeated) == (0, 0), f"After a window, {lost} records are lost, {repeated} come twice."


def _middle(trial: Trial, batches: Sequence[Batch]) -> datetime:
    moments = sorted(own_moment(trial, record) for _, record in _records(batches))
    return moments[len(moments) // 2] if moments else ALL_TIME.since


def _records(batches: Iterable[Batch]) -> list[tuple[str, Record]]:
    return [(batch.part, record) for batch in batches for record in batch.records]


def _places(shown: Iterable[tuple[str, Record]]) -> Counter[Place]:
    return Counter((part, record.origin.uid, record.key, record.raw) for part, record in shown)
