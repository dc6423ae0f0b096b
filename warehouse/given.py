"""The tables that models read and no SELECT makes: the day, what the settings say of organizations, our own lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from transforms.countries import countries
from transforms.folding import fold, folded_letters
from transforms.organizations import legal_forms, organization_words
from transforms.titles import SENIORITIES, title_words
from warehouse.quoting import identifier, literal
from warehouse.settings_organizations import Organization

_TEXT: Final = pa.string()


_TYPES: Final = {
    "post_kind": ("work", "education", "membership"),
    "post_basis": ("stated", "observed"),
    "seniority": SENIORITIES,
    "domain_kind": ("organization", "mailbox", "private", "unclear"),
    "interaction_kind": ("mail", "message", "invitation"),
    "direction": ("sent", "received", "other"),
    "party_role": ("from", "sender", "reply_to", "to", "cc", "bcc"),
    "rhythm": ("active", "cooling", "dormant", "unknown"),
    "tie_kind": ("personal", "work", "both"),
    "decision": ("same", "review", "different"),
}
"""Enumerated types of columns of `main`, their values in the order that sorting gives them."""


class _Column(NamedTuple):
    name: str
    type: pa.DataType
    meaning: str


class _Table(NamedTuple):
    """meaning: what one row is."""

    name: str
    meaning: str
    columns: Sequence[_Column]


_AS_OF: Final = _Table(
    "as_of", "The day that every answer is given for; one row.", [_Column("as_of", pa.date32(), "the day")]
)
_LETTER_FOLD: Final = _Table(
    "letter_fold",
    "One letter or sign that `folded` changes, and what becomes of it. Letters, marks and numbers that are not here "
    "stay as they are; any other sign is a blank.",
    [
        _Column("letter", _TEXT, "the character"),
        _Column("folded", _TEXT, "small, without accent, in Latin letters where we know them; may be empty"),
    ],
)
_LEGAL_FORM: Final = _Table(
    "legal_form",
    "One step of leaving out what the name of an organization may carry and nobody says, such as GmbH: the first that "
    "applies by rank, and again until none does. `organization_words` does so.",
    [
        _Column("rank", pa.int32(), "order in which they are tried"),
        _Column("place", _TEXT, "behind or before the other words, between two, or as prefix or suffix of a word"),
        _Column("form", _TEXT, "its words, folded"),
    ],
)
_COUNTRY: Final = _Table(
    "country",
    "One country.",
    [
        _Column("country_code", _TEXT, "its two letters of ISO 3166"),
        _Column("country", _TEXT, "its name in English"),
        _Column("domain", _TEXT, "end of its domains; null where the country sells them to everyone, as .io"),
    ],
)
_TITLE_WORD: Final = _Table(
    "title_word",
    "One word or phrase of job titles, and what it says. `job_function_of` reads a role by these.",
    [
        _Column("entry", _TEXT, "as folded; a hyphen before or behind it stands for the rest of a compound"),
        _Column("seniority", _TEXT, "what it says of standing; null when nothing"),
        _Column("job_function", _TEXT, "what it says of the field; null when nothing"),
        _Column("weight", pa.int32(), "of the field: 2 when named itself, 1 by who works in it, 0 by who leads"),
    ],
)
_SETTINGS_ORGANIZATION: Final = _Table(
    "settings_organization",
    "One organization of which the settings say something.",
    [
        _Column("organization_token_key", _TEXT, "the different words of its name, sorted"),
        _Column("name", _TEXT, "as written"),
        _Column("industry", _TEXT, "as written; null when not said"),
        _Column("industry_key", _TEXT, "its normal form"),
        _Column("country_code", _TEXT, "two letters of ISO 3166; null when not said"),
        _Column("kind", _TEXT, "work, education or membership; null when not said"),
        _Column("size", pa.int32(), "people there; null when not said"),
    ],
)
_SETTINGS_FORMER_NAME: Final = _Table(
    "settings_former_name",
    "One name that an organization had before, as the settings say.",
    [
        _Column("former_token_key", _TEXT, "the different words of that name, sorted"),
        _Column("former_name", _TEXT, "as written"),
        _Column("organization_token_key", _TEXT, "the words of its present name"),
    ],
)
_SETTINGS_DOMAIN: Final = _Table(
    "settings_domain",
    "One domain that the settings say is an organization's, with all below it.",
    [
        _Column("domain", _TEXT, "such as acme.example"),
        _Column("organization_token_key", _TEXT, "the words of the organization's name"),
    ],
)


def give_answers(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make the types of the models of `main`, and the tables with comments that they read besides each other's."""
    for name, values in _TYPES.items():
        connection.execute(f"create type {identifier(name)} as enum ({', '.join(map(literal, values))})")
    _give(connection, _AS_OF, [(as_of,)])
    _give(connection, _LETTER_FOLD, folded_letters())
    _give(connection, _LEGAL_FORM, legal_forms())
    _give(connection, _COUNTRY, countries())
    _give(connection, _TITLE_WORD, title_words())


def give_profiles(connection: duckdb.DuckDBPyConnection, organizations: Iterable[Organization]) -> None:
    """Make the tables of what the settings say of organizations, in the catalog `profiles`."""
    known, former, domains = [], dict[str | None, tuple[str, str | None]](), dict[str, str | None]()
    for said in organizations:
        words = organization_words(said.name)
        industry_key = fold(said.industry or "") or None
        known.append((words, said.name, said.industry, industry_key, said.country, said.kind, said.size))
        former |= {organization_words(name): (name, words) for name in said.formerly}
        domains |= dict.fromkeys(said.domains, words)
    _give(connection, _SETTINGS_ORGANIZATION, known, "profiles")
    # Who changes the legal form only has no other name by it.
    names = [(key, name, words) for key, (name, words) in former.items() if key != words]
    _give(connection, _SETTINGS_FORMER_NAME, names, "profiles")
    _give(connection, _SETTINGS_DOMAIN, domains.items(), "profiles")


def _give(connection: duckdb.DuckDBPyConnection, table: _Table, rows: Iterable[tuple[Any, ...]], *catalog: str) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [pa.array(values, column.type) for values, column in zip(columns, table.columns, strict=True)]
    name = identifier(*catalog, table.name)
    connection.register("given", pa.table(arrays, names=[column.name for column in table.columns]))
    connection.execute(f"create table {name} as from given")
    connection.unregister("given")
    connection.execute(f"comment on table {name} is {literal(table.meaning)}")
    for column in table.columns:
        connection.execute(f"comment on column {name}.{identifier(column.name)} is {literal(column.meaning)}")
