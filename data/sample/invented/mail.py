"""One mail as its header tells it, before it is written out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from .dice import Dice

FIRST_DAY, LAST_DAY = date(2016, 7, 1), date(2026, 6, 29)


class Mailbox(NamedTuple):
    """Someone as a header shows them. `key` is the truth about who it is."""

    name: str
    address: str
    key: str


@dataclass
class Mail:
    """A mail. sent_at: UTC. references: Message-IDs of the thread so far, the one it answers last.

    headers: what else stands in the header, such as List-Id. folder: where it lies, when its sender does not decide.
    """

    sent_at: datetime
    sender: Mailbox
    to: list[Mailbox]
    subject: str
    text: str
    message_id: str
    cc: list[Mailbox] = field(default_factory=list)
    bcc: list[Mailbox] = field(default_factory=list)
    reply_to: list[Mailbox] = field(default_factory=list)
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    folder: str = ""

    @property
    def parties(self) -> list[Mailbox]:
        """Everybody in its header."""
        return [self.sender, *self.to, *self.cc, *self.bcc, *self.reply_to]


def message_id(dice: Dice, address: str) -> str:
    """A Message-ID as the sender's own server would give it."""
    return "".join(dice.pick("0123456789abcdef") for _ in range(14)) + "@" + address.rpartition("@")[2]


def by_day(dice: Dice, day: date) -> datetime:
    """A moment of that day (UTC) at which it is the same day from San Francisco to Berlin."""
    return datetime.combine(day, time(dice.number(9, 19), dice.number(0, 59), dice.number(0, 59)))
