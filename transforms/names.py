"""The normal form of a person's name: titles, degrees, emoji and asides gone, the words in the order they are said."""

from __future__ import annotations

import re
from typing import NamedTuple

from connectors.claims import Name
from transforms.folding import fold


class NameKeys(NamedTuple):
    """name_key: the whole name; given_key, family_key: its parts, as stated or as read off the whole."""

    name_key: str | None
    given_key: str | None
    family_key: str | None


GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Words after a name that tell father from son; kept in the key, as its last word."""

_TITLES = frozenset("mr mrs ms miss mx dr prof professor sir dame rev herr frau dipl mme mlle monsieur madame".split())
_DEGREES = frozenset(
    "phd dphil mba emba msc bsc mph pmp cfa cpa cissp csm cspo esq llm llb ceng frcs frsa mphil pharmd edd dba "
    "ccna phr sphr acca".split()
)
# Also surnames or first names (Ma, Do, Ba …): degrees only behind a comma and behind a whole name.
_DEGREES_BEHIND_A_COMMA = _DEGREES | frozenset(
    "ma ba md ms bs do pe jd rn dds mfa ab be bed med cma pmi he she they".split()
)
_PARTICLES = frozenset(
    "van von vom zu zur der den de del della dell di da das do dos du la le el al bin ibn ben ten ter st mac".split()
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»")
_DOTTED_DOCTOR = re.compile(r"\bph\.?\s?d\b\.?", re.IGNORECASE)


def name_keys(claim: Name, region: str | None = None) -> NameKeys:
    """Keys of a name claim; None where nothing is left. The region is not used."""
    parts = (claim.given, claim.middle, claim.family)
    whole = name_key(claim.full or " ".join(part for part in parts if part))
    if whole is None:
        return NameKeys(None, None, None)
    suffix = fold(claim.suffix) if claim.suffix else ""
    if suffix in GENERATIONS and whole.rpartition(" ")[2] not in GENERATIONS:
        whole = f"{whole} {suffix}"
    given, family = split(whole)
    if claim.given and claim.family and claim.kind == "name":
        given = name_key(claim.given) or given
        family = _without_generation(name_key(claim.family)) or family
    return NameKeys(whole, given, family)


def name_key(text: str) -> str | None:
    """The folded words of a name as said ("Byron, Dr. Ada, MBA" -> "ada byron"); None when no word is left.

    An e-mail address is not a name. Applying it to its own result changes nothing.
    """
    if "@" in text:
        return None
    if not text.isalpha():
        text = _without_asides(text)
        if "," in text:
            text = _as_said(text)
        if "." in text:
            text = _DOTTED_DOCTOR.sub("phd", text)
    words = fold(text).split(" ")
    while len(words) > 1 and words[-1] in _DEGREES:
        words.pop()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words) or None


def split(key: str) -> tuple[str | None, str | None]:
    """Given and family part of a name key: the family name is the last word, with the particles before it."""
    words = key.split(" ")
    if len(words) > 1 and words[-1] in GENERATIONS:
        words.pop()
    if len(words) == 1:
        return words[0], None
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def _without_asides(text: str) -> str:
    """The text without what stands in brackets or quotes, unless nothing else is there."""
    bare = _ASIDE.sub(" ", text)
    return bare if any(letter.isalnum() for letter in bare) else text


def _as_said(text: str) -> str:
    """Turn "Byron, Ada" round; drop degrees behind commas; put "jr" at the end."""
    said, *others = [part for part in text.split(",") if part.strip()] or [""]
    generation, turned = "", False
    for other in others:
        word = fold(other).replace(" ", "")
        if word in GENERATIONS:
            generation = f" {word}"
        elif _is_degree(other, word, said):
            continue
        elif not turned and len(said.split()) <= 3:
            said, turned = f"{other} {said}", True
        else:
            said = f"{said} {other}"
    return said + generation


def _is_degree(part: str, squeezed: str, said: str) -> bool:
    known = _DEGREES_BEHIND_A_COMMA if len(said.split()) > 1 else _DEGREES
    return squeezed in known or all(word in known for word in fold(part).split())


def _without_generation(key: str | None) -> str | None:
    words = key.split(" ") if key else []
    while len(words) > 1 and words[-1] in GENERATIONS:
        words.pop()
    return " ".join(words) or None
