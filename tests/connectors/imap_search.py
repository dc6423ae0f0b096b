"""How a scripted server searches: UID sets, and days of the Date field and of the arrival (RFC 9051, 6.4.4)."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

Days = tuple[date | None, date]
"""Of a message: the day of its Date field, None without one that can be read; and that of its arrival."""


def days_of(header: bytes, arrived_at: datetime, zone_hours: int | None) -> Days:
    """The days of a message as a server takes them: in a zone of its own, or each as it is written."""
    zone = timedelta(hours=zone_hours or 0)
    written = re.search(rb"^Date: ([^\r\n]*)", header, re.MULTILINE)
    sent = None
    if written:
        try:
            moment = parsedate_to_datetime(written[1].decode("latin-1"))
            sent = moment if zone_hours is None else moment.astimezone(UTC) + zone
        except ValueError:
            pass
    return sent and sent.date(), (arrived_at + zone).date()


def is_found(criterion: str, uid: int, last: int, days: Days) -> bool:
    """Whether a message is found; `last`: the folder's highest UID."""
    return all(_each(deque(re.findall(r"[()]|[^\s()]+", criterion)), uid, last, days))


def _each(words: deque[str], uid: int, last: int, days: Days) -> list[bool]:
    held = []
    while words and words[0] != ")":
        held.append(_key(words, uid, last, days))
    return held


def _key(words: deque[str], uid: int, last: int, days: Days) -> bool:
    word = words.popleft()
    if word == "(":
        held = _each(words, uid, last, days)
        words.popleft()
        return all(held)
    if word == "OR":
        one, other = _key(words, uid, last, days), _key(words, uid, last, days)
        return one or other
    if word == "ALL":
        return True
    if word == "UID":
        return in_set(words.popleft(), uid, last)
    day, bound = days[0] if word.startswith("SENT") else days[1], _day(words.popleft())
    return day is not None and (day >= bound if word.endswith("SINCE") else day < bound)


def in_set(written: str, uid: int, last: int) -> bool:
    """Whether a set has a UID; `N:*` has the last one in any case (RFC 9051, 6.4.8)."""
    ranges = ([last if bound == "*" else int(bound) for bound in part.split(":")] for part in written.split(","))
    return any(min(bounds) <= uid <= max(bounds) for bounds in ranges)


def _day(written: str) -> date:
    return datetime.strptime(written, "%d-%b-%Y").replace(tzinfo=UTC).date()
