"""What a job title says: how high somebody stands and in which field, by the words of `titles.toml`.

A title is read word by word, phrases first and each word once; nothing is guessed from words that the lexicon does not
have, so what is unknown stays None.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from transforms.folding import fold


class Title(NamedTuple):
    """seniority: one of SENIORITIES; job_function: one of JOB_FUNCTIONS; None where the title does not say."""

    seniority: str | None
    job_function: str | None


class _Meaning(NamedTuple):
    """What one entry of the lexicon says; weight: how much its function counts, see _WEIGHTS."""

    seniority: str | None = None
    job_function: str | None = None
    weight: int = 0


class _Lexicon(NamedTuple):
    """phrases, heads and tails: entry -> what it says; longest: words of the longest phrase."""

    phrases: dict[str, _Meaning]
    heads: dict[str, _Meaning]
    tails: dict[str, _Meaning]
    longest: int


_TITLES: Final = Path(__file__).parent / "titles.toml"

SENIORITIES: Final = (
    *("intern", "junior", "professional", "senior", "lead", "manager", "director", "vice_president", "executive"),
)
"""From the lowest to the highest."""

JOB_FUNCTIONS: Final = (
    *("engineering", "data", "product", "design", "sales", "marketing", "finance", "hr", "legal", "operations"),
    *("support", "research", "education", "medicine", "administration", "management", "consulting", "media"),
)

# What names both sexes is read as the first: Entwickler:in, Entwickler/-in, Entwickler*innen, ingénieur(e), (m/w/d).
_GENDERS: Final = re.compile(
    r"(?<=\w)[*:_·/]-?(?:in|innen|r|e|euse|rice|a)\b|(?<=\w)\((?:in|innen|e|a|r)\)|\(\w(?:/\w)+\)"
)
_WEIGHTS: Final = {"field": 2, "role": 1, "otherwise": 0}
"""A field by its name counts more than somebody who works in it, and least that somebody leads."""

_SHORTEST_PART: Final = 3
"""Letters that a compound has beside the part that is known."""


@lru_cache(maxsize=100_000)
def read_title(text: str) -> Title:
    """What a title says: "Senior Software Engineer" is ("senior", "engineering")."""
    found = list(_meanings(fold(_GENDERS.sub("", text.lower())).split()))
    return Title(_seniority(found), _job_function(found))


def title_words() -> list[tuple[str, str | None, str | None, int]]:
    """The lexicon, sorted: entry, seniority, job_function, and how much the function counts; for what models read."""
    return [
        (entry, meaning.seniority, meaning.job_function, meaning.weight)
        for entry, meaning in sorted(_lexicon().phrases.items())
    ]


def _seniority(found: list[tuple[int, _Meaning]]) -> str | None:
    levels = {meaning.seniority for _, meaning in found if meaning.seniority}
    has_role = any(meaning.job_function and meaning.weight < _WEIGHTS["field"] for _, meaning in found)
    for low in ("intern", "junior"):
        if low in levels:
            return low
    if "capped" in levels:
        return "professional"
    return max(levels, key=SENIORITIES.index) if levels else "professional" if has_role else None


def _job_function(found: list[tuple[int, _Meaning]]) -> str | None:
    named = [(meaning.weight, length, meaning.job_function) for length, meaning in found if meaning.job_function]
    return max(named, key=lambda one: one[:2])[2] if named else None  # of equals, max gives the first


def _meanings(words: list[str]) -> Iterator[tuple[int, _Meaning]]:
    """What the words say, from left to right, with the number of words that say it."""
    lexicon, at = _lexicon(), 0
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 1, -1):
            if meaning := lexicon.phrases.get(" ".join(words[at : at + length])):
                yield length, meaning
                at += length
                break
        else:
            yield from ((1, meaning) for meaning in _of_word(words[at], lexicon))
            at += 1


def _of_word(word: str, lexicon: _Lexicon) -> list[_Meaning]:
    """What one word says, as it is, as a woman's form, or without the e of ae, oe and ue; else its parts."""
    spellings = list(_spellings(word))
    for spelling in spellings:
        if meaning := lexicon.phrases.get(spelling):
            return [meaning]
    return max((_of_parts(spelling, lexicon) for spelling in spellings), key=len)


def _of_parts(word: str, lexicon: _Lexicon) -> list[_Meaning]:
    """What the beginning and the end of a compound say; the longest that are known."""
    heads = (word[:length] for length in range(len(word) - _SHORTEST_PART, 0, -1))
    tails = (word[start:] for start in range(_SHORTEST_PART, len(word)))
    head = next((lexicon.heads[part] for part in heads if part in lexicon.heads), None)
    tail = next((lexicon.tails[part] for part in tails if part in lexicon.tails), None)
    return [meaning for meaning in (head, tail) if meaning]


def _spellings(word: str) -> Iterator[str]:
    for base in (word, word.replace("ae", "a").replace("oe", "o").replace("ue", "u")):
        yield base
        if base.endswith("in"):
            yield base.removesuffix("in")


@cache
def _lexicon() -> _Lexicon:
    phrases: dict[str, _Meaning] = {}
    for entry, meaning in _entries(tomllib.loads(_TITLES.read_text(encoding="utf-8"))):
        known = phrases.get(entry, _Meaning())
        phrases[entry] = _Meaning(
            known.seniority or meaning.seniority,
            known.job_function or meaning.job_function,
            max(known.weight, meaning.weight),
        )
    heads = {entry[:-1]: meaning for entry, meaning in phrases.items() if entry.endswith("-")}
    tails = {entry[1:]: meaning for entry, meaning in phrases.items() if entry.startswith("-")}
    return _Lexicon(phrases, heads, tails, max(len(entry.split()) for entry in phrases))


def _entries(lists: dict[str, Any]) -> Iterator[tuple[str, _Meaning]]:
    for level, words in lists["seniority"].items():
        yield from ((entry.strip(), _Meaning(seniority=level)) for entry in words.split(","))
    for function, kinds in lists["function"].items():
        for kind, words in kinds.items():
            yield from ((entry.strip(), _Meaning(None, function, _WEIGHTS[kind])) for entry in words.split(","))
