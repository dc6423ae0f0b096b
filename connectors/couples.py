"""Two people written as one name: "Anna & Ben Keller" in one row or on one card.

Prudent on purpose: one name taken for two makes people who don't exist, two taken for one can still be split by hand.
"""

from __future__ import annotations

import re
from typing import Final

_BETWEEN: Final = re.compile(r"\s*[&+]\s*|\s+(?:and|und|et|og|och|en|ja|e|y|i)\s+", re.IGNORECASE)
_ONE_SURNAME_OF_TWO_WORDS: Final = {"y", "i"}
"""Where two surnames are the rule (María y José García López); and where a single surname may hold the word itself."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES: Final = _words("dr prof mr mrs ms miss mx herr frau hr fr sr sra dra mme mlle m rev ing dipl-ing mag")
_PARTICLES: Final = _words("van von der den de del della di da dos das du la le ten ter zu zum af av bin ibn al")
_NOT_PEOPLE: Final = _words("""
    gmbh mbh ag kg ohg ug kgaa ev inc ltd llc llp lp plc corp corporation co company cie sa sas sarl srl spa bv
    nv ab as oy aps sl se limited partner partners partnerschaft sons son söhne sohn töchter brothers bros
    gebrüder fils figli hijos associates associés group gruppe holding holdings services service solutions
    consulting consultants systems team office büro department abteilung dept division research development
    entwicklung forschung support sales vertrieb marketing finance operations engineering design media studio
    studios law legal rechtsanwälte attorneys steuerberater architects architekten hotel restaurant café cafe
    bar bank school schule university universität college institute institut church kirche club verein
    foundation stiftung museum shop store clinic klinik praxis pharmacy apotheke bed breakfast family familie
    fam household parents eltern friends freunde the project works international global
    """)


def two_people(full_name: str) -> tuple[str, str] | None:
    """The two names in one: ("Anna Keller", "Ben Keller") of "Anna & Ben Keller"; None when it may be one or a firm.

    Read are given & given family, and given family & given family. A name without a surname ("Anna & Ben"), with only
    titles on one side ("Mr. and Mrs. Keller"), with a comma, a digit or a word that firms use is left alone.
    """
    found = _BETWEEN.split(full_name)
    if len(found) != 2 or not full_name.isprintable() or any(mark in full_name for mark in ',;:/@()"0123456789'):
        return None
    left, right = found[0].split(), found[1].split()
    if _NOT_PEOPLE.intersection(_bare(word) for word in left + right):
        return None
    left_name, right_name = _untitled(left), _untitled(right)
    if len(right_name) < 2 or not left_name or not (_is_given(left_name[0]) and _is_given(right_name[0])):
        return None
    between = _BETWEEN.search(full_name)
    double_surname = between is not None and between.group().strip().lower() in _ONE_SURNAME_OF_TWO_WORDS
    if _is_only_given(left_name):
        family = right_name[1:] if double_surname else _family(right_name)
        return " ".join(left + family), " ".join(right)
    if double_surname:
        return None
    return " ".join(left), " ".join(right)


def _bare(word: str) -> str:
    return word.strip(".'\N{RIGHT SINGLE QUOTATION MARK}").replace(".", "").casefold()


def _untitled(words: list[str]) -> list[str]:
    """The words from the first that is no title."""
    for position, word in enumerate(words):
        if _bare(word) not in _TITLES:
            return words[position:]
    return []


def _is_given(word: str) -> bool:
    """Whether this can begin a name: a capital (or a script without), and more than one letter or an initial's dot."""
    return word[0].isalpha() and not word[0].islower() and (len(word) > 1 or ord(word) > 0x2E7F)


def _is_only_given(words: list[str]) -> bool:
    """One word, or one with initials after it."""
    return all(len(word) == 2 and word.endswith(".") for word in words[1:])


def _family(words: list[str]) -> list[str]:
    """The last word with the particles before it: van Dyke of Ben van Dyke."""
    start = len(words) - 1
    while start > 1 and _bare(words[start - 1]) in _PARTICLES:
        start -= 1
    return words[start:]
