"""The settings: one reknit.toml and the environment, checked as a whole, as one frozen object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from warehouse.settings_environment import LISTS, SETTINGS, TABLES, override
from warehouse.settings_file import read_tables
from warehouse.settings_organizations import Organization, organizations
from warehouse.settings_problems import (
    WRITTEN_OUT,
    Findings,
    Model,
    SettingsError,
    nearest,
    validated,
    written_out_secrets,
)
from warehouse.settings_schedule import Schedule, schedules
from warehouse.settings_sources import Source, sources
from warehouse.settings_values import Day, Email, Name, Region, Text

FILE = "reknit.toml"


class _Table(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Warehouse(_Table):
    folder: Text = "data"
    as_of: Day | None = None


class _Nothing(_Table):
    """A table in which nothing may be said."""


class Me(_Table):
    """The owner; empty for a warehouse of nobody in particular, such as an alumni office's.

    region: where a phone number without country code is from, unless its source says; ISO 3166, two letters.
    """

    names: tuple[Text, ...] = ()
    emails: tuple[Email, ...] = ()
    phones: tuple[Text, ...] = ()
    urls: tuple[Text, ...] = ()
    region: Region | None = None


class Prefect(_Table):
    """What this warehouse is called in Prefect: its work pool, its deployments, and the tag of both."""

    name: Name = "reknit"


class Artifacts(_Table):
    """What a run may show of itself in Prefect. personal: names of people, beside counts."""

    personal: bool = False


class Settings(_Table):
    """Everything a run is told from outside. Paths are absolute.

    folder: where the archive, the cache and the warehouse are.
    as_of: the day that answers are given for; None for the day of the run.
    organizations: what the owner knows of companies and schools.
    schedule: when a flow runs by itself, by its name.
    notify: who is told of a failed run; of the model that `load` was given, None when nobody is.
    """

    path: Path
    folder: Path
    as_of: date | None = None
    me: Me = Me()
    sources: tuple[Source, ...] = ()
    organizations: tuple[Organization, ...] = ()
    schedule: Mapping[str, Schedule] = Field(default_factory=dict)
    prefect: Prefect = Prefect()
    artifacts: Artifacts = Artifacts()
    notify: SerializeAsAny[BaseModel] | None = None

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
    flows: Mapping[str, str] | None = None,
    notify: type[BaseModel] | None = None,
) -> Settings:
    """The settings of a file and the environment.

    path: what --settings says, or None.
    option_models: connector name -> the model of its options.
    blocks: the value of a Prefect Secret block by name; without it, { block = … } can't be revealed.
    flows: every flow, and why it can't be scheduled: "" when it can; without it, any name may be scheduled.
    notify: the model of [notify]; without it, that table is refused.
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

    def part(model: type[Model], name: str) -> Model | None:
        return validated(model, _table(tables, name), (name,), findings, context)

    warehouse, me, prefect, artifacts = (
        part(_Warehouse, "warehouse"),
        part(Me, "me"),
        part(Prefect, "prefect"),
        part(Artifacts, "artifacts"),
    )
    found = [*sources(tables, option_models, context, findings)]
    known = [*organizations(tables, findings)]
    schedule = schedules(_table(tables, "schedule"), flows, findings)
    told = part(notify or _Nothing, "notify") if "notify" in tables else None
    problems = findings.problems(tables, variables) + problems
    if problems or not (warehouse and me and prefect and artifacts):
        raise SettingsError(problems, file.name)
    return Settings(
        path=file,
        folder=file.parent / Path(warehouse.folder).expanduser(),
        as_of=warehouse.as_of,
        me=me,
        sources=tuple(found),
        organizations=tuple(known),
        schedule=schedule,
        prefect=prefect,
        artifacts=artifacts,
        notify=told,
    )


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The table, or an empty one."""
    found = tables.get(name)
    return found if isinstance(found, dict) else {}


def _check_tables(tables: Mapping[str, Any], findings: Findings) -> None:
    for name, found in tables.items():
        if name not in TABLES:
            findings.add((name,), f"is not a table of the settings{nearest(name, TABLES)}")
        elif name in LISTS and isinstance(found, dict):
            findings.add((name,), f"should have two brackets: [[{name}]]")
        elif not isinstance(found, list if name in LISTS else dict):
            findings.add((name,), "should be a table" + (f": [[{name}]]" if name in LISTS else ""))
