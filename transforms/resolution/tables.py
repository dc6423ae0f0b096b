"""The tables that go into resolution and come out of it."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

_TEXT, _BIGINT, _INT, _BOOL, _DOUBLE = pa.string(), pa.int64(), pa.int32(), pa.bool_(), pa.float64()

PROFILE_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "profile": {
        "profile_id": _TEXT,
        "source": _TEXT,
        "first_landed_seq": _BIGINT,
        "is_owner": _BOOL,
        "is_correspondent": _BOOL,
        "snapshot_group": _TEXT,
    },
    "name": {"profile_id": _TEXT, "name_key": _TEXT, "given_key": _TEXT, "family_key": _TEXT, "kind": _TEXT},
    "email": {"profile_id": _TEXT, "address_key": _TEXT},
    "phone": {"profile_id": _TEXT, "e164": _TEXT},
    "link": {"profile_id": _TEXT, "url_key": _TEXT, "link_kind": _TEXT},
    "birthday": {"profile_id": _TEXT, "year": _INT, "month": _INT, "day": _INT},
    "organization": {"profile_id": _TEXT, "organization_key": _TEXT},
    "place": {"profile_id": _TEXT, "locality_key": _TEXT, "country_key": _TEXT},
}
JUDGEMENT_COLUMNS: dict[str, pa.DataType] = {"verdict": _TEXT, "profile_a": _TEXT, "profile_b": _TEXT}


class Profiles(NamedTuple):
    """Every profile and its attributes in normal form; one row a value, no order, repetitions allowed.

    profile: is_correspondent: known from messages only. snapshot_group: profiles with the same non-null value are
        entries of one list that holds nobody twice.
    Rows of the other tables whose profile_id is not in `profile` are passed over, as are null keys.
    """

    profile: pa.Table
    name: pa.Table
    email: pa.Table
    phone: pa.Table
    link: pa.Table
    birthday: pa.Table
    organization: pa.Table
    place: pa.Table


class Resolution(NamedTuple):
    """Who is whom, and why.

    person: profile_id, person_id; one row a profile. person_id is the profile id that landed first of the person.
    match_pair: profile_id_a < profile_id_b, match_probability (0-1, before judgements), decision same | review |
        different, decided_by judgement | owner | conflict | certain | score: pairs worth telling of, not all pairs.
    match_evidence: profile_id_a, profile_id_b, fact, points (log2 of the likelihood ratio), why: for each such pair
        the facts whose points, summed, are the log2 odds of match_probability.
    """

    person: pa.Table
    match_pair: pa.Table
    match_evidence: pa.Table


def table(columns: dict[str, pa.DataType], rows: list[tuple[object, ...]]) -> pa.Table:
    """An Arrow table of these columns from rows; an empty one for no rows."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pa.table({name: pa.array(list(v), t) for (name, t), v in zip(columns.items(), values, strict=True)})
