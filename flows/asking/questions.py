"""What a warehouse can be asked, and with what: read from the warehouse itself, so that no list is kept here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import duckdb
from rapidfuzz import process

from flows.faults import CommandError

OF = "of"
"""The parameter that says about whom; without it every macro means the owner."""


class Question(NamedTuple):
    """A table or a macro. parameters: name -> whether it must be given, in order; empty for a table. meaning: a row."""

    name: str
    call: str
    is_macro: bool
    parameters: Mapping[str, bool]
    meaning: str


def questions(connection: duckdb.DuckDBPyConnection) -> dict[str, Question]:
    """All tables and macros of an open warehouse by name."""
    rows = connection.execute(
        "select name, kind, meaning from help() where kind in ('table', 'macro') order by name"
    ).fetchall()
    return {call.partition("(")[0]: _question(call, kind, meaning) for call, kind, meaning in rows}


def question_called(connection: duckdb.DuckDBPyConnection, name: str) -> Question:
    """The question of that name, whatever its case; raises CommandError, which names the nearest, for none."""
    known = questions(connection)
    written = name.lower().replace("-", "_")
    if written not in known:
        nearest = ", ".join(each for each, *_ in process.extract(written, known.keys(), limit=3))
        raise CommandError(f"Nothing is called {name!r}. The nearest: {nearest}. All there is: reknit ask help.")
    return known[written]


def given(question: Question, words: Sequence[str]) -> dict[str, str]:
    """What was written for which parameter: `acme --role data` is {"company": "acme", "role": "data"}.

    words: `--name value`, `--name=value`, or values alone for the parameters in their order.
    Raises CommandError for a name or a value too many, and for one that must be given and is not.
    """
    named: dict[str, str] = {}
    alone: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--"):
            alone.append(word)
            continue
        name = word.removeprefix("--").partition("=")[0].replace("-", "_")
        if name not in question.parameters:
            raise CommandError(f"{question.name} has no --{name}. {_usage(question)}")
        if "=" in word:
            named[name] = word.partition("=")[2]
        elif waiting:
            named[name] = waiting.pop(0)
        else:
            raise CommandError(f"--{name} wants a value after it. {_usage(question)}")
    free = [name for name in question.parameters if name not in named]
    if len(alone) > len(free):
        raise CommandError(f"{question.name} does not take {alone[len(free)]!r}. {_usage(question)}")
    named |= dict(zip(free, alone, strict=False))
    missing = [name for name, is_required in question.parameters.items() if is_required and name not in named]
    if missing:
        raise CommandError(f"{question.name} wants --{missing[0]}. {_usage(question)}")
    return named


def _question(call: str, kind: str, meaning: str) -> Question:
    name, _, inside = call.removesuffix(")").partition("(")
    parameters = {
        parameter.partition(" := ")[0]: " := " not in parameter for parameter in inside.split(", ") if parameter
    }
    return Question(name, call, kind == "macro", parameters, meaning)


def _usage(question: Question) -> str:
    if not question.is_macro:
        return f'It is a table: reknit sql "from {question.name} where …".'
    options = [f"--{name} …" if required else f"[--{name} …]" for name, required in question.parameters.items()]
    return f"It is asked so: reknit ask {' '.join([question.name, *options])}"
