"""What is wrong with the settings: everything at once, each problem with its place and never with a value.

A *location* is the path of a key in the file: ("source", 1, "password") is the password of the second [[source]].
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

WRITTEN_OUT = 'is written out; use { env = "…" }, { file = "…" }, { command = ["…"] } or { block = "…" }'

_LOOKS_SECRET = re.compile(r"(password|passwd|passphrase|token|secret|api[_-]?key)$", re.IGNORECASE)


class Problem(NamedTuple):
    """One thing to mend: where (`source 2 (imap_mail, work)`), and a sentence that starts with the key."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


class SettingsError(Exception):
    """The settings can't be used; `problems` are all that was found. The text holds no value that could be secret.

    SettingsError
    ├── NoSettings        there is no file where one was looked for
    └── SettingsExist     there is one already, and it is not overwritten
    """

    def __init__(self, problems: list[Problem], file: str = "reknit.toml") -> None:
        super().__init__(problems, file)
        self.problems = problems
        self.file = file

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.file} has 1 problem: {self.problems[0]}"
        return "\n  ".join([f"{self.file} has {len(self.problems)} problems:", *map(str, self.problems)])


class NoSettings(SettingsError):
    """There is no settings file where one was looked for."""

    def __str__(self) -> str:
        return " ".join(problem.sentence for problem in self.problems)


class SettingsExist(SettingsError):
    """There is a settings file already, and it is not overwritten."""

    def __str__(self) -> str:
        return " ".join(problem.sentence for problem in self.problems)


class Findings:
    """What is wrong, by location; the first sentence about a location stands."""

    def __init__(self) -> None:
        self._sentences: dict[Location, str] = {}

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def add(self, location: Location, sentence: str) -> None:
        """Note what is wrong with the key at a location, without naming it: `is missing`."""
        self._sentences.setdefault(location, sentence)

    def problems(self, tables: Mapping[str, Any], overrides: Mapping[Location, str]) -> list[Problem]:
        """Each finding in words, table by table. overrides: location -> the environment variable that set it."""

        def place(location: Location) -> tuple[int, int]:
            position = location[1] if len(location) > 1 else 0
            return [*tables, location[0]].index(location[0]), position if isinstance(position, int) else 0

        return [
            _problem(location, self._sentences[location], tables, overrides)
            for location in sorted(self._sentences, key=place)
        ]


def _problem(
    location: Location, sentence: str, tables: Mapping[str, Any], overrides: Mapping[Location, str]
) -> Problem:
    above = [location[:length] for length in range(len(location), 0, -1)]
    variable = next((overrides[part] for part in above if part in overrides), None)
    table, keys = location[0], location[1:]
    where = f"[{table}]"
    if keys and isinstance(keys[0], int):
        where, keys = _listed(str(table), keys[0], tables), keys[1:]
    if not location[1:]:
        where, keys = "", (where if isinstance(tables.get(str(table)), dict | list) else table,)
    return Problem(f"{where} (set by {variable})" if variable else where, f"{in_words(keys)} {sentence}".strip())


def _listed(name: str, position: int, tables: Mapping[str, Any]) -> str:
    """`source 2 (imap_mail, work)`, as far as the table says."""
    table = tables[name][position]
    names = [table.get(key) for key in ("connector", "name")] if isinstance(table, dict) else []
    known = ", ".join(name for name in names if isinstance(name, str))
    return f"{name} {position + 1} ({known})" if known else f"{name} {position + 1}"


def in_words(keys: Location) -> str:
    """("columns", "note") -> `columns.note`; ("exclude", 0) -> `exclude, entry 1,`."""
    words = ""
    for key in keys:
        words += f", entry {key + 1}," if isinstance(key, int) else f".{key}" if words else key
    return words


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean "host"?`, or all that are known when none is near."""
    words = sorted(known)
    close = get_close_matches(word, words, 1)
    if close:
        return f'; did you mean "{close[0]}"?'
    return f"; there are {', '.join(words)}" if words else "; there are none"


def written_out_secrets(value: Any, location: Location = ()) -> Iterator[Location]:
    """Every key that is named like a secret and holds anything but a table or a switch."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, found in inner:
        if isinstance(key, str) and _LOOKS_SECRET.search(key) and not isinstance(found, dict | bool):
            yield (*location, key)
        else:
            yield from written_out_secrets(found, (*location, key))


def validated(
    model: type[Model],
    table: Mapping[str, Any],
    location: Location,
    findings: Findings,
    context: Mapping[str, Any] | None = None,
    more_keys: Iterable[str] = (),
) -> Model | None:
    """The table as a model, or None and its problems among the findings.

    more_keys: what else may be written in this table, beside the model's own.
    """
    try:
        return model.model_validate(table, context=dict(context or {}))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
    keys = {*more_keys, *(field.alias or name for name, field in model.model_fields.items())}
    found: dict[Location, list[str]] = {}
    for one in errors:
        key = _key(one["loc"], table, is_missing=one["type"] == "missing")
        found.setdefault(key, []).append(_sentence(one["type"], one["msg"], key, keys))
    for key, sentences in found.items():
        # One wrong entry inside a `date | dict` is an error of either member: the deeper one is the mistake.
        if not any(other[: len(key)] == key and other != key for other in found if key):
            findings.add((*location, *key), ", or ".join(dict.fromkeys(sentences)))
    return None


def _key(loc: tuple[str | int, ...], table: Any, is_missing: bool) -> Location:
    """The part of pydantic's loc that is written in the file; it also names the members of a union."""
    key: list[str | int] = []
    for part in loc:
        inner = dict(enumerate(table)) if isinstance(table, list) else table if isinstance(table, dict) else {}
        if part in inner:
            table = inner[part]
            key.append(part)
    return (*key, loc[-1]) if is_missing else tuple(key)


def _sentence(kind: str, message: str, key: Location, keys: Iterable[str]) -> str:
    """What pydantic found, without its subject and without the value."""
    if kind == "missing":
        return "is missing"
    if kind == "secret_written_out":
        return WRITTEN_OUT
    if kind == "extra_forbidden":
        return "is not a key here" + (nearest(str(key[0]), keys) if len(key) == 1 else "")
    if kind in ("value_error", "assertion_error"):
        if _LOOKS_SECRET.search(str(key[-1]) if key else ""):
            return "is refused"
        return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return re.sub(r"^\w+ should", "should", message)
