"""A mail's header block, read: who wrote to whom, when, about what, in answer to what. The one reader of all mail.

    header block ──message_record──▶ Record ──read──▶ Interaction, Party*, Reference*, Rejected*

mail_headers cuts a block into fields, mail_words decodes them, mail_addresses and mail_dates read what is in them,
mail_signs tells mail of people from mail of machines, mail_author finds who wrote what a list passed on, mail_keys
tells which mails are the same.
See docs/mail.md for which field becomes which claim.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from connectors.claims import Interaction, Nothing, Party, Reading, Reference, Rejected
from connectors.contract import SourceRecord
from connectors.mail_addresses import Mailbox
from connectors.mail_author import parties
from connectors.mail_dates import NEVER, believed, sent_at
from connectors.mail_headers import LONGEST_BLOCK, Fields, fields, header_block
from connectors.mail_keys import interaction_key, message_ids, record_key
from connectors.mail_signs import signs, spam_or_trash
from connectors.records import Context, Origin, Record

CONTEXT: Final = Context({"format": "mail"})
"""The context of every record of mail: a header block says the rest itself."""


def mailbox_subject(address: str | None, name: str | None) -> str:
    """The subject key of someone who is shown with this address and this display name; either may be missing."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name or "").casefold())
    return f"mail:{(address or '').lower()}|{' '.join(folded.split())}"


def message_record(
    header: bytes,
    file: str,
    *,
    ordinal: int | None = None,
    line: int | None = None,
    uid: str = "",
    arrived_at: datetime | None = None,
) -> Record:
    """The record of a message, from its header block with or without what follows it.

    file: the folder or the file it is in. uid: the source's own name for it there, if it has one.
    arrived_at: when the server got it (UTC, naive).
    """
    raw = header_block(header)
    return Record(record_key(raw), raw, CONTEXT, Origin(file, "", ordinal, line, uid), arrived_at)


def own_moment(record: Record) -> datetime:
    """When a message was sent, else when it arrived (UTC, naive); NEVER when neither can be believed."""
    return believed(sent_at(fields(record.raw))[0], record.changed_at) or NEVER


def read(record: SourceRecord, facts: Mapping[str, Any]) -> Iterator[Reading]:
    """What a header block says; it never raises, and a block that names nobody is rejected."""
    found = fields(record.raw)
    if not found:
        yield Rejected("no header of a mail")
        return
    if len(record.raw) >= LONGEST_BLOCK:
        yield Rejected("a header block that does not end")
        return
    if unwanted := spam_or_trash(found):
        yield Nothing(f"labelled as {unwanted}")
        return
    took_part, problems = parties(found)
    if not took_part:
        yield Rejected("names neither a sender nor a recipient with an address")
        return
    key = interaction_key(found, record.key)
    moment, doubts = sent_at(found)
    yield signs(found, Interaction(key, "mail", moment))
    for role, position, mailbox in took_part:
        subject = mailbox_subject(mailbox.address, mailbox.name)
        yield Party(subject, key, role, position, mailbox.name, mailbox.address)
    yield from _references(found, key, [mailbox for _, _, mailbox in took_part])
    yield from problems
    yield from doubts


def _references(found: Fields, key: str, mailboxes: Sequence[Mailbox]) -> Iterator[Reference]:
    """What the message goes on from, furthest first: References, then In-Reply-To, each once, where it stands last."""
    told = [*message_ids(found.text("references")), *message_ids(found.text("in-reply-to"))]
    # Old programs answer "message of Ada <ada@example.org>": an address, not an id.
    passed = {mailbox.address for mailbox in mailboxes} | {key.removeprefix("mid:")}
    last_first = dict.fromkeys(each for each in reversed(told) if each not in passed)
    for position, each in enumerate(reversed(last_first), start=1):
        yield Reference(key, f"mid:{each}", position)
