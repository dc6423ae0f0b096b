"""Settings from the environment, over those of the file.

    REKNIT_WAREHOUSE__FOLDER=/srv/reknit      [warehouse] folder
    REKNIT_ME__EMAILS='["ada@example.org"]'   [me] emails
    REKNIT_SOURCE__WORK_MAIL__PORT=1993       the [[source]] named work-mail: port
    REKNIT_ORGANIZATION__ACME_AG__SIZE=120    the [[organization]] named Acme AG: size
    REKNIT_AS_OF=2024-05-03                   short for REKNIT_WAREHOUSE__AS_OF

Two underscores go one table down; a source or an organization goes by its name, in capitals and with _ for whatever is
no letter from A to Z and no digit. A value is read as TOML if it is TOML, else as text. An empty variable sets nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from warehouse.settings_problems import Location, Problem

SETTINGS = "REKNIT_SETTINGS"
PREFIX = "REKNIT_"
NOT_SETTINGS = ("REKNIT_SECRET_", "REKNIT_TEST_")
"""Variables that begin so are no settings: secrets for { env = … } to name, and switches of our own tests."""
SHORT = {"AS_OF": "WAREHOUSE__AS_OF"}
TABLES = ("warehouse", "me", "source", "organization", "schedule", "prefect", "artifacts", "notify")
LISTS = ("source", "organization")
"""Tables that there may be several of, each with a name."""


def override(tables: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[Location, str], list[Problem]]:
    """Put the environment's settings into the file's tables.

    Returns which variable set which location, and the variables that set nothing.
    """
    exempt = {SETTINGS, *_named_by_references(tables)}
    variables: dict[Location, str] = {}
    problems = []
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable.startswith(NOT_SETTINGS) or variable in exempt:
            continue
        if not environ[variable]:
            continue
        rest = variable.removeprefix(PREFIX)
        location = _location(SHORT.get(rest, rest), tables)
        if isinstance(location, str):
            problems.append(Problem(variable, location))
        elif location in variables:
            problems.append(Problem(variable, f"sets the same as {variables[location]}; keep one of them"))
        elif not _put(tables, location, toml_or_text(environ[variable])):
            problems.append(Problem(variable, "goes below a value that is not a table"))
        else:
            variables[location] = variable
    return variables, problems


def toml_or_text(written: str) -> Any:
    """`993` -> 993, `["a"]` -> a list, `ada` -> the text itself."""
    try:
        found = tomllib.loads(f"value = {written}")
    except tomllib.TOMLDecodeError:
        return written
    # A second line could set keys of its own.
    return found["value"] if len(found) == 1 else written


def _named_by_references(value: Any) -> Iterator[str]:
    """Variables that { env = … } references name: REKNIT_MAIL_PASSWORD is a likely choice and sets no key."""
    if isinstance(value, dict) and isinstance(value.get("env"), str):
        yield value["env"]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for found in inner:
        yield from _named_by_references(found)


def _location(rest: str, tables: Mapping[str, Any]) -> Location | str:
    """("source", 1, "port") for SOURCE__WORK__PORT, else the sentence that says why it sets nothing."""
    table, _, below = rest.partition("__")
    if table.lower() not in TABLES or not below:
        written = [*SHORT, *(f"{name.upper()}__" for name in TABLES)]
        close = get_close_matches(f"{table}__", written, 1) or get_close_matches(rest, written, 1)
        known = ", ".join(f"{PREFIX}{name}{'…' * name.endswith('__')}" for name in written)
        return "sets nothing; " + (f"did you mean {PREFIX}{close[0]}{below}?" if close else f"there are {known}")
    if table.lower() not in LISTS:
        return (table.lower(), *below.lower().split("__"))
    return _listed_location(table.lower(), below, tables)


def _listed_location(table: str, below: str, tables: Mapping[str, Any]) -> Location | str:
    """Where WORK_MAIL__PORT goes among the [[source]] tables."""
    listed = tables.get(table, [])
    names: dict[str, list[int]] = {}
    for position, one in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(one, dict) and isinstance(one.get("name"), str):
            names.setdefault(re.sub("[^A-Z0-9]", "_", one["name"].upper()), []).append(position)
    # The longest, as one name may go on where another ends: a and a__b.
    name = max((name for name in names if below.startswith(f"{name}__")), key=len, default=None)
    if name is None:
        close = get_close_matches(below.partition("__")[0], names, 1)
        if close:
            near = f"{PREFIX}{table.upper()}__{close[0]}__{below.partition('__')[2]}"
            return f"names no {table}; did you mean {near}?"
        return f"names no {table}; " + (f"there are {', '.join(sorted(names))}" if names else "there are none")
    if len(names[name]) > 1:
        return f"could mean more than one {table}; rename one of them"
    keys = below.removeprefix(f"{name}__").lower().split("__")
    if keys[0] == "name":
        return f"can't rename {'an' if table == 'organization' else 'a'} {table}"
    return (table, names[name][0], *keys)


def _put(tables: dict[str, Any], location: Location, value: Any) -> bool:
    """Set the value there, with the tables on the way; False when something else is in the way."""
    at: Any = tables
    for key in location[:-1]:
        if isinstance(key, str) and isinstance(at, dict):
            at = at.setdefault(key, {})
        elif isinstance(key, int):
            at = at[key]
        if not isinstance(at, dict | list):
            return False
    if not isinstance(at, dict):
        return False
    at[location[-1]] = value
    return True
