"""Messages and invitations: that they were, between whom and when. What a message says is not claimed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from connectors.claims import Interaction, Party, Reading, Unread
from connectors.linkedin_dates import moment
from connectors.linkedin_network import dated, identity
from connectors.linkedin_people import Shown, people, subject_of
from connectors.linkedin_table import Row
from connectors.records import OWNER, digest

Facts = Mapping[str, Any]


def message_key(row: Row) -> str:
    """The key of a message in every export: its conversation and second; names in it may change."""
    return "li:" + digest("message", row["conversationid"], row["date"])


def message(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """A message and its parties."""
    conversation, sent, title = row["conversationid"], row["date"], row["conversationtitle"]
    key = message_key(row)
    if not (conversation and sent) or key in facts["crowded"]:
        key = "li:" + digest("message", conversation, sent, row["from"], row["content"])
    sent_at, problems = dated(row, "date", facts, moment)
    yield Interaction(
        key,
        "message",
        sent_at,
        conversation=conversation or None,
        topic=row["subject"] or title or None,
        is_draft=row["ismessagedraft"].casefold() in ("yes", "true"),
    )
    yield from problems
    shown = people("messages", row)
    subjects = [subject_of(each, facts) for each in shown]
    if subjects[0] == OWNER:
        # Whoever else is called as the owner is someone else: people don't write to themselves.
        unnamed = {**facts, "owner_names": []}
        subjects[1:] = [subject_of(each, facts if each.url else unnamed) for each in shown[1:]]
    yield from parties(key, shown, subjects, facts)
    yield from _without_a_party(row, shown, subjects)
    if row["content"]:
        yield Unread(row.written("content"))


def invitation(row: Row, facts: Facts, raw: bytes) -> Iterator[Reading]:
    """An invitation to connect. Its direction says which side the owner is."""
    sent_at, problems = dated(row, "sentat", facts, moment)
    key = "li:" + digest("invitation", row["from"], row["to"], row["sentat"])
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
    if row["message"]:
        yield Unread(row.written("message"))


def parties(key: str, shown: Sequence[Shown], subjects: Sequence[str], facts: Facts) -> Iterator[Reading]:
    """The party that each is, where they are anybody."""
    for each, subject in zip(shown, subjects, strict=True):
        if subject:
            role: Literal["from", "to"] = "from" if each.role == "from" else "to"
            yield Party(subject, key, role, each.position, each.name or None)
            yield from identity(subject, each, facts)


def _without_a_party(row: Row, shown: Sequence[Shown], subjects: Sequence[str]) -> Iterator[Unread]:
    """The columns with a name that no party has: LinkedIn's own, of members who left, or of companies."""
    for role in ("from", "to"):
        those = [(each, subject) for each, subject in zip(shown, subjects, strict=True) if each.role == role]
        if row[role] and not (those and all(each.name and subject for each, subject in those)):
            yield Unread(row.written(role))
