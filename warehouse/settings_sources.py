"""The [[source]] tables: each a name, a connector and the options that its connector understands."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from warehouse.settings_problems import Findings, validated

OWNER_SOURCE = "me"
"""The built-in source that [me] becomes."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def sources(
    tables: Mapping[str, Any],
    option_models: Mapping[str, type[BaseModel]],
    context: Mapping[str, Any],
    findings: Findings,
) -> Iterator[tuple[str, str, BaseModel]]:
    """Name, connector and options of each [[source]] that is right; the others leave their problems in the findings.

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
        connector = table.get("connector")
        if not isinstance(connector, str) or connector not in option_models:
            findings.add((*location, "connector"), _wrong_connector(connector, option_models))
            continue
        written = {key: value for key, value in table.items() if key not in ("name", "connector")}
        if "path" in written:
            written["path"] = _absolute(written["path"], context["folder"])
        options = validated(option_models[connector], written, location, findings, context, ("name", "connector"))
        if options and not wrong:
            yield table["name"], connector, options


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
