"""Finding the person someone means by an id, an e-mail address or a name."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
from rapidfuzz import process

from transforms.addresses import address_key
from transforms.folding import fold
from transforms.names import name_key


class Found(NamedTuple):
    """Who was meant. profile_id: the profile whose id was given, else one of theirs that has the name or address."""

    person_id: str
    profile_id: str
    name: str


class NotFound(Exception):
    """Nobody, or several people, are called so; the text names the nearest ones or the ids to choose from."""


def find_person(connection: duckdb.DuckDBPyConnection, words: str) -> Found:
    """The one person whom `words` means; raises NotFound when that is nobody or not one."""
    by_id = connection.execute(_BY_ID, [words.strip()]).fetchall()
    if by_id:
        return Found(*by_id[0])
    keys = address_key(words) or "", name_key(words) or ""
    found = connection.execute(_BY_VALUE, keys).fetchall()
    if len(found) > 1:
        ids = "; ".join(f"{person_id} ({known_as})" for person_id, _, known_as in found)
        raise NotFound(f"{len(found)} people are meant by {words!r}; say which by id: {ids}.")
    if not found:
        raise NotFound(f"Nobody is known as {words!r}. {_nearest(connection, words)}")
    person_id, name, _ = found[0]
    return Found(person_id, _profile(connection, person_id, *keys), name)


def _profile(connection: duckdb.DuckDBPyConnection, person_id: str, email: str, name: str) -> str:
    """The profile that says so: always the same one, so that `split` by the words of a `merge` takes that back."""
    said = connection.execute(_SAID, [person_id]).fetchall()
    return min(
        (
            profile_id
            for profile_id, attribute, value in said
            if (address_key(value) == email if attribute == "email" else name_key(value) == name)
        ),
        default=person_id,
    )


def _nearest(connection: duckdb.DuckDBPyConnection, words: str) -> str:
    known = [row[0] for row in connection.execute(_ADDRESSES if "@" in words else _NAMES).fetchall()]
    near = [name for name, *_ in process.extract(words, known, processor=fold, limit=3, score_cutoff=60)]
    return f"The nearest: {', '.join(near)}." if near else "Nothing that is known comes near it."


_NAMES = "select distinct name from person_name order by 1"
_ADDRESSES = "select distinct email from person_email order by 1"

_BY_ID = """
select person_id, any_id, coalesce(person.name, 'someone without a name')
from known_id
join person using (person_id)
where any_id = ?
"""

_BY_VALUE = """
select
    person_id,
    coalesce(person.name, 'someone without a name'),
    concat_ws(', ', organization, email, if(source_count = 1, '1 source', source_count || ' sources'))
from person
where person_id in (
    select person_id from person_email where email_key = ?
    union
    select person_id from person_name where name_key = ?
)
order by person_id
"""

_SAID = """
select profile_id, attribute, value
from provenance
where person_id = ?
    and attribute in ('email', 'name')
"""
