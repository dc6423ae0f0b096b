"""Letters as an mbox a folder."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.header import Header
from random import Random

from tests.truth_world.life import Box, Letter

DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
ZONES = (0, 60, 120, -300, -420, 330, 540)
"""Minutes that a sender's clock is ahead of UTC."""


def mbox(letters: list[Letter]) -> bytes:
    """One folder."""
    return "".join(_message(letter) for letter in letters).encode()


def _message(letter: Letter) -> str:
    zone = Random(letter.sender.address).choice(ZONES)
    arrived = letter.sent_at + timedelta(seconds=3)
    fields = {
        "Return-Path": f"<{letter.sender.address}>",
        "Received": "" if letter.folder == "sent" else f"from mx.example by mail.example; {_date(arrived, 0)}",
        "Message-ID": f"<{letter.id}>",
        "Date": _date(letter.dated or letter.sent_at, zone),
        "From": _box(letter.sender),
        "To": ",\n ".join(map(_box, letter.to)),
        "Cc": ",\n ".join(map(_box, letter.cc)),
        "Subject": _words(letter.topic),
        "In-Reply-To": f"<{letter.references[-1]}>" if letter.references else "",
        "References": "\n ".join(f"<{key}>" for key in letter.references),
        **letter.headers,
    }
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    day = f"{DAYS[arrived.weekday()]} {MONTHS[arrived.month - 1]} {arrived.day:2}"
    separator = f"From {letter.sender.address} {day} {arrived:%H:%M:%S %Y}"
    return f"{separator}\n{lines}\nSee above.\n\n"


def _date(at: datetime, zone: int) -> str:
    there = at + timedelta(minutes=zone)
    hours, minutes = divmod(abs(zone), 60)
    sign = "-" if zone < 0 else "+"
    day = f"{DAYS[there.weekday()]}, {there.day} {MONTHS[there.month - 1]} {there.year:04}"
    return f"{day} {there:%H:%M:%S} {sign}{hours:02}{minutes:02}"


def _box(box: Box) -> str:
    if not box.name:
        return box.address
    name = f'"{box.name}"' if box.name.isascii() and set(box.name) & set(',.()"') else _words(box.name)
    return f"{name} <{box.address}>"


def _words(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=60).encode(linesep="\n")
