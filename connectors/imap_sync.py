"""What is new and what is gone in each folder since its cursor, as batches that can be stopped after any of them.

New messages of all folders come first, deletions of all folders last: a message that was moved is never nowhere, and
half a mailbox moved to another folder is not taken for half a mailbox deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from connectors.imap_answers import Status
from connectors.imap_records import DRAFT, UNSENT, FolderRecords
from connectors.imap_session import Folder, Session, not_opened
from connectors.imap_uids import Uids
from connectors.imap_wire import Refused
from connectors.records import Batch, Cursor, Record, Snapshot, digest

NONE: Final = Uids()


@dataclass(frozen=True)
class Known:
    """A folder's cursor.

    uids: of the messages that are stored, under this UIDVALIDITY.
    drafts: of the messages that are not stored because they are not sent yet.
    uidnext: the folder's UIDNEXT when these were just the messages in it, but for later ones of a window; 0 while some
        are left to fetch.
    numbering: how often the folder has begun to number its messages anew without another UIDVALIDITY.
    retiring: what is stored under former numbers, by their prefix, until all is fetched again under the present ones.
    """

    uidvalidity: int = 0
    uids: Uids = NONE
    uidnext: int = 0
    numbering: int = 0
    retiring: Mapping[str, Uids] = field(default_factory=dict)
    drafts: Uids = NONE

    @classmethod
    def of(cls, cursor: Cursor | None) -> Known:
        """From what `cursor` made; None for a folder never seen."""
        if not cursor:
            return cls()
        retiring = {prefix: Uids.parse(uids) for prefix, uids in cursor.get("retiring", {}).items()}
        uids, numbers = Uids.parse(cursor["known"]), (cursor.get("uidnext", 0), cursor.get("numbering", 0))
        return cls(cursor["uidvalidity"], uids, *numbers, retiring, Uids.parse(cursor.get("drafts", "")))

    @property
    def cursor(self) -> Cursor:
        """As a JSON object."""
        cursor: dict[str, object] = {"uidvalidity": self.uidvalidity, "known": str(self.uids)}
        if self.drafts.ranges:
            cursor["drafts"] = str(self.drafts)
        if self.retiring:
            cursor["retiring"] = {prefix: str(uids) for prefix, uids in self.retiring.items()}
        return cursor | {name: number for name in ("uidnext", "numbering") if (number := getattr(self, name))}

    @property
    def prefix(self) -> str:
        """What stands before the UID in `Origin.uid`."""
        return f"{self.uidvalidity}.{self.numbering}:" if self.numbering else f"{self.uidvalidity}:"

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the folder is known."""
        return not (self.uids.ranges or self.drafts.ranges or self.retiring)

    def is_all_of(self, status: Status | None) -> bool:
        """Whether a folder in this state holds just what is stored: nothing came, nothing went."""
        if status is None or self.retiring:
            return False
        if self.is_empty and status.messages == 0:
            return True
        return self.uidnext > 0 and (self.uidvalidity, self.uidnext, len(self.uids | self.drafts)) == status

    def under(self, status: Status) -> Known:
        """The cursor for a folder in this state: if it has been numbered anew, all that was stored is to be retired."""
        # UIDNEXT never falls (RFC 9051, 2.3.1.1), unless a backup was restored and its numbers are given out again.
        is_restored = status.uidvalidity == self.uidvalidity and 0 < status.uidnext < self.uidnext
        if status.uidvalidity == self.uidvalidity and not is_restored:
            return self
        former = {self.prefix: self.uids} if self.uids.ranges else {}
        anew = Known(status.uidvalidity, numbering=self.numbering + is_restored)
        retiring = {**self.retiring, **former}
        # A server that goes back to a UIDVALIDITY means the same messages by it.
        return replace(anew, uids=retiring.pop(anew.prefix, NONE), retiring=retiring)

    def storing(self, records: Iterable[Record]) -> Known:
        """The cursor once these are stored, too."""
        stored = Uids.of(int(record.origin.uid.partition(":")[2]) for record in records)
        return replace(self, uids=self.uids | stored, drafts=self.drafts - stored)


def batches(session: Session, folders: Sequence[Folder], cursors: Mapping[str, Cursor]) -> Iterator[Batch]:
    """What to store so that the archive shows these folders as they are now.

    Raises NeedsYou at the end for folders that can't be opened; nothing of them is taken for deleted.
    """
    deletions: list[Batch] = []
    closed: list[str] = []
    for folder in folders:
        known = Known.of(cursors.get(folder.name))
        if not known.is_all_of(session.status(folder)):
            try:
                status = session.examine(folder)
            except Refused:
                closed.append(folder.name)
                continue
            if status is not None:  # else it has just been deleted, and the next sync does not list it
                yield from _news(session, folder.name, known, status, deletions)
    listed = {folder.name for folder in folders}
    for part in sorted(cursors.keys() - listed):
        known = Known.of(cursors[part])
        if not known.is_empty:
            gone = _gone({**known.retiring, known.prefix: known.uids})
            deletions.append(Batch(part, Snapshot(digest(part, "no such folder")), gone=gone, cursor={}))
    yield from deletions
    if closed:
        raise not_opened(session.host, closed)


def _news(session: Session, part: str, before: Known, status: Status, deletions: list[Batch]) -> Iterator[Batch]:
    """Batches of the messages of an open folder that are not stored; what is gone from it is added to `deletions`."""
    known = before.under(status)
    current = _current(session, known, status)
    deleted = known.uids - current
    gone = _gone({**known.retiring, known.prefix: deleted})
    # What is gone is in it, lest this be the look that a window has added it to.
    snapshot = Snapshot(digest(part, known.prefix, str(status.uidnext), str(current), *gone))
    known = replace(known, uidnext=0, drafts=NONE)
    fetched = FolderRecords(session, part, known.prefix)
    for records in fetched.full_lists(current - known.uids):
        known = known.storing(records)
        yield Batch(part, snapshot, records, known.cursor)
    known = known.storing(fetched.rest)
    # What was passed over is asked for again when the folder has changed.
    uidnext = 0 if UNSENT in fetched.passed_over else status.uidnext
    drafts = Uids.of(fetched.passed_over.get(DRAFT, ()))
    reached = replace(known, uids=known.uids - deleted, uidnext=uidnext, retiring={}, drafts=drafts)
    if gone:
        deletions.append(Batch(part, snapshot, gone=gone, cursor=reached.cursor))
        reached = known
    if fetched.rest or fetched.passed_over or (not gone and reached != before):
        yield Batch(part, snapshot, fetched.rest, reached.cursor, ignored=fetched.ignored)


def _current(session: Session, known: Known, status: Status) -> Uids:
    """The UIDs that are in the folder. Only the new ones are asked for where the numbers tell that none is gone."""
    if known.uidnext:
        current = known.uids | known.drafts | session.uids(known.uidnext, status.messages)
        if len(current) == status.messages:
            return current
    return session.uids(1, status.messages)


def _gone(uids_of: Mapping[str, Uids]) -> list[str]:
    return [f"{prefix}{uid}" for prefix, uids in sorted(uids_of.items()) for uid in uids]
