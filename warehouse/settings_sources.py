"""The [[source]] tables: each a name, a connector, perhaps a schedule, and the options of its connector."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from warehouse.settings_problems import Findings, validated
from warehouse.settings_schedule import Schedule, scheduled

OWNER_SOURCE = "me"
"""The built-in source that [me] becomes."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_OURS = ("name", "connector", "schedule")
"""Keys of every [[source]]; the others are its connector's."""


class Source(BaseModel):
    """One [[source]].

    options: the connector's own model, its paths absolute.
    schedule: when this source is synced by itself; None for no more often than all of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str
    connector: str
    options: SerializeAsAny[BaseModel]
    schedule: Schedule | None = None


def sources(
    tables: Mapping[str, Any],
    option_models: Mapping[str, type[BaseModel]],
    context: Mapping[str, Any],
    findings: Findings,
) -> Iterator[Source]:
    """Each [[source]] that is right; the others leave their problems in the findings.

    context: what the validators of options get; `folder` is the settings' own.
    """
    tables_of_sources = tables.get("source")
    names: dict[str, int] = {}
    for position, table in enumerate(tables_of_sources if isinstance(tables_of_sources, list) else ()):
        location = ("source", position)
        if not isinstance(table, dict):
            findings.add(location, "should be a table: [[source]]")
            continue
        wrong = _wrong_name(table.get("name"), names)
        if wrong:
            findings.add((*location, "name"), wrong)
        else:
            names[table["name"]] = position
        schedule = scheduled(table["schedule"], (*location, "schedule"), findings) if "schedule" in table else None
        connector = table.get("connector")
        if not isinstance(connector, str) or connector not in option_models:
            findings.add((*location, "connector"), _wrong_connector(connector, option_models))
            continue
        written = {key: value for key, value in table.items() if key not in _OURS}
        if "path" in written:
            written["path"] = _absolute(written["path"], context["folder"])
        options = validated(option_models[connector], written, location, findings, context, _OURS)
        if options and not wrong:
            yield Source(name=table["name"], connector=connector, options=options, schedule=schedule)


def _wrong_name(name: Any, names: Mapping[str, int]) -> str | None:
    """What is wrong with a source's name; names: those above it and their positions."""
    if name is None:
        return "is missing; it is what status and provenance call this source"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return "should be small letters, digits, - and _, and start with a letter or digit"
    if name == OWNER_SOURCE:
        return f'can\'t be "{OWNER_SOURCE}", which is the source that [me] makes'
    return f"is also the name of source {names[name] + 1}" if name in names else None


def _wrong_connector(connector: Any, known: Iterable[str]) -> str:
    names = ", ".join(sorted(known))
    if connector is None:
        return f"is missing; there are {names}"
    if not isinstance(connector, str):
        return f"should be text, one of {names}"
    close = get_close_matches(connector, known, 1)
    meant = f'did you mean "{close[0]}"? There are' if close else "there are"
    return f'"{connector}" is not known; {meant} {names}'


def _absolute(path: Any, folder: Path) -> Any:
    """A path, a glob or a list of them, with relative ones below the folder; anything else as it is."""
    if isinstance(path, list):
        return [_absolute(one, folder) for one in path]
    if not isinstance(path, str) or not path:
        return path
    # Every path is a pattern to a connector, and a folder named "a[b]" must not become part of it.
    return str(Path(glob.escape(str(folder)), Path(path).expanduser()))
