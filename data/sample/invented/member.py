"""A file inside LinkedIn's archive, and the ways its files write moments."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from .dice import Dice
from .export import People

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "linkedin.toml").read_text(encoding="utf-8"))
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Member(NamedTuple):
    """Its text, and who its records are about."""

    content: str
    people: People


def moment(dice: Dice, day: date) -> datetime:
    """Some waking moment of that day."""
    return datetime.combine(day, time(dice.number(6, 21), dice.number(0, 59), dice.number(0, 59)))


def american(at: datetime, digits: int = 1) -> str:
    """3/14/19, 9:10 AM; with digits=2, 03/14/19, 09:10 AM."""
    hour, half = at.hour % 12 or 12, "AM" if at.hour < 12 else "PM"
    return f"{at.month:0{digits}}/{at.day:0{digits}}/{at.year % 100:02}, {hour:0{digits}}:{at.minute:02} {half}"


def month(day: date) -> str:
    """Oct 2011."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def connected(day: date) -> str:
    """06 Sep 2023."""
    return f"{day.day:02} {month(day)}"
