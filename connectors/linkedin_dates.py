"""Dates as LinkedIn's exports write them, and as the spreadsheets do that people save them with.

    06 Sep 2023   06-Sep-23   12-feb-21   12.03.2021   3/20/17, 4:21 PM   2021-06-25 15:38:34 UTC
    2019/03/02 10:00:00 UTC   Tue Mar 02 10:00:00 UTC 2021   Mar 9, 2019   Jan 2020   2014

Moments without a zone are taken for UTC, as those with one always are.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal, NamedTuple

from connectors.cell_values import BadCellError, date_order
from connectors.month_names import month_of

Order = Literal["dmy", "mdy"]

YEAR_PIVOT = 50
"""Two digits of a year below this are 20xx: LinkedIn is of 2003, but a job there may have begun in 1965."""


class Span(NamedTuple):
    """The days between which a date lies, both included, and the moment (UTC, naive) where it names one."""

    first: date
    last: date
    at: datetime | None = None


def order_proven(texts: Iterable[str]) -> Order | Literal["both"] | None:
    """What the numbers of a file's dates prove about day and month: a part above 12 is a day."""
    found = {order for text in texts if (order := date_order(text.replace(",", "")))}
    if len(found) > 1:
        return "both"
    return "dmy" if "dmy" in found else "mdy" if found else None


@lru_cache(maxsize=65_536)
def span(text: str, order: str | None = None) -> Span:
    """The days a date names: one, a month or a year.

    order: for 3/4/21, which of the two comes first, where the file or the owner says. Raises BadCellError.
    """
    day_text, at = _without_time(" ".join(text.split()))
    year, month, day = _parts(day_text, order, text)
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise BadCellError("impossible date") from None
    if month is None:
        return Span(first, first.replace(month=12, day=31))
    if day is None:
        return Span(first, first.replace(day=monthrange(year, month)[1]))
    return Span(first, first, None if at is None else datetime.combine(first, at))


def day(text: str, order: str | None = None) -> date:
    """The one day a date names; raises BadCellError where it names none, or a month."""
    found = span(text, order)
    if found.first != found.last:
        raise BadCellError("date without a day")
    return found.first


def moment(text: str, order: str | None = None) -> datetime:
    """The moment a date names, UTC, naive; midnight where it names a day only. Raises BadCellError."""
    return span(text, order).at or datetime.combine(day(text, order), time())


_TIME = re.compile(
    r"(?:T|[ ,]+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?)?(?: ?(?:UTC|GMT|Z)\b)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?:([-/.])(?P<m>[0-9]{1,2})(?:\2(?P<d>[0-9]{1,2}))?)?")
_DOTTED = re.compile(r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4}|[0-9]{2})")
_NUMBERS = re.compile(r"(?P<one>[0-9]{1,2})([-/])(?P<two>[0-9]{1,2})\2(?P<y>[0-9]{4}|[0-9]{2})")
_DAY_MONTH = re.compile(
    r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th|er|º)?[-. /]*(?:de )?(?P<m>[^\W\d_]{3,10})\.?,?[-. /]*(?:del? )?"
    r"(?P<y>[0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"(?:[^\W\d_]{2,4} )?(?P<m>[^\W\d_]{3,10})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y>[0-9]{4})", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?P<m>[^\W\d_]{3,10})\.?(?: (?:de )?|-)(?P<y>[0-9]{4})(?P<d>)|(?P<m_>[^\W\d_]{3})-(?P<y_>[0-9]{2})"
)
_LINKEDINS_OWN = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2},? [0-9]{1,2}:[0-9]{2} ?[AP]M", re.IGNORECASE)


def _without_time(text: str) -> tuple[str, time | None]:
    found = _TIME.search(text)
    if found is None:
        return text, None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise BadCellError("impossible time of day")
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        return (text[: found.start()] + text[found.end() :]).strip(), time(hour, minute, second)
    except ValueError:
        raise BadCellError("impossible time of day") from None


def _parts(text: str, order: str | None, whole: str) -> tuple[int, int | None, int | None]:
    """Year, month and day as numbers, which need not be a date; None where the text has no such part."""
    if found := _YEAR_FIRST.fullmatch(text) or _DOTTED.fullmatch(text):
        return _year(found["y"]), _number(found["m"]), _number(found["d"])
    if found := _NUMBERS.fullmatch(text):
        one, two = int(found["one"]), int(found["two"])
        is_day_first = _is_day_first(one, two, order, whole)
        return _year(found["y"]), *((two, one) if is_day_first else (one, two))
    found = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text) or _MONTH.fullmatch(text)
    if found is not None:
        said = {name.rstrip("_"): part for name, part in found.groupdict().items() if part}
        month = month_of(said["m"])
        if month is not None:
            return _year(said["y"]), month, _number(said.get("d"))
    raise BadCellError("date in an unknown form")


def _is_day_first(one: int, two: int, order: str | None, whole: str) -> bool:
    if one > 12 or two > 12:
        return one > 12
    if order in ("dmy", "mdy"):
        return order == "dmy"
    if one == two or (order is None and _LINKEDINS_OWN.fullmatch(" ".join(whole.split()))):
        return False
    raise BadCellError("date that may be day or month first: set `date_order` to `dmy` or `mdy` for this source")


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < YEAR_PIVOT else 1900)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None
