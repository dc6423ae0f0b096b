"""When flows run by themselves: [schedule] for whole flows, `schedule` in a [[source]] for that source alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from warehouse.settings_problems import Findings, Location, nearest, validated
from warehouse.settings_values import Cron, Interval, Timezone

EXAMPLE = '{ cron = "15 * * * *", timezone = "Europe/Berlin" }'


class Schedule(BaseModel):
    """A cron line or an interval. timezone: None is the machine's own."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    cron: Cron | None = None
    interval: Interval | None = None
    timezone: Timezone | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Schedule:
        if (self.cron is None) == (self.interval is None):
            raise ValueError("should have either cron or interval")
        return self


def schedules(table: Mapping[str, Any], flows: Mapping[str, str] | None, findings: Findings) -> dict[str, Schedule]:
    """The schedules of [schedule] by flow; those that are wrong leave their problems in the findings.

    flows: every flow there is, and why it can't run by itself: "" when it can. None: any name will do.
    """
    found = {}
    for flow, entry in table.items():
        location = ("schedule", flow)
        if flows is not None and flow not in flows:
            can = [name for name, reason in flows.items() if not reason]
            findings.add(location, f"is no flow that can be scheduled{nearest(flow, can)}")
        elif flows is not None and flows[flow]:
            findings.add(location, flows[flow])
        schedule = scheduled(entry, location, findings)
        if schedule:
            found[flow] = schedule
    return found


def scheduled(entry: Any, location: Location, findings: Findings) -> Schedule | None:
    """One schedule as the file has it, or None and what is wrong with it among the findings."""
    if isinstance(entry, dict):
        return validated(Schedule, entry, location, findings)
    findings.add(location, f"should be a table, such as {EXAMPLE}")
    return None
