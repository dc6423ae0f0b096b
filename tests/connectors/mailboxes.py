"""What the tests of mailboxes share: small messages, and an archive that a mailbox is synced into."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from connectors.contract import Window
from connectors.imap_mail import ImapOptions, fetch
from connectors.mail_message import message_record
from connectors.records import Batch
from tests.connectors.fetching import batches_of
from tests.warehouse.shelf import Shelf, present

SOURCE = "work"


def mail(name: str, **fields: str) -> bytes:
    """A message; another name is another message. fields: what else its header has, such as `Date`."""
    more = "".join(f"{field}: {body}\r\n" for field, body in fields.items())
    return (
        f"From: Ada Byron <ada@example.org>\r\nTo: ralph@byron.example\r\nMessage-ID: <{name}@mail.example.org>\r\n"
        f"Subject: {name}\r\n{more}\r\nNothing that is ever fetched.\r\n"
    ).encode()


def key(name: str, **fields: str) -> str:
    """The key of the record of `mail(name)`."""
    return message_record(mail(name, **fields), "").key


class SyncedMailbox:
    """An archive file that a mailbox is fetched into; each sync opens and closes it, as a process of its own does."""

    def __init__(self, path: Path, options: Mapping[str, Any], size: int | None = None) -> None:
        self.path = path
        self.options = dict(options)
        self.size = size

    def sync(self, stop_after: int | None = None, window: Window | None = None) -> list[Batch]:
        """Fetch and land, at most so many batches, as when killed after them; returns what was landed.

        window: fetch that again, instead of what is new.
        """
        landed = []
        with (
            Shelf(self.path) as shelf,
            batches_of(self.size),
            closing(fetch(ImapOptions(**self.options), shelf.cursors(SOURCE), window)) as batches,
        ):
            run = shelf.start_run("sync")
            shelf.start_source(run, SOURCE, "imap_mail")
            for batch in islice(batches, stop_after):
                shelf.land(run, SOURCE, batch)
                landed.append(batch)
        return landed

    def present(self) -> set[str]:
        """The keys of the records that are there now, as the models of the warehouse see it."""
        return present(self.path)

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that was landed, without moments and run ids."""
        with Shelf(self.path) as shelf:
            return shelf.state(SOURCE)

    def count(self, table: str) -> int:
        """Rows of a table of the archive."""
        with Shelf(self.path) as shelf:
            return int(shelf.rows(f"select count(*) from {table}")[0][0])
