"""LinkedIn's data exports: the ZIP as downloaded, the folder it was unpacked to, or one CSV file of it.

    file ──members──▶ tables ──table──▶ rows, verbatim, with what they have in common ──read──▶ claims

Each kind of table is a whole of its own (`FileReading.whole`): an export with connections only makes no message gone.
See docs/linkedin.md for which column becomes which claim.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from glob import has_magic
from typing import Any, BinaryIO, ClassVar

from pydantic import model_validator

from connectors.claims import SUBJECT_FIELDS, Reading, Rejected
from connectors.contract import Connector, NeedsYou, SourceRecord, Window
from connectors.files import FileOptions, FileReading, fetch_files
from connectors.linkedin_dates import Order
from connectors.linkedin_kinds import is_of_a_machine, not_read, stem
from connectors.linkedin_members import Member, Members, members
from connectors.linkedin_network import connection, contact, endorsement_given, endorsement_received, recommendation
from connectors.linkedin_own import education, email_address, phone_number, position, profile, skill
from connectors.linkedin_owner import known, owner, shared, subjects_of_someone_else
from connectors.linkedin_people import connection_key
from connectors.linkedin_recognition import recognise
from connectors.linkedin_table import Row, Table, is_expected, newest_in, row_of, table
from connectors.linkedin_talk import invitation, message
from connectors.records import OWNER, Batch, Context, Cursor, Origin, Record, digest


class LinkedinOptions(FileOptions):
    """What an export does not say itself.

    owner: whose export this is: false for the export of someone else, who is then a person like others.
    date_order: whether 3/4/21 is day or month first, where a spreadsheet saved the file and its other dates don't tell.

    Several files are snapshots where `files` does not say otherwise.
    """

    reads_folders: ClassVar[bool] = True

    owner: bool = True
    date_order: Order | None = None

    @model_validator(mode="before")
    @classmethod
    def _exports_of_one_account(cls, said: Any) -> Any:
        # A single file that is replaced in place needs no word, and is then dated by its landing too.
        path = said.get("path") if isinstance(said, Mapping) else None
        if isinstance(path, list) or (isinstance(path, str) and has_magic(path)):
            return {"files": "snapshots", **said}
        return said


def fetch(options: LinkedinOptions, cursors: Mapping[str, Cursor], window: Window | None) -> Iterator[Batch]:
    """Batches of the tables of every new or changed export; given a window, of every export that is there."""
    return fetch_files(options, cursors, window, partial(read_wholes, options))


def read_wholes(options: LinkedinOptions, file: BinaryIO, name: str) -> list[FileReading]:
    """The tables of an export, each a whole, and what else is in it, counted by rule.

    All were observed when the newest date in any of them says. Raises NeedsYou when nothing in it is LinkedIn's, or a
    table has lost its header.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    found = members(file, name)
    ignored, tables, dates = found.ignored, list[Table](), list[datetime | None]()
    for member in found.tables:
        called = member.path or name
        opened = table(member, called, options.date_order, now)
        if opened is not None and opened.kind.name == "messages" and is_of_a_machine(called):
            ignored["messages with a machine"] += 1
            dates.append(opened.newest)
        elif opened is not None:
            tables.append(opened)
        elif (title := not_read(called)) is not None:
            ignored[f"no reader for {title}.csv"] += 1
            dates.append(newest_in(member, title, now))
        else:
            ignored[_reason_against(member, called, name, found)] += 1
    if not tables and not dates and found.is_archive:
        if found.exports:
            raise NeedsYou(
                f"{name} is no export itself: {found.exports[0]} in it is. Point `path` at that ZIP, taken out."
            )
        raise NeedsYou(f"{name} holds no table of a LinkedIn export. Point `path` at the ZIP as LinkedIn gave it.")
    current = _newest_copies(tables, ignored)
    observed = max(filter(None, [*(each.newest for each in current), *dates]), default=None)
    own = owner(current)
    own |= {} if options.owner else {"self": subjects_of_someone_else(own)}
    wholes = [_whole(each, current, own, name)._replace(observed_lo=observed) for each in current]
    return [*wholes, FileReading([], ignored, observed)] if ignored else wholes


