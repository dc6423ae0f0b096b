"""Labelled people in ../shared/truth, as profiles; the address-book rule; how well a grouping agrees with the labels.

Rows of the labelled sets are used here and never shown: failures tell counts only.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from connectors.claims import Name
from tests.transforms.world import Said
from transforms.folding import fold
from transforms.resolution.people import components

FOLDER = Path(__file__).parents[4] / "shared" / "truth"


class Score(NamedTuple):
    """Pairwise, over all true pairs: 0-1."""

    precision: float
    recall: float
    f1: float


class Labelled(NamedTuple):
    """The profiles; by profile id who it is, and what the labels call them ("" for nothing)."""

    said: list[Said]
    truth: dict[str, str]
    name: dict[str, str]


def labelled(set_name: str) -> Labelled:
    """One set; rows in the file's order."""
    frame = pd.read_parquet(FOLDER / f"{set_name}.parquet")
    kind = set_name.split("_")[0].rstrip("0123456789")
    rows = [{str(k): v for k, v in row.items() if not _is_missing(v)} for row in frame.to_dict("records")]
    said = [_SAID[kind](str(row["id"]), row)._replace(landed=n) for n, row in enumerate(rows)]
    return Labelled(
        said,
        {str(row["id"]): str(row["truth"]) for row in rows},
        {str(row["id"]): str(row.get("amb_name", "")) for row in rows},
    )


def score(people: Labelled, person_of: dict[str, str]) -> Score:
    """Pairs of a grouping against the pairs of the labels; pairs of one amb_name and two labels are left out."""
    together = set(_pairs(person_of))
    true = set(_pairs(people.truth))
    unclear = {
        (a, b)
        for a, b in together - true
        if people.name[a] and people.name[a] == people.name[b]
    }  # fmt: skip
    right = len(together & true)
    precision = right / max(len(together - unclear), 1)
    recall = right / max(len(true), 1)
    return Score(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


def address_book_rule(people: Labelled) -> dict[str, str]:
    """Same e-mail, phone or page, or same folded full name of two words or more: connected, and no further question."""
    blocks = defaultdict(list)
    for one in people.said:
        name = fold(_whole(one.name))
        keys = [value.lower() for value in (*one.email, *one.phone, *one.link)] + ([name] if " " in name else [])
        for key in keys:
            blocks[key].append(one.profile_id)
    found = components((ids[0], other) for ids in blocks.values() for other in ids[1:])
    return {one.profile_id: found.get(one.profile_id, one.profile_id) for one in people.said}


def _pairs(group_of: dict[str, str]) -> Iterable[tuple[str, str]]:
    groups = defaultdict(list)
    for member, group in group_of.items():
        groups[group].append(member)
    return (pair for members in groups.values() for pair in combinations(sorted(members), 2))


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _birthday(text: str | None) -> tuple[int, int, int] | None:
    digits = (text or "").replace("-", "")
    return (int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 and digits.isdigit() else None


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else []


def _name(given: str | None, family: str | None) -> Name | None:
    return Name("", given=given, family=family) if given or family else None


def _whole(name: str | Name | None) -> str:
    return f"{name.given or ''} {name.family or ''}" if isinstance(name, Name) else name or ""


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _git(profile_id: str, row: dict[str, Any]) -> Said:
    return Said(profile_id, row.get("name"), email=_listed(row.get("email")), source="git")


def _synthetic(profile_id: str, row: dict[str, Any]) -> Said:
    said = Said(profile_id, row.get("name"), list(row["emails"]), list(row["phones"]), _listed(row.get("url")))
    return said._replace(birthday=_birthday(row.get("dob")), organization=_listed(row.get("org")), source=row["source"])


def _fake(profile_id: str, row: dict[str, Any]) -> Said:
    said = Said(profile_id, _name(row.get("first_name"), row.get("surname")), _listed(row.get("email")))
    return said._replace(birthday=_birthday(row.get("dob")), town=_listed(row.get("city")))


def _febrl(profile_id: str, row: dict[str, Any]) -> Said:
    said = Said(profile_id, _name(row.get("given_name"), row.get("surname")), town=_listed(row.get("suburb")))
    return said._replace(birthday=_birthday(row.get("date_of_birth")))


def _german(profile_id: str, row: dict[str, Any]) -> Said:
    given = _joined(row.get("fname_c1"), row.get("fname_c2"))
    family = _joined(row.get("lname_c1"), row.get("lname_c2"))
    return Said(profile_id, _name(given, family), birthday=_birthday(row.get("dob")))


_SAID: dict[str, Callable[[str, dict[str, Any]], Said]] = {
    "git": _git,
    "syn": _synthetic,
    "fake": _fake,
    "febrl": _febrl,
    "rl": _german,
}
