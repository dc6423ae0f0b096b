"""Messages and invitations: that they were, between whom and when. What a message says is not claimed.

The key of each comes from its own row and not from names that change, so that it is one interaction in every export,
whatever else that export has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import unescape
from typing import Any, Literal

from connectors.claims import Interaction, Nothing, Party, Reading, Unread
from connectors.linkedin_dates import moment
from connectors.linkedin_network import dated, identity
from connectors.linkedin_people import Shown, given_name, named, people, subject_of
from connectors.linkedin_table import Row
from connectors.records import OWNER, digest

Facts = Mapping[str, Any]


def message(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A message and its parties."""
    sent_at, problems = dated(row, "date", facts, moment)
    key, shown = _message_key(row, sent_at), people("messages", row)
    found = Interaction(
        key,
        "message",
        sent_at,
        conversation=row["conversationid"] or None,
        topic=row.first_of("subject", "conversationtitle") or None,
        is_draft=row["ismessagedraft"].casefold() in ("yes", "true"),
    )
    if row["folder"].upper() == "SPAM":
        yield Nothing("in the spam folder")
        yield from _unread_text(row, "content")
        return
    yield found
    yield from problems
    subjects = [subject_of(each, facts) for each in shown]
    if subjects[0] == OWNER:
        # Whoever else is called as the owner is someone else: people don't write to themselves.
        unnamed = {**facts, "owner_names": []}
        subjects[1:] = [subject_of(each, facts if each.url else unnamed) for each in shown[1:]]
    yield from parties(key, shown, subjects, facts)
    yield from _without_a_party(row, shown, subjects)
    yield from _unread_text(row, "content")


def invitation(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """An invitation to connect. Its direction says which side the owner is."""
    sent_at, problems = dated(row, "sentat", facts, moment)
    key = _invitation_key(row, sent_at)
    yield Interaction(key, "invitation", sent_at)
    yield from problems
    shown = people("invitations", row)
    subjects = [subject_of(each, facts) for each in shown]
    direction = row["direction"].upper()
    if direction in ("OUTGOING", "INCOMING"):
        own = 0 if direction == "OUTGOING" else 1
        subjects[own] = OWNER
    yield from parties(key, shown, subjects, facts)
    yield from _without_a_party(row, shown, subjects)
    yield from _unread_text(row, "message")


def parties(key: str, shown: Sequence[Shown], subjects: Sequence[str], facts: Facts) -> Iterator[Reading]:
    """The party that each is, where they are anybody."""
    for each, subject in zip(shown, subjects, strict=True):
        if subject:
            role: Literal["from", "to"] = "from" if each.role == "from" else "to"
            yield Party(subject, key, role, each.position, each.name or None)
            yield from identity(subject, each, facts)


def _message_key(row: Row, sent_at: datetime | None) -> str:
    """Conversation, second and words; the sender only of what has no place in a conversation or in time."""
    conversation, when = row["conversationid"], sent_at.isoformat() if sent_at else row["date"]
    sender = [] if conversation and when else [named(row["from"])]
    return "li:" + digest("message", conversation, when, _words(row["content"]), *sender)


def _invitation_key(row: Row, sent_at: datetime | None) -> str:
    """Direction, minute and the other's given name, which stays when they marry; their URL is in newer exports only."""
    when, direction = sent_at.isoformat() if sent_at else row["sentat"], row["direction"].upper()
    others = [row[side] for side, own in (("from", "OUTGOING"), ("to", "INCOMING")) if direction != own]
    names = map(given_name, others) if when else others
    return "li:" + digest("invitation", direction, when, *names)


def _words(content: str) -> str:
    """What a message says, without what makes HTML of it in newer exports: tags, entities, white space."""
    # Entities first and twice: then "a < b" and "a &lt; b" lose the same, and so do "&amp;" and "&amp;amp;".
    text = _TAG.sub("", unescape(unescape(content)))
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unread_text(row: Row, name: str) -> Iterator[Unread]:
    if row[name]:
        yield Unread(row.written(name))


def _without_a_party(row: Row, shown: Sequence[Shown], subjects: Sequence[str]) -> Iterator[Unread]:
    """The columns with a name that no party has: LinkedIn's own, of members who left, or of companies."""
    for role in ("from", "to"):
        those = [(each, subject) for each, subject in zip(shown, subjects, strict=True) if each.role == role]
        if row[role] and not (those and all(each.name and subject for each, subject in those)):
            yield Unread(row.written(role))


_TAG = re.compile(r"<[^<>]*>")
