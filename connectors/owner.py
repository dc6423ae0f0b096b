"""The owner of the warehouse: what the settings' [me] says, as a source like any other.

Not named in the settings as a source; a sync adds it under the name `me` whenever [me] says something.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.claims import Email, Link, Name, Nothing, Phone, Reading
from connectors.contract import Connector, Options, SourceRecord, Window
from connectors.records import OWNER, Batch, Context, Cursor, Record, Snapshot, digest


class OwnerOptions(Options):
    """What [me] holds."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


def fetch(options: OwnerOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
    """One record with the whole of [me], whenever it differs from the last one; given a window, in any case."""
    raw = options.model_dump_json(exclude={"allow_shrink"}).encode()
    fingerprint = digest(raw)
    record = Record(OWNER, raw, Context({"format": "settings"}))
    batch = Batch("", Snapshot(fingerprint, complete=True), [record], {"content": fingerprint})
    if cursors.get("") != batch.cursor:
        yield batch
    elif window is not None:
        yield batch.again()


def read(record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
    """The owner's names and addresses, the first of each kind being the preferred one."""
    said = json.loads(record.raw)
    claims: list[Reading] = [Name(OWNER, full=name) for name in said["names"]]
    claims += [Email(OWNER, address) for address in said["emails"]]
    claims += [Phone(OWNER, number) for number in said["phones"]]
    claims += [Link(OWNER, url) for url in said["urls"]]
    yield from claims or [Nothing("the settings name no owner")]


CONNECTOR = Connector(name="owner", options=OwnerOptions, fetch=fetch, read=read)
