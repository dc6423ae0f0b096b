"""The normal form of an organisation's name, and of what somebody does there.

Two keys: `organization_key` is the name without legal form, and `organization_token_key` the set of its words, so that
"Works, Acme GmbH" is "Acme Works". Names are the same when these are equal, never when one is a part of the other:
"Plan A" is not "Plan". Legal forms come from `legal_forms.toml`. What names no organisation, such as "Self-employed" of
`no_organizations.toml`, has neither key.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from connectors.claims import Affiliation
from transforms.folding import fold
from transforms.titles import read_title


class AffiliationKeys(NamedTuple):
    """Keys of an affiliation.

    organization_key: the folded name without legal form; None when it names no organisation.
    organization_token_key: its different words, sorted, without an `and` between them; None with the other.
    unit_key, title_key: folded; None without one.
    seniority, job_function: what the title says, see `transforms.titles`; None of a course of study.
    industry_key: folded; None without one.
    """

    organization_key: str | None
    organization_token_key: str | None
    unit_key: str | None
    title_key: str | None
    seniority: str | None
    job_function: str | None
    industry_key: str | None


class _LegalForms(NamedTuple):
    behind: frozenset[tuple[str, ...]]
    before: frozenset[tuple[str, ...]]
    joined: tuple[str, ...]
    conjunctions: frozenset[str]


_LEGAL_FORMS: Final = Path(__file__).parent / "legal_forms.toml"
_NO_ORGANIZATIONS: Final = Path(__file__).parent / "no_organizations.toml"

_BETWEEN: Final = re.compile(r"\s[-–—]\s|[/|\\,;:&+()]|\b(?:and|or|und|oder|et|ou|y|e)\b", re.IGNORECASE)
"""What stands between two things that are said at once: "Freelance / Self-employed", "Student und Freelancer"."""


def affiliation_keys(claim: Affiliation, region: str | None = None) -> AffiliationKeys:
    """Keys of an affiliation claim. The region is not used."""
    key = organization_key(claim.organization) if names_organization(claim.organization) else None
    title = read_title(claim.title) if claim.title and claim.kind == "work" else None
    return AffiliationKeys(
        key,
        token_key(key) if key else None,
        fold(claim.unit or "") or None,
        fold(claim.title or "") or None,
        title.seniority if title else None,
        title.job_function if title else None,
        fold(claim.industry or "") or None,
    )


@lru_cache(maxsize=100_000)
def names_organization(text: str) -> bool:
    """Whether a text in the place of an organisation's name is one; not "Self-employed", "N/A" or signs alone."""
    whole = fold(text)
    parts = list(filter(None, map(fold, _BETWEEN.split(text))))
    return bool(whole) and whole not in _no_organizations() and not (parts and _no_organizations().issuperset(parts))


@lru_cache(maxsize=100_000)
def organization_key(text: str) -> str | None:
    """Name without legal form ("The Acme Works GmbH & Co. KG" -> "acme works"); its own result it leaves alone."""
    words = fold(text.replace("&", " and ").replace("+", " and ")).split()
    while shorter := _without_one_form(words):
        words = shorter
    return " ".join(words) or None


def organization_words(text: str) -> str | None:
    """The words of a name as organizations are told apart by; None when it names none."""
    key = organization_key(text) if names_organization(text) else None
    return token_key(key) if key else None


def token_key(key: str) -> str:
    """The different words of a name's key, sorted, without an `and` between two of them ("Plan Y" keeps its Y)."""
    words = key.split()
    between = {at for at, word in enumerate(words[1:-1], 1) if word in _legal_forms().conjunctions}
    return " ".join(sorted({word for at, word in enumerate(words) if at not in between}))


class LegalForm(NamedTuple):
    """One step of leaving out what a name may carry: the first that applies, by rank, and again until none does.

    place: where it stands: behind or before the other words, as prefix of the first or suffix of the last word, or
    between two (`and`, which is left out last, of all places at once). No step leaves nothing.
    """

    rank: int
    place: str
    form: str


def legal_forms() -> list[LegalForm]:
    """What `organization_key` and `token_key` leave out of a name, in the order in which they try it."""
    forms = _legal_forms()
    steps = [("before", "the"), *(("behind", word) for word in _HANGING)]
    for length in range(_LONGEST, 0, -1):
        steps += [("behind", " ".join(words)) for words in sorted(forms.behind) if len(words) == length]
        steps += [("before", " ".join(words)) for words in sorted(forms.before) if len(words) == length]
    steps += [(place, form) for form in forms.joined for place in ("prefix", "suffix")]
    steps += [("between", word) for word in sorted(forms.conjunctions)]
    return [LegalForm(rank, place, form) for rank, (place, form) in enumerate(steps, 1)]


def _without_one_form(words: list[str]) -> list[str] | None:
    """The words without one legal form, article or hanging `and`; None when there is none, or nothing would be left."""
    forms = _legal_forms()
    if len(words) > 1:
        if words[0] == "the":
            return words[1:]
        if words[-1] in _HANGING:
            return words[:-1]
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if tuple(words[-length:]) in forms.behind:
            return words[:-length]
        if tuple(words[:length]) in forms.before:
            return words[length:]
    for form in forms.joined:
        for at, rest in ((0, words[0].removeprefix(form)), (-1, words[-1].removesuffix(form))) if words else ():
            if rest and rest != words[at]:
                return [rest, *words[1:]] if at == 0 else [*words[:-1], rest]
    return None


_HANGING: Final = ("and", "und", "et")
"""Words for the `&` of "& Co"."""

_LONGEST: Final = 6
"""Words of the longest legal form."""


@cache
def _legal_forms() -> _LegalForms:
    lists = tomllib.loads(_LEGAL_FORMS.read_text(encoding="utf-8"))
    joined = tuple(sorted((fold(form) for form in lists["joined"]), key=len, reverse=True))
    behind, before = (
        frozenset(tuple(form.split()) for form in [*lists[place], *joined]) for place in ("behind", "before")
    )
    return _LegalForms(behind, before, joined, frozenset(lists["and"]))


@cache
def _no_organizations() -> frozenset[str]:
    lists = tomllib.loads(_NO_ORGANIZATIONS.read_text(encoding="utf-8"))
    entries = (entry.strip() for words in lists.values() for entry in words.replace("\n", " ").split(","))
    return frozenset(filter(None, entries))
