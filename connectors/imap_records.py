"""The messages of an open folder as records, in lists of a size that is landed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from connectors.imap_session import Session, Unsent
from connectors.imap_uids import Uids
from connectors.mail_message import message_record
from connectors.records import Record

BATCH_RECORDS = 2_500
"""Messages asked for in one command and landed in one transaction; with a thousand, landing takes a seventh longer."""

BATCH_BYTES: Final = 1 << 25
"""Header blocks held at once; a folder of ordinary ones reaches a tenth of it."""

UNSENT: Final = "message the server does not send"
DRAFT: Final = "draft"
"""The rules by which messages are passed over."""


class FolderRecords:
    """What was fetched of an open folder.

    rest: the records that were not yielded yet. passed_over: UIDs by the rule for which they are no records.
    """

    def __init__(self, session: Session, part: str, prefix: str) -> None:
        """Nothing yet. prefix: what stands before the UID in `Origin.uid`."""
        self._session, self._part, self._prefix = session, part, prefix
        self.rest: list[Record] = []
        self.passed_over: dict[str, list[int]] = {}

    def full_lists(self, uids: Uids, is_wanted: Callable[[Record], bool] | None = None) -> Iterator[list[Record]]:
        """The messages that are wanted, in lists that are full while more follow; `rest` has the last of them."""
        size = 0
        for each in self._session.headers(uids, BATCH_RECORDS):
            if isinstance(each, Unsent):
                self._pass_over(UNSENT, each.uid)
                continue
            uid = f"{self._prefix}{each.uid}"
            record = message_record(each.header, self._part, uid=uid, arrived_at=each.arrived_at)
            if is_wanted is not None and not is_wanted(record):
                continue
            if each.is_draft:
                self._pass_over(DRAFT, each.uid)
                continue
            if len(self.rest) >= BATCH_RECORDS or size >= BATCH_BYTES:
                yield self.rest
                self.rest, size = [], 0
            self.rest.append(record)
            size += len(each.header)

    @property
    def ignored(self) -> dict[str, int]:
        """How many messages were passed over, by rule."""
        return {rule: len(uids) for rule, uids in self.passed_over.items()}

    def _pass_over(self, rule: str, uid: int) -> None:
        self.passed_over.setdefault(rule, []).append(uid)
