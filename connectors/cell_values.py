"""What stands in one cell: addresses, numbers and dates, as written, or the reason why they can't be believed."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from connectors.month_names import month_of

CLASS_YEAR_PIVOT = 35
"""Two digits of a class year below this are 20xx: today's youngest classes graduate in a few years."""

BIRTH_YEAR_PIVOT = 30
"""Two digits of a birth year below this are 20xx: where spreadsheets draw the line too."""

_NO_BIRTHDAY_YEAR = 1604
"""What Apple writes for "year unknown"."""
_OUTLOOK_NO_DATE = 4501
"""What Outlook writes for "no date": 1/1/4501."""


class BadCellError(ValueError):
    """A value that can't be believed; the text is the reason and never holds the value."""


class DayOfBirth(NamedTuple):
    """A date of which any part may be unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


def values(cell: str) -> list[str]:
    """The values of a cell that may hold several: apart by ` ::: ` (Google), semicolon or line end."""
    if ":::" in cell or ";" in cell or "\n" in cell or "\r" in cell:
        return [value for value in (part.strip() for part in _SEPARATOR.split(cell)) if value]
    return [cell] if cell else []


def emails(cell: str) -> list[str]:
    """The possible addresses of a cell; a comma parts them too, since no ordinary address has one."""
    found = values(cell)
    if "," in cell:
        found = [part.strip() for value in found for part in (value.split(",") if value.count("@") > 1 else [value])]
    return [value for value in found if value]


def tags(cell: str) -> list[str]:
    """The labels of a cell without Google's `* ` for its own groups; commas part them only where each is quoted."""
    is_quoted = cell.startswith('"') and _IS_QUOTED_LIST.fullmatch(cell)
    found = _QUOTED_LIST.findall(cell) if is_quoted else values(cell)
    return [label for value in found if (label := unstarred(value))]


def unstarred(label: str) -> str:
    """A label without the `* ` by which Google marks what comes first."""
    return label[1:].strip() if label[:1] == "*" else label


def email(value: str) -> str:
    """The address in a value: bare, after `mailto:`, or in angle brackets behind a name."""
    bracketed = _BRACKETED.search(value) if "<" in value else None
    address = bracketed[1] if bracketed else value.removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    if not at:
        raise BadCellError("e-mail address without @")
    if not local or not domain or " " in address:
        raise BadCellError("e-mail address that is not whole")
    return address


def phone(value: str) -> str:
    """The number in a value, as written."""
    if _ROUNDED.fullmatch(value):
        raise BadCellError("phone number that a spreadsheet has rounded: export it again with the column as text")
    if not _DIGIT.search(value):
        raise BadCellError("phone number without a digit")
    return value.lstrip("'")


def class_year(cell: str) -> int:
    """The year of a class: 1998, 98 or '98 (see CLASS_YEAR_PIVOT)."""
    match = _YEAR.fullmatch(cell)
    if match is None:
        raise BadCellError("class year that is not one year")
    year = int(match[1])
    if year >= 100:
        return year
    return year + (2000 if year < CLASS_YEAR_PIVOT else 1900)


def day_of_birth(cell: str, order: str | None) -> DayOfBirth | None:
    """The date in a cell; None when it says that there is none (0/0/00, 1/1/4501).

    order: `dmy` or `mdy` for dates like 3/4/1985; None or `both` when nobody knows or the file has
    dates of either kind. With dots the day is always first.
    """
    text = _TIME_OF_DAY.sub("", cell).strip()
    if not _NOT_ZERO.search(text):
        if any(character.isalpha() for character in text):
            raise BadCellError("date in an unknown form")
        return None
    year, month, day = _split_date(text, order)
    if year in (_NO_BIRTHDAY_YEAR, 0):
        year = None
    if year == _OUTLOOK_NO_DATE:
        return None
    return checked_day(year, month, day)


def checked_day(year: int | None, month: int | None, day: int | None) -> DayOfBirth:
    """The date if the calendar has it; a leap day needs no year."""
    possible = (year is None or 1 <= year <= 9999) and (month is None or 1 <= month <= 12)
    if not possible or (day is not None and not 1 <= day <= (monthrange(year or 2000, month)[1] if month else 31)):
        raise BadCellError("impossible date")
    return DayOfBirth(year, month, day)


def date_order(cell: str) -> str | None:
    """What a cell proves about the order of day and month: `dmy`, `mdy`, or None for nothing."""
    match = _SLASHED.fullmatch(_TIME_OF_DAY.sub("", cell).strip())
    if match is None or match[3] is None:
        return None
    first, second = int(match[1]), int(match[2])
    if 12 < first <= 31 and 1 <= second <= 12:
        return "dmy"
    if 12 < second <= 31 and 1 <= first <= 12:
        return "mdy"
    return None


def _split_date(text: str, order: str | None) -> tuple[int | None, int | None, int | None]:
    if match := _YEAR_FIRST.fullmatch(text) or _YEAR_FIRST_PACKED.fullmatch(text) or _NO_YEAR.fullmatch(text):
        return _number(match["y"]), _number(match["m"]), _number(match["d"])
    if match := _DOTTED.fullmatch(text):
        return _full_year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHED.fullmatch(text):
        day, month = _by_order(int(match[1]), int(match[2]), order)
        return _full_year(match[3]), month, day
    match = _DAY_MONTH_NAME.fullmatch(text) or _MONTH_NAME_DAY.fullmatch(text)
    if match and (month_of_name := month_of(match["m"])):
        return _full_year(match["y"]), month_of_name, int(match["d"])
    raise BadCellError("date in an unknown form")


def _by_order(first: int, second: int, order: str | None) -> tuple[int, int]:
    """Day and month of two numbers."""
    if order == "dmy" or (order != "mdy" and first > 12) or first == second:
        return first, second
    if order == "mdy" or second > 12:
        return second, first
    raise BadCellError('date that may be day or month first: set `dates = "dmy"` or `dates = "mdy"` for this source')


def _full_year(digits: str | None) -> int | None:
    year = _number(digits)
    if digits is None or year is None or len(digits) > 2:
        return year
    return year + (2000 if year < BIRTH_YEAR_PIVOT else 1900)


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


_DIGIT = re.compile(r"\d")
_NOT_ZERO = re.compile(r"[1-9]")
_SEPARATOR = re.compile(r":::|[;\r\n]+")
_QUOTED_LIST = re.compile(r'"([^"]*)"')
_IS_QUOTED_LIST = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*')
_BRACKETED = re.compile(r"<([^<>]+)>")
_ROUNDED = re.compile(r"\+?[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_YEAR = re.compile(r"['\u2019]?((?:19|20)[0-9]{2}|[0-9]{2})")
_TIME_OF_DAY = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}.*$")
_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?:[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2})\.?)?)?")
_YEAR_FIRST_PACKED = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_NO_YEAR = re.compile(r"--(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})(?P<y>)")
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\.(?: ?([0-9]{4}|[0-9]{2}))?")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})(?:[/-]([0-9]{4}|[0-9]{2}))?")
_DAY_MONTH_NAME = re.compile(r"(?P<d>[0-9]{1,2})[. -]+(?P<m>[^\W\d_]{3,9})\.?(?:[ ,-]+(?P<y>[0-9]{4}))?")
_MONTH_NAME_DAY = re.compile(r"(?P<m>[^\W\d_]{3,9})\.? (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?(?:,? +(?P<y>[0-9]{4}))?")
