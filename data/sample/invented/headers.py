"""The header of a mail in letters that any server carries, folded."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from .dice import Dice
from .mail import Mail, Mailbox
from .senders import TABLES

DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SPECIAL = frozenset('()<>[]:;@\\,."')
"""What makes a display name need quotes (RFC 5322, 3.2.3)."""


def header(mail: Mail) -> str:
    """All lines, each with its end; without the empty line that follows."""
    extra = dict(mail.headers)
    is_mine = mail.sender.key == "me"
    if not mail.text.isascii():
        extra.setdefault("Content-Type", "text/plain; charset=utf-8")
    fields = [
        ("Return-Path", extra.pop("Return-Path", "" if is_mine else f"<{mail.sender.address}>")),
        ("Message-ID", f"<{mail.message_id}>" if mail.message_id else ""),
        ("Date", extra.pop("Date", dated(mail.sent_at, _offset(mail)))),
        ("From", address(mail.sender)),
        ("To", addresses(mail.to)),
        ("Cc", addresses(mail.cc)),
        ("Bcc", addresses(mail.bcc)),
        ("Reply-To", addresses(mail.reply_to)),
        ("Subject", encoded(mail.subject)),
        ("In-Reply-To", f"<{mail.references[-1]}>" if mail.references else ""),
        ("References", "\n ".join(f"<{key}>" for key in mail.references)),
        *extra.items(),
    ]
    return "".join(f"{name}: {value}\n" for name, value in fields if value)


def dated(at: datetime, hours: int) -> str:
    """Thu, 01 Jan 2026 10:00:00 +0100; at: UTC, hours: how far the sender's clock is ahead of it."""
    there = at + timedelta(hours=hours)
    return f"{DAYS[there.weekday()]}, {there.day:02} {_month(there)} {there:%Y %H:%M:%S} {hours:+03}00"


def mbox_date(at: datetime) -> str:
    """Thu Jan  1 09:00:00 2026, as the line that begins a mail in an mbox has it (UTC)."""
    return f"{DAYS[at.weekday()]} {_month(at)} {at.day:2} {at:%H:%M:%S %Y}"


def _month(at: datetime) -> str:
    return MONTHS[at.month - 1]


def _offset(mail: Mail) -> int:
    """The clock of Berlin, or of the house the sender writes from; summer is April to October."""
    zone: int = TABLES["zones"].get(mail.sender.address.partition("@")[2], 1)
    return zone + (1 if 4 <= mail.sent_at.month <= 10 else 0)


def addresses(boxes: list[Mailbox]) -> str:
    """Several, one a line."""
    return ",\n ".join(address(box) for box in boxes)


def address(box: Mailbox) -> str:
    """Plain, "Quoted, Name" or encoded, with the address in angle brackets; the bare address without a name."""
    if not box.name:
        return box.address
    if not box.name.isascii():
        return f"{encoded(box.name, is_old=Dice('charset', box.address).chance(0.3))} <{box.address}>"
    if SPECIAL & set(box.name):
        return f'"{box.name}" <{box.address}>'
    return f"{box.name} <{box.address}>"


def encoded(text: str, is_old: bool = False) -> str:
    """The text as it is, or as encoded words (RFC 2047): UTF-8 in base64, or Latin-1 letter by letter as of old."""
    if text.isascii():
        return text
    if is_old and all(ord(sign) < 256 for sign in text):
        return f"=?iso-8859-1?Q?{''.join(map(_quoted, text))}?="
    words, word = [], ""
    for sign in text:
        if len((word + sign).encode()) > 45:
            words.append(word)
            word = ""
        word += sign
    return "\n ".join(f"=?UTF-8?B?{b64encode(word.encode()).decode()}?=" for word in [*words, word])


def _quoted(sign: str) -> str:
    if sign == " ":
        return "_"
    return sign if sign.isascii() and sign.isalnum() else f"={ord(sign):02X}"
