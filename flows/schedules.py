"""Schedules of the settings as Prefect's, which mean the same moments each time they are made."""

from __future__ import annotations

import warnings
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from tzlocal import get_localzone_name

from warehouse.settings_schedule import Schedule

MONDAY = (2024, 1, 1)
"""From whose midnight intervals are counted. Prefect's own anchor is now, which would shift with each start."""


def scheduled(schedule: Schedule) -> CronSchedule | IntervalSchedule:
    """In the schedule's time zone, else the machine's."""
    zone = schedule.timezone or _own_zone()
    if schedule.cron is not None:
        return CronSchedule(cron=schedule.cron, timezone=zone)
    assert schedule.interval is not None
    anchor = datetime(*MONDAY, tzinfo=ZoneInfo(zone))
    return IntervalSchedule(interval=schedule.interval, anchor_date=anchor, timezone=zone)


def _own_zone() -> str:
    """The machine's zone by its name, as an offset would not know of summer time; UTC where none is set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            name = get_localzone_name()
            return ZoneInfo(name).key if name else "UTC"
        except (ZoneInfoNotFoundError, ValueError):
            return "UTC"
