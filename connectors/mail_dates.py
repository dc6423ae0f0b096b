"""When a mail was sent, by its Date field or the Received field of its last station (RFC 5322, sections 3.3, 4.3)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Final

from connectors.claims import Rejected
from connectors.mail_headers import Fields

EARLIEST: Final = datetime(1980, 1, 1)  # noqa: DTZ001
"""Mail with an older date has the clock of a machine that was never set: SMTP is of 1981."""

CLOCKS_DIFFER: Final = timedelta(days=1)
"""How much later than its arrival a mail can say that it was sent, by a clock or a time zone that is wrong."""

NEVER: Final = datetime.min  # noqa: DTZ901
"""Stands for the moment of a mail that has none: older than all others."""

_YEARS_FROM: Final = 1900
_FAR: Final = timedelta(hours=15)
_MONTHS: Final = {
    month: number for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_PLAIN: Final = re.compile(
    r"\s*(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+(?:([+-])(\d\d)(\d\d)|(?:GMT|UTC?|Z)\b)"
    r"\s*(?:\([^()]*\)\s*)?\Z"
)
_COMMENT: Final = re.compile(r"\([^()]*\)")


def sent_at(found: Fields) -> tuple[datetime | None, list[Rejected]]:
    """The moment (UTC, naive), and what can't be believed.

    A mail can't have been sent after it arrived; then, and without a date, the arrival is the best that is known.
    """
    arrived = _arrival(found)
    if "date" not in found:
        return arrived, []
    sent = moment(found.text("date"))
    if sent is None:
        return arrived, [Rejected("no date can be read in it", "Date")]
    if sent < EARLIEST:
        return arrived, [Rejected("a date before there was mail", "Date")]
    if arrived is not None and sent > arrived + CLOCKS_DIFFER:
        return arrived, [Rejected("a date after the arrival", "Date")]
    return sent, []


def believed(sent: datetime | None, arrived: datetime | None) -> datetime | None:
    """What a header says (`sent_at`), or else when the server got the mail; the model interaction_copy has the rule."""
    if arrived is None or arrived < EARLIEST:
        return sent
    return arrived if sent is None or sent > arrived + CLOCKS_DIFFER else sent


def _arrival(found: Fields) -> datetime | None:
    """What the topmost Received field says: the station that kept the mail."""
    arrived = moment(found.text("received").rpartition(";")[2]) if "received" in found else None
    return arrived if arrived is not None and arrived >= EARLIEST else None


@lru_cache(1_024)
def moment(text: str) -> datetime | None:
    """A date of a mail header as a moment (UTC, naive); one without a zone that is known is taken for UTC."""
    plain = _PLAIN.match(text)
    if plain is None:
        return _odd_moment(text)
    day, month, year, hour, minute, second, sign, zone_hours, zone_minutes = plain.groups()
    try:
        local = datetime(  # noqa: DTZ001
            int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), min(int(second or 0), 59)
        )
        offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
        return local - (offset if sign == "+" else -offset) if offset < _FAR else local
    except (KeyError, ValueError, OverflowError):
        return _odd_moment(text)


def _odd_moment(text: str) -> datetime | None:
    while (bare := _COMMENT.sub(" ", text)) != text:
        text = bare
    text = text.strip(" \t\"'")
    try:
        parts = parsedate_tz(text)
    except (ValueError, IndexError, TypeError, OverflowError, AttributeError):
        parts = None
    try:
        if parts is None:
            said = datetime.fromisoformat(text)
            return (said - (said.utcoffset() or timedelta())).replace(tzinfo=None)
        year, month, day, hour, minute, second = parts[:6]
        year += _YEARS_FROM if year < _YEARS_FROM else 0  # as programs of before 2000 count: 103
        local = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
        offset = timedelta(seconds=parts[9] or 0)
        return local - offset if abs(offset) < _FAR else local
    except (ValueError, OverflowError, TypeError):
        return None
