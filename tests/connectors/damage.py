"""Damaged files: whatever the bytes, the source is refused with a sentence, or every record of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from connectors.claims import CLAIM_TYPES
from connectors.contract import SourceError
from connectors.records import Record
from tests.connectors.cases import Trial
from tests.connectors.fetching import fetched, records_of
from tests.connectors.reading import assert_accounted, assert_well_formed, readings_of, records_shown

DAMAGED_FILES = 40
"""For each sample file, so that the suite stays under a second a case; `make campaign` makes a hundred times it."""


def check_damage_costs_only_what_it_hits(trial: Trial, copies: int = DAMAGED_FILES) -> None:
    """Cut, flipped, doubled or mixed-up bytes raise nothing but SourceError, whose text names nobody."""
    secrets = personal_values(trial)
    for file, content in trial.single_files():
        for damaged in damages(content, Random(file), copies):
            try:
                records = records_of(fetched(trial, trial.shows({file: damaged})))
            except SourceError as error:
                _assert_names_nobody(str(error), secrets)
            except Exception as error:
                raise AssertionError(f"A damaged file makes `fetch` raise {type(error).__name__}.") from error
            else:
                _assert_all_accounted(trial, records)


def _assert_names_nobody(message: str, secrets: set[str]) -> None:
    assert not any(secret in message for secret in secrets), "An error's text holds personal data."


def _assert_all_accounted(trial: Trial, records: list[Record]) -> None:
    raw_of: dict[str, bytes] = {}
    for record in records:
        assert raw_of.setdefault(record.key, record.raw) == record.raw, "Two damaged records have one key."
        try:
            readings = readings_of(trial, record)
        except Exception as error:
            raise AssertionError(f"A damaged record makes `read` raise {type(error).__name__}.") from error
        assert_accounted(readings)
        for reading in readings:
            assert_well_formed(reading)


def damages(content: bytes, chance: Random, count: int) -> Iterator[bytes]:
    """Copies of a file as a bad disk, a bad editor or a broken download would leave it."""
    for _ in range(count):
        position, other = chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)
        start, end = min(position, other), max(position, other)
        yield chance.choice(
            [
                content[:position],
                content[position:],
                content[:start] + content[end:],
                content[:position] + chance.randbytes(chance.randint(1, 4)) + content[position:],
                content[:position]
                + chance.choice([b'"', b"\n", b"\0", b",", b"\xff", b"\r"])
                + content[position + 1 :],
                content[:end] + content[start:],
            ]
        )


def personal_values(trial: Trial) -> set[str]:
    """What must never be in a message: the values that the sample's claims hold, if long enough to be telling."""
    claims = [reading for record in records_shown(trial) for reading in readings_of(trial, record)]
    return {
        value
        for claim in claims
        if isinstance(claim, CLAIM_TYPES)
        for field, value in claim._asdict().items()
        if isinstance(value, str) and len(value) > 6 and field not in ("label", "kind", "scheme", "relation")
    }
