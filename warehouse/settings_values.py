"""The kinds of value that settings have beside plain text, each with the sentence that says what it should be."""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from warehouse.settings_cron import cron_line


def _day(value: Any) -> date:
    """A date of TOML, or its ISO text; a number is no day (pydantic would count seconds from 1970)."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if type(day) is not date:
        raise ValueError("should be a date, such as 2024-05-03")
    return day


def _region(value: str) -> str:
    region = value.upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        hint = '; the United Kingdom is "GB"' if region == "UK" else ""
        raise ValueError(f'should be a country in the two letters of ISO 3166, such as "DE"{hint}')
    return region


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", value):
        raise ValueError("should be small letters, digits and -, and start with a letter or digit")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError("should be an e-mail address")
    return value


def _interval(value: Any) -> timedelta:
    found = re.fullmatch(r"([1-9][0-9]{0,3}) ?([mhdw])", value) if isinstance(value, str) else None
    if not found:
        raise ValueError('should be a number and m, h, d or w, such as "30m" or "6h"')
    unit = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        close = get_close_matches(value, available_timezones(), 1)
    else:
        return value
    raise ValueError("should be a time zone, such as " + (f'"{close[0]}"' if close else '"Europe/Berlin"'))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[Text, AfterValidator(_name)]
Region = Annotated[Text, AfterValidator(_region)]
Email = Annotated[Text, AfterValidator(_email)]
Cron = Annotated[Text, AfterValidator(cron_line)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]
Timezone = Annotated[Text, AfterValidator(_timezone)]
