"""An interval of a mailbox fetched again: of each folder, the messages whose own moment lies in it.

The server narrows it down, by days of the Date field and of the arrival; it disregards times and time zones (RFC 9051,
6.4.4), so a day more is asked for at either end. Either of the two will do: Yandex finds nothing by Date, old Cyrus the
wrong. What comes is then decided by the moment that our reader takes, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from connectors.contract import Window
from connectors.imap_answers import MONTHS, Status
from connectors.imap_records import FolderRecords
from connectors.imap_session import Folder, Session, not_opened
from connectors.imap_sync import Known
from connectors.imap_uids import Uids
from connectors.imap_wire import Refused
from connectors.mail_dates import EARLIEST
from connectors.mail_message import own_moment
from connectors.records import Batch, Cursor, Record, Snapshot, digest

_DAY: Final = timedelta(days=1)
_LATEST_YEAR: Final = 2037
"""The last one that every server can compare: many count seconds in 32 bits."""


def window_batches(
    session: Session, folders: Sequence[Folder], cursors: Mapping[str, Cursor], window: Window
) -> Iterator[Batch]:
    """The messages of these folders in the window, under the numbers that a sync from these cursors gives them.

    Each batch has the folder's cursor with what is stored by then, so a sync fetches the rest and misses what is gone.
    Raises NeedsYou at the end for folders that can't be opened.
    """
    criterion: bytes | None = days_around(window)
    closed: list[str] = []
    for folder in folders:
        try:
            status = session.examine(folder)
        except Refused:
            closed.append(folder.name)
            continue
        if status is None or not status.messages:
            continue
        found = _searched(session, criterion, status)
        if found is None:  # then the headers of all are looked at; and it is not asked again, lest it hang up
            criterion, found = None, session.uids(1, status.messages)
        yield from _within(session, folder.name, window, Known.of(cursors.get(folder.name)), status, found)
    if closed:
        raise not_opened(session.host, closed)


def days_around(window: Window) -> bytes:
    """What a server is asked for: all that can be in the window, by Date or by arrival, and some more."""
    bounds: list[tuple[bytes, date]] = []
    if window.since >= EARLIEST:  # else also what has no date that is believed
        bounds.append((b"SINCE", window.since.date() - _DAY))
    if window.until.year <= _LATEST_YEAR:
        bounds.append((b"BEFORE", window.until.date() + 2 * _DAY))
    if not bounds:
        return b"ALL"
    sent, arrived = (b" ".join(kind + key + b" " + _written(day) for key, day in bounds) for kind in (b"SENT", b""))
    return b"OR (%s) (%s)" % (sent, arrived)


def _written(day: date) -> bytes:
    # Without quotes: Seznam takes none.
    return f"{day.day}-{MONTHS[day.month - 1].capitalize()}-{day.year}".encode()


def _searched(session: Session, criterion: bytes | None, status: Status) -> Uids | None:
    """The UIDs that the server finds; None when it was not asked, or can't search like this."""
    if criterion is None:
        return None
    try:
        return session.searched(criterion, status.messages)
    except Refused as refused:
        if refused.is_busy and refused.code != "SERVERBUG":
            raise refused.as_error(session.host, "SEARCH") from None
        return None


def _within(session: Session, part: str, window: Window, before: Known, status: Status, found: Uids) -> Iterator[Batch]:
    def is_within(record: Record) -> bool:
        return window.since <= own_moment(record) < window.until

    known = before.under(status)
    # What was never seen under these numbers is no part of the newest look: that may be the one which tells it gone.
    snapshot = Snapshot(digest(part, "window", known.prefix), again="window" if known is before else None)
    fetched = FolderRecords(session, part, known.prefix)
    for records in fetched.full_lists(found, is_within):
        known = known.storing(records)
        yield Batch(part, snapshot, records, known.cursor)
    if fetched.rest or fetched.passed_over:
        yield Batch(part, snapshot, fetched.rest, known.storing(fetched.rest).cursor, ignored=fetched.ignored)
