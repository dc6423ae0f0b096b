"""Arguments as people write them, brought to what macros take; what is unknown is answered with the nearest names.

A macro that is asked about an unknown company answers with an empty table, which reads like "nobody". Here it is an
error that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import duckdb
from rapidfuzz import process

from flows.asking.questions import OF, Question, question_called
from flows.faults import CommandError
from flows.finding import NotFound, find_person
from transforms.folding import fold
from warehouse.quoting import identifier, literal


def query(connection: duckdb.DuckDBPyConnection, question: Question, given: Mapping[str, str]) -> str:
    """The SELECT that asks a question of an open warehouse.

    given: parameter -> as written. Raises CommandError or NotFound for what can't be read or is not known.
    """
    arguments = {name: _argument(connection, question, name, text) for name, text in given.items()}
    is_about_owner = question.name == "me" or (OF in question.parameters and OF not in arguments)
    if is_about_owner and question.name not in _ASKED_BY_ANYONE and not _has_owner(connection):
        raise CommandError(
            f"{question.name} is about you, and [me] in the settings names nobody."
            + (" Say about whom: --of NAME." if OF in question.parameters else "")
        )
    if not question.is_macro:
        return f"from {identifier(question.name)}"
    called = ", ".join(f"{identifier(name)} := {value}" for name, value in arguments.items())
    return f"from {identifier(question.name)}({called})"


def _argument(connection: duckdb.DuckDBPyConnection, question: Question, name: str, text: str) -> str:
    """The value as SQL writes it."""
    read = None if question.name in _SEARCHES else _READ.get(name)
    return read(connection, name, text) if read else literal(text)


def _person(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    return literal(find_person(connection, text).person_id)


def _company(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    if not _is_organization(connection, text):
        raise CommandError(f"No organization is called {text!r}. {_nearest_organizations(connection, text)}")
    return literal(text)


def _person_or_company(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    try:
        return _person(connection, name, text)
    except NotFound as error:
        if _is_organization(connection, text):
            return literal(text)
        raise NotFound(
            f"{error} No organization is called so either. {_nearest_organizations(connection, text)}"
        ) from None


def _one_of(select: str, noun: str) -> Callable[[duckdb.DuckDBPyConnection, str, str], str]:
    """Reads a word that must be one of those that a query lists, whatever its case and accents."""

    def read(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
        known = [row[0] for row in connection.execute(select).fetchall()]
        if not known:
            raise CommandError(f"No source tells any {noun}, so there is nothing to ask by {noun}.")
        if fold(text) not in map(fold, known):
            raise CommandError(f"No {noun} is called {text!r}. {_nearest(text, known)}")
        return literal(text)

    return read


def _skills(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    return f"[{', '.join(_skill(connection, name, part.strip()) for part in text.split(',') if part.strip())}]"


def _about(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    return literal(question_called(connection, text.partition("(")[0]).name)


def _number(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise CommandError(f"--{name} wants a number from 1, not {text!r}.")
    return str(int(text))


def _day(connection: duckdb.DuckDBPyConnection, name: str, text: str) -> str:
    try:
        return f"date {literal(date.fromisoformat(text).isoformat())}"
    except ValueError:
        raise CommandError(f"--{name} wants a day as 2026-01-31, not {text!r}.") from None


def _has_owner(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("select me() is not null").fetchall() == [(True,)]


def _is_organization(connection: duckdb.DuckDBPyConnection, text: str) -> bool:
    return bool(connection.execute("from organizations_called(?) limit 1", [text]).fetchall())


def _nearest_organizations(connection: duckdb.DuckDBPyConnection, text: str) -> str:
    rows = connection.execute("select name, similarity from organizations_like(?) limit 3", [text]).fetchall()
    near = ", ".join(name for name, similarity in rows if similarity >= _NEAR or similarity == rows[0][1])
    return f"The nearest: {near}." if near else "Nothing that is known comes near it."


def _nearest(text: str, known: list[str]) -> str:
    near = [each for each, *_ in process.extract(text, known, processor=fold, limit=3, score_cutoff=50)]
    return f"The nearest: {', '.join(near)}." if near else f"There is {', '.join(known[:5])} …"


_skill = _one_of("select distinct skill from person_skill order by 1", "skill")

_NEAR = 0.8
"""Similarity from which an organization is worth naming beside a nearer one."""

_SEARCHES = ("organizations_like",)
"""Questions whose words need name nothing that is known."""

_ASKED_BY_ANYONE = ("insiders", "insiders_in", "former_insiders", "job_changes", "moves")
"""Questions that without `of` and without an owner are answered of everybody."""

_READ: Mapping[str, Callable[[duckdb.DuckDBPyConnection, str, str], str]] = {
    OF: _person,
    "about": _about,
    "id": _person,
    "target": _person_or_company,
    "company": _company,
    "industry": _one_of("select distinct industry from organization where industry is not null order by 1", "industry"),
    "skill": _skill,
    "skills": _skills,
    "since": _day,
    "tie_kind": _one_of("select unnest(enum_range(null::tie_kind))::varchar", "kind of tie"),
    "n": _number,
    "k": _number,
    "days": _number,
}
"""How a parameter is read, by its name; any other is taken as text."""
