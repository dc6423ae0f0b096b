"""Cron lines, checked when the settings are read: a scheduler that met a wrong one later would say so to nobody."""

from __future__ import annotations

import re
from typing import NamedTuple


class _Field(NamedTuple):
    """One of the five: what it counts, its least and most, and words for its numbers, the first for the least."""

    name: str
    least: int
    most: int
    words: tuple[str, ...] = ()


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())),
    _Field("day of the week", 0, 7, tuple("sun mon tue wed thu fri sat".split())),
)
_PART = re.compile(r"(?:\*|(?P<first>[0-9a-z]+)(?:-(?P<last>[0-9a-z]+))?)(?:/(?P<step>[0-9]+))?")
_LONGEST = dict.fromkeys(range(1, 13), 31) | {2: 29} | dict.fromkeys((4, 6, 9, 11), 30)
"""Days of each month, in the longest of years."""


def cron_line(written: str) -> str:
    """The line as it is, when there are moments that it means. Raises ValueError, which says what it should have.

    `7` and `sun` are both Sunday; when the days of the month and of the week are both limited, either is enough.
    """
    fields = written.lower().split()
    if len(fields) != len(_FIELDS):
        raise ValueError('should have five fields: minute, hour, day, month, day of the week, such as "15 * * * *"')
    _, _, days, months, weekdays = (_numbers(text, field) for text, field in zip(fields, _FIELDS, strict=True))
    is_every_weekday = len({number % 7 for number in weekdays}) == 7
    if is_every_weekday and min(days) > max(_LONGEST[month] for month in months):
        raise ValueError("should have a day that one of its months has")
    return written


def _numbers(text: str, field: _Field) -> set[int]:
    """`1-5/2` -> 1, 3, 5."""
    numbers: set[int] = set()
    for part in text.split(","):
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(f"should have a {field.name} such as {field.least}, {field.least}-{field.most} or *")
        first = _number(found["first"], field) if found["first"] else field.least
        open_end = found["step"] or not found["first"]
        last = _number(found["last"], field) if found["last"] else field.most if open_end else first
        step = int(found["step"] or 1)
        if first > last:
            raise ValueError(f"should have its {field.name} from a lower to a higher one")
        if not 0 < step <= field.most:
            raise ValueError(f"should have a step from 1 to {field.most} in its {field.name}")
        numbers.update(range(first, last + 1, step))
    return numbers


def _number(word: str, field: _Field) -> int:
    number = field.words.index(word) + field.least if word in field.words else int(word) if word.isdigit() else -1
    if not field.least <= number <= field.most:
        raise ValueError(f"should have a {field.name} from {field.least} to {field.most}")
    return number
