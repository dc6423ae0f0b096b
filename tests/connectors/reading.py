"""What every `read` keeps: every record says something or why not, nothing else is touched, no address is lost."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

import connectors
from connectors.claims import CLAIM_TYPES, SUBJECT_FIELDS, Email, Nothing, Reading, Rejected, Unread
from connectors.contract import SourceRecord
from connectors.records import Record
from tests.connectors import pure
from tests.connectors.cases import Trial
from tests.connectors.fetching import fetched, records_of

ADDRESS = re.compile(r"[\w.+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
"""Narrower than what mail allows: only what nobody would take for anything else."""

MODELS = {kind: TypeAdapter[Any](kind) for kind in (*CLAIM_TYPES, Unread, Rejected, Nothing)}
"""What the fields of each kind of reading may hold."""


def readings_of(trial: Trial, record: Record) -> list[Reading]:
    """What the connector makes of a record, from what the archive keeps of it: key, bytes and the context's JSON."""
    return list(trial.connector.read(SourceRecord(record.key, record.raw), json.loads(record.context.encoded)))


def records_shown(trial: Trial) -> list[Record]:
    """The records of all states of the case."""
    return [record for options in trial.states() for record in records_of(fetched(trial, options))]


def check_every_record_is_accounted_for(trial: Trial) -> None:
    """The second sum of the ledger: each record claims something, or is rejected, or has nothing to say and why."""
    for record in records_shown(trial):
        assert_accounted(readings_of(trial, record))


def assert_accounted(readings: list[Reading]) -> None:
    """One claim, rejection or reason at least; a record that says nothing makes no claim."""
    spoken = [reading for reading in readings if not isinstance(reading, Unread)]
    assert spoken, "A record neither claims anything nor says why not."
    silent = [reading for reading in spoken if isinstance(reading, Nothing)]
    assert not silent or len(spoken) == 1, "A record says that it has nothing to say, and something else as well."


def check_claims_are_well_formed(trial: Trial) -> None:
    """Values have the types that the claim declares, say something, fit in a database, and don't show in a `repr`."""
    for record in records_shown(trial):
        for reading in readings_of(trial, record):
            assert_well_formed(reading)


def assert_well_formed(reading: Any) -> None:
    """Raise AssertionError unless this is a reading whose every value can be staged."""
    kind = type(reading)
    assert kind in MODELS, f"A {kind.__name__} is no reading."
    try:
        MODELS[kind].validate_python(tuple(reading), strict=True)
    except ValidationError as error:
        places = sorted({str(problem["loc"][0]) for problem in error.errors()})
        raise AssertionError(f"{kind.__name__}: not of the declared type: {', '.join(places)}.") from None
    for field, value in reading._asdict().items():
        if isinstance(value, str):
            assert value.strip(), f"{kind.__name__}.{field} is blank; a value that is not there is None."
            assert not re.search("[\ud800-\udfff]", value), f"{kind.__name__}.{field} holds half a surrogate pair."
    if kind in CLAIM_TYPES:
        other = {f: "another value" if isinstance(v, str) else v for f, v in reading._asdict().items()}
        assert repr(reading) == repr(kind(**other)), f"The repr of a {kind.__name__} shows a value."


def check_read_is_pure(trial: Trial) -> None:
    """The same record says the same: again, in another order, in another process; and nothing else is touched."""
    records = records_shown(trial)
    first = [readings_of(trial, record) for record in records]
    assert first == [readings_of(trial, record) for record in records], "Read twice, a record says two things."
    backwards = [readings_of(trial, record) for record in reversed(records)]
    assert first == backwards[::-1], "What a record says depends on the records read before."
    for record in records:
        facts = json.loads(record.context.encoded)
        list(trial.connector.read(SourceRecord(record.key, record.raw), facts))
        assert facts == json.loads(record.context.encoded), "`read` changes the facts it is given."
    elsewhere = read_elsewhere(trial, records)
    touched = sorted({call for line in elsewhere for call in line["touched"]})
    assert not touched, f"`read` touches the world outside its arguments: {', '.join(touched)}."
    said = [[pure.as_fields(reading) for reading in readings] for readings in first]
    assert said == [line["readings"] for line in elsewhere], "Another process reads a record differently."


def read_elsewhere(trial: Trial, records: list[Record]) -> list[dict[str, Any]]:
    """What a new process with another time zone and hash seed makes of the records, and what it touches meanwhile."""
    asked = [
        {"key": record.key, "raw": base64.b64encode(record.raw).decode(), "facts": dict(record.context.facts)}
        for record in records
    ]
    package = Path(connectors.__path__[0]).parent
    answer = subprocess.run(
        check=False,
        args=[sys.executable, "-P", "-W", "error", pure.__file__, trial.connector.name],
        input="".join(json.dumps(line) + "\n" for line in asked),
        env={"PYTHONPATH": str(package), "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert answer.returncode == 0, f"`read` fails in another process: {answer.stderr[-500:]}"
    return [json.loads(line) for line in answer.stdout.splitlines()]


def check_no_address_is_dropped(trial: Trial) -> None:
    """Whatever looks like an e-mail address in a record is in a claim, or a rejection or unread field stands for it."""
    for record in records_shown(trial):
        readings = readings_of(trial, record)
        if any(isinstance(reading, Rejected) and reading.field is None for reading in readings):
            continue
        text = record.raw.replace(b"\0", b"").decode("utf-8", "replace")
        claimed = "\n".join(_text_of(reading) for reading in readings).lower()
        seen = {match.lower() for match in ADDRESS.findall(text)}
        dropped = [address for address in seen if address not in claimed and not _is_none(address, trial)]
        excused = sum(isinstance(reading, Unread | Rejected) for reading in readings)
        assert len(dropped) <= excused, (
            f"{record.origin.file}, record {record.origin.ordinal}: {len(dropped)} e-mail addresses are in no claim, "
            f"and {excused} fields are rejected or unread. What is no address belongs in `not_emails`."
        )


def _is_none(address: str, trial: Trial) -> bool:
    return any(part.lower() in address for part in trial.case.not_emails)


def _text_of(reading: Reading) -> str:
    if isinstance(reading, Email):
        return reading.address
    if isinstance(reading, Unread | Rejected | Nothing):
        return ""
    # A subject may be made of an address; then the claim has to say it besides.
    own = SUBJECT_FIELDS[type(reading)]
    said = [value for field, value in reading._asdict().items() if field not in own]
    return "\n".join(value for value in said if isinstance(value, str))
