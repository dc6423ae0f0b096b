"""tests/connectors/<name>/expected.jsonl: what the samples say, one JSON object a line, written by `pytest --accept`.

{"case": …, "file": …, "records": 3, "ignored": {…}, "observed": …}   one line for each snapshot
{"case": …, "file": …, "record": 1, "key": …, "claim": "Name", …}     one for each reading of each of its records
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from connectors.records import Origin
from tests.connectors.cases import Trial
from tests.connectors.fetching import fetched
from tests.connectors.pure import as_fields
from tests.connectors.reading import readings_of


def check_claims_equal_the_expectation(trial: Trial) -> None:
    """The sample says what its expectation says; the message shows the first line that differs."""
    path = trial.case.folder / "expected.jsonl"
    expected = [line for line in _lines(path) if line["case"] == trial.case.name]
    said = list(what_is_said(trial))
    for number, (was, now) in enumerate(zip(expected, said, strict=False), start=1):
        assert was == now, f"Line {number} of the case {trial.case.name!r} is now {_text(now)}, expected: {_text(was)}."
    assert len(expected) == len(said), (
        f"The case {trial.case.name!r} says {len(said)} lines, {path.name} has {len(expected)}. "
        "If the new ones are right, run `pytest --accept` and read the difference before you commit it."
    )


def accept(trial: Trial) -> None:
    """Write what the case says now into its expected.jsonl; the lines of other cases stay as they are."""
    path = trial.case.folder / "expected.jsonl"
    others = [line for line in _lines(path) if line["case"] != trial.case.name]
    lines = sorted([*others, *what_is_said(trial)], key=lambda line: str(line["case"]))
    path.write_text("".join(_text(line) + "\n" for line in lines), "utf-8")


def what_is_said(trial: Trial) -> list[dict[str, Any]]:
    """The lines of one case: each snapshot, then the readings of each of its records, in the order of the source."""
    lines: list[dict[str, Any]] = []
    for options in trial.states():
        for batch in fetched(trial, options):
            first = batch.records[0].origin if batch.records else Origin(batch.part)
            stood = {"file": first.file} | ({"member": first.member} if first.member else {})
            snapshot = {"records": len(batch.records), "ignored": dict(batch.ignored)}
            observed = batch.snapshot.observed_lo
            dated = {"observed": observed.isoformat()} if observed else {}
            lines.append({"case": trial.case.name} | stood | snapshot | dated)
            for record in batch.records:
                place = {"record": record.origin.ordinal} if record.origin.ordinal else {}
                of = {"case": trial.case.name} | stood | place | {"key": record.key}
                lines += [of | as_fields(reading) for reading in readings_of(trial, record)]
    return lines


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)