def read(record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
    """What a row says of whom."""
    row = row_of(record.raw, facts)
    if row.is_too_wide():
        yield Rejected("more cells than columns: a delimiter inside a cell without quotes")
        return
    readings = _READERS[facts["file"]](row, facts, record.raw)
    yield from (_said_of(facts["self"][0], each) for each in readings) if "self" in facts else readings
    yield from row.unread()


CONNECTOR = Connector(name="linkedin_export", options=LinkedinOptions, fetch=fetch, read=read, recognise=recognise)

_NEVER = datetime(1, 1, 1)  # noqa: DTZ001  (moments are UTC and naive)
_READERS: dict[str, Callable[[Row, Mapping[str, Any], bytes], Iterator[Reading]]] = {
    "connections": connection,
    "contacts": contact,
    "messages": message,
    "invitations": invitation,
    "profile": profile,
    "email_addresses": email_address,
    "phone_numbers": phone_number,
    "whatsapp_phone_numbers": phone_number,
    "positions": position,
    "education": education,
    "skills": skill,
    "endorsements_received": endorsement_received,
    "endorsements_given": endorsement_given,
    "recommendations": recommendation,
    "recommendations_received": recommendation,
    "recommendations_given": recommendation,
}


def _said_of(subject: str, reading: Reading) -> Reading:
    """A reading with someone else in the owner's place."""
    fields = SUBJECT_FIELDS.get(type(reading), ())
    changed: dict[str, Any] = {field: subject for field in fields if getattr(reading, field) == OWNER}
    return reading._replace(**changed)


def _reason_against(member: Member, called: str, name: str, found: Members) -> str:
    """The rule by which a member is passed over; raises NeedsYou where that would hide a table that is expected."""
    if not found.is_archive and not member.content:
        raise NeedsYou(f"{name} is empty. Export it again.")
    if is_expected(member, called) or not found.is_archive:
        within = f"{stem(called)}.csv in {name}" if found.is_archive else name
        raise NeedsYou(
            f"{within} has no header of LinkedIn's in its first lines. If a spreadsheet saved it, export again and "
            "point `path` at the untouched file."
        )
    return "empty file" if not member.content.strip() else "file that is not known"


def _newest_copies(tables: Sequence[Table], ignored: Counter[str]) -> list[Table]:
    """One table of each kind, the newest; the rows of older copies are counted as ignored."""
    kinds: defaultdict[str, list[Table]] = defaultdict(list)
    for each in tables:
        kinds[each.kind.name].append(each)
    current = []
    for copies in kinds.values():
        copies.sort(key=lambda copy: (copy.newest or _NEVER, len(copy.slots), copy.path))
        current.append(copies.pop())
        for copy in copies:
            ignored["row of an older copy of a table"] += len(copy.slots) + copy.ignored.total()
    return sorted(current, key=lambda table: table.kind.name)


def _whole(table: Table, tables: Sequence[Table], own: Mapping[str, Any], name: str) -> FileReading:
    facts = table.facts | _evidence(table, tables, own)
    context = Context(facts)
    keys = _keys(table, facts)
    records = [
        Record(key, slot.raw, context, Origin(name, table.path, slot.ordinal, slot.line))
        for key, slot in zip(keys, table.slots, strict=True)
    ]
    return FileReading(records, table.ignored, whole=table.kind.name)


def _evidence(table: Table, tables: Sequence[Table], own: Mapping[str, Any]) -> dict[str, Any]:
    """What the rows of this table need to know of the rest of the export."""
    kind = table.kind.name
    someone_else = {"self": own["self"]} if "self" in own else {}
    if kind == "profile":
        return dict(own)
    if kind in ("messages", "invitations"):
        return {**own, "known": known(tables, table), "shared": shared(table)}
    if kind == "connections":
        return {"shared": shared(table), **someone_else}
    if kind.startswith(("endorsements", "recommendations")):
        return {"known": known(tables, table), "shared": shared(table), **someone_else}
    return someone_else


def _keys(table: Table, facts: Mapping[str, Any]) -> list[str]:
    """The key of each row: its URL, else a digest of what tells it from others; rows that share one add their bytes."""
    kind = table.kind
    keys = []
    for raw, _, row, _ in table.slots:
        key = connection_key(row, facts, raw) if kind.name == "connections" and row["url"] else ""
        keys.append(f"{kind.name}:{key or digest(*(row[name] for name in kind.identity))}")
    held: defaultdict[str, set[bytes]] = defaultdict(set)
    for key, slot in zip(keys, table.slots, strict=True):
        held[key].add(slot.raw)
    return [
        key if len(held[key]) == 1 else f"{key}#{digest(slot.raw)}" for key, slot in zip(keys, table.slots, strict=True)
    ]
