"""Values of properties made plain: escapes undone, components and lists taken apart, labels and dates read."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_ESCAPE: Final = re.compile(r"\\([\\,;:nN])")
_COMPONENTS: Final = re.compile(r"((?:[^\\;]|\\.|\\\Z)*)(?:;|\Z)", re.DOTALL)
_LIST: Final = re.compile(r"((?:[^\\,]|\\.|\\\Z)*)(?:,|\Z)", re.DOTALL)
_APPLE_LABEL: Final = re.compile(r"_?\$!<(.*)>!\$_?\Z", re.DOTALL)
_DATE: Final = re.compile(
    r"""(?: (?P<year>[0-9]{4}) (?: -?(?P<month>[0-9]{2}) (?: -?(?P<day>[0-9]{2}) )? )?  # 1985, 1985-04, 19850412
          | (?P<year_>[0-9]{4}) [-/.] (?P<month_>[0-9]{1,2}) [-/.] (?P<day_>[0-9]{1,2}) # 1985/4/12
          | -- (?P<month__>[0-9]{2}) (?: -?(?P<day__>[0-9]{2}) )?                        # --0412, --04
          | --- (?P<day___>[0-9]{2})                                                     # ---12
        ) (?: [T ] .* )? \Z""",
    re.VERBOSE | re.DOTALL,
)
_MOMENT: Final = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:T[0-9:.,]+(?:Z|[+-][0-9:]+)?)?\Z")

NO_LABELS: Final = frozenset(
    "pref internet voice text textphone msg video x400 intl dom postal parcel other x-internet uri none".split()
)
"""Types that say nothing about where or for what an address is."""

NO_YEAR: Final = 1604
"""What Apple writes for the year of a birthday without one."""


def unescaped(value: str) -> str:
    r"""The text: \n is a line break, and of \, \; \: and \\ the backslash goes. The same in every version.

    vCard 2.1 knows only \; but Android and Apple write all of them in it.
    """
    if "\\" in value:
        value = _ESCAPE.sub(lambda escape: "\n" if escape[1] in "nN" else escape[1], value)
    return value.replace("\0", "").strip() if "\0" in value else value.strip()


def components(value: str) -> list[str]:
    """The parts between semicolons, unescaped."""
    if "\\" not in value:
        return [part.strip() for part in value.split(";")]
    return [unescaped(part) for part in _COMPONENTS.findall(value)]


def listed(value: str) -> list[str]:
    """The non-empty parts between commas, unescaped."""
    return [part for part in map(unescaped, _LIST.findall(value)) if part]


@lru_cache(4096)
def label_of(types: tuple[str, ...], written: str | None) -> str | None:
    """The label of a group if it has one (`_$!<HomeFAX>!$_` is homefax), else the telling types: `fax work`."""
    if written:
        apple = _APPLE_LABEL.match(written)
        return (apple[1] if apple else written).strip().lower() or None
    telling = {kind.removeprefix("x-") for kind in types if kind not in NO_LABELS}
    return " ".join(sorted(telling)) or None


def birthday(value: str, omitted_year: str | None = None) -> tuple[int | None, int | None, int | None] | None:
    """(year, month, day), each None when not said; None for what is no date, or none that exists.

    omitted_year: the year that stands for none, as X-APPLE-OMIT-YEAR says it.
    """
    found = _DATE.match(value)
    if found is None:
        return None
    said = {name.rstrip("_"): int(digits) for name, digits in found.groupdict().items() if digits}
    year, month, day = said.get("year"), said.get("month"), said.get("day")
    if year in (0, NO_YEAR) or str(year) == omitted_year:
        year = None
    month, day = month or None, day or None
    if month is not None and month > 12:
        return None
    if day is not None and day > (monthrange(year or 2000, month)[1] if month else 31):
        return None
    return None if year is month is day is None else (year, month, day)


def moment(value: str) -> datetime | None:
    """When a card was last changed (REV), in UTC, naive; None for what is no moment. No zone is UTC."""
    if not _MOMENT.match(value):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
