"""The settings: one reknit.toml and the environment, checked as a whole, as one frozen object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny, model_validator

from warehouse.settings_environment import SETTINGS, TABLES, override
from warehouse.settings_file import read_tables
from warehouse.settings_problems import (
    WRITTEN_OUT,
    Findings,
    SettingsError,
    nearest,
    validated,
    written_out_secrets,
)
from warehouse.settings_sources import sources
from warehouse.settings_values import Cron, Day, Email, Interval, Region, Text, Timezone

FILE = "reknit.toml"


class _Table(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Warehouse(_Table):
    folder: Text = "data"
    as_of: Day | None = None


class Me(_Table):
    """The owner; empty for a warehouse of nobody in particular, such as an alumni office's.

    region: where a phone number without country code is from, unless its source says; ISO 3166, two letters.
    """

    names: tuple[Text, ...] = ()
    emails: tuple[Email, ...] = ()
    phones: tuple[Text, ...] = ()
    urls: tuple[Text, ...] = ()
    region: Region | None = None


class Schedule(_Table):
    """When a flow runs by itself: a cron line or an interval. timezone: None is the machine's own."""

    flow: Text
    cron: Cron | None = None
    interval: Interval | None = None
    timezone: Timezone | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Schedule:
        if (self.cron is None) == (self.interval is None):
            raise ValueError("should have either cron or interval")
        return self


class Source(_Table):
    """One [[source]]. options: the connector's own model, its paths absolute."""

    name: str
    connector: str
    options: SerializeAsAny[BaseModel]


class Settings(_Table):
    """Everything a run is told from outside. Paths are absolute.

    folder: where the archive, the cache and the warehouse are.
    as_of: the day that answers are given for; None for the day of the run.
    """

    path: Path
    folder: Path
    as_of: date | None = None
    me: Me = Me()
    sources: tuple[Source, ...] = ()
    schedule: tuple[Schedule, ...] = ()

    @property
    def region(self) -> str | None:
        """The default phone region."""
        return self.me.region

    @property
    def archive_file(self) -> Path:
        """What can't be rebuilt."""
        return self.folder / "archive.duckdb"

    @property
    def cache_file(self) -> Path:
        """Staged claims and comparison levels; may be deleted."""
        return self.folder / "cache.duckdb"

    @property
    def warehouse_link(self) -> Path:
        """The symlink that people open; it points to the newest build."""
        return self.folder / "warehouse.duckdb"

    @property
    def key_file(self) -> Path:
        """The key of the profile ids, beside the archive."""
        return self.folder / "profile.key"

    @property
    def lock_file(self) -> Path:
        """What every writer holds."""
        return self.folder / "reknit.lock"


def settings_path(argument: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The settings file: from --settings, else REKNIT_SETTINGS, else ./reknit.toml; absolute, not looked at."""
    return cwd / Path(argument or environ.get(SETTINGS) or FILE).expanduser()


def load(
    path: Path | None,
    option_models: Mapping[str, type[BaseModel]],
    environ: Mapping[str, str],
    blocks: Callable[[str], str] | None = None,
) -> Settings:
    """The settings of a file and the environment.

    path: what --settings says, or None.
    option_models: connector name -> the model of its options.
    blocks: the value of a Prefect Secret block by name; without it, { block = … } can't be revealed.
    Raises SettingsError with every problem there is.
    """
    file = settings_path(path, environ, Path.cwd())
    tables = read_tables(file)
    variables, problems = override(tables, environ)
    findings = Findings()
    for location in written_out_secrets(tables):
        findings.add(location, WRITTEN_OUT)
    _check_tables(tables, findings)
    context = {"folder": file.parent, "blocks": blocks}
    warehouse = validated(_Warehouse, _table(tables, "warehouse"), ("warehouse",), findings)
    me = validated(Me, _table(tables, "me"), ("me",), findings)
    found = [*sources(tables, option_models, context, findings)]
    schedule = [*_schedule(_table(tables, "schedule"), findings)]
    problems = findings.problems(tables, variables) + problems
    if problems or not (warehouse and me):
        raise SettingsError(problems, file.name)
    return Settings(
        path=file,
        folder=file.parent / Path(warehouse.folder).expanduser(),
        as_of=warehouse.as_of,
        me=me,
        sources=tuple(Source(name=name, connector=kind, options=options) for name, kind, options in found),
        schedule=tuple(schedule),
    )


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The table, or an empty one."""
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _check_tables(tables: Mapping[str, Any], findings: Findings) -> None:
    for name, found in tables.items():
        if name not in TABLES:
            findings.add((name,), f"is not a table of the settings{nearest(name, TABLES)}")
        elif name == "source" and isinstance(found, dict):
            findings.add((name,), "should have two brackets: [[source]]")
        elif not isinstance(found, list if name == "source" else dict):
            findings.add((name,), "should be a table" + (": [[source]]" if name == "source" else ""))


def _schedule(table: Mapping[str, Any], findings: Findings) -> Iterator[Schedule]:
    for flow, entry in table.items():
        location = ("schedule", flow)
        if not isinstance(entry, dict):
            findings.add(location, 'should be a table, such as { cron = "15 * * * *", timezone = "Europe/Berlin" }')
            continue
        if "flow" in entry:
            findings.add((*location, "flow"), "is not a key here")
        found = validated(Schedule, {**entry, "flow": flow}, location, findings)
        if found:
            yield found
