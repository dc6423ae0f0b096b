"""Which encoding bytes are in that say nothing about it and are not UTF-8: a guess, from how words look in each.

In the right encoding a word keeps to one script and to one way of writing capitals (anna, Anna, ANNA); in a wrong one
it mixes scripts, has capitals inside, strings of accented letters, or signs nobody types.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_SCRIPTS: Final = (
    ("latin", 0x0000, 0x024F),
    ("greek", 0x0370, 0x03FF),
    ("cyrillic", 0x0400, 0x052F),
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x06FF),
    ("hangul", 0xAC00, 0xD7A3),
    ("kana", 0x3040, 0x30FF),
    ("kana", 0xFF66, 0xFF9F),
    ("han", 0x3005, 0x3007),
    ("han", 0x4E00, 0x9FFF),
)
_TYPED_SIGNS: Final = frozenset("«»–—‘’‚“”„…€§°·´№ªº®©™×¡¿、。・「」（）ー～　\u00a0")

_COMMON_LEAD_BYTES: Final = {
    "cp932": (0x81, 0x97),
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
    "cp949": (0xB0, 0xC8),
}
"""First bytes of the everyday half of each double-byte set: in the wrong one, everyday text looks rare."""

MOST_ACCENTED: Final = 0.6
"""Share of accented letters that a word in Latin script can have: three of five in Żółta."""

CANDIDATES: Final = (
    *("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
    *("cp932", "cp949", "gb18030", "big5"),
)  # fmt: skip
"""Tried in this order; of two that fit equally well the first is taken."""


def guess_encoding(text: bytes, declared: str | None = None) -> str:
    """The Python name of the likeliest encoding of text; `declared` (said elsewhere in the file) if it fits at all."""
    if declared and (_plausibility(text, declared) or 0) > 0:
        return declared
    scores = {encoding: _plausibility(text, encoding) for encoding in CANDIDATES}
    fitting = {encoding: score for encoding, score in scores.items() if score is not None}
    return max(fitting, key=lambda encoding: fitting[encoding], default="cp1252")


def _plausibility(text: bytes, encoding: str) -> float | None:
    """How much text looks like words in this encoding, in letters; None when it can't be decoded."""
    try:
        decoded = text.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    score = -2.0 * sum(1 for sign in decoded if sign > "\x7f" and not sign.isalpha() and sign not in _TYPED_SIGNS)
    for word in _WORD.findall(decoded):
        if not word.isascii():
            score += _word_score(word, encoding)
    return score


def _word_score(word: str, encoding: str) -> float:
    foreign = [letter for letter in word if letter > "\x7f"]
    scripts = {_script(letter) for letter in word}
    width = 2 if encoding in _COMMON_LEAD_BYTES else 1
    if "other" in scripts or (len(scripts) > 1 and not scripts <= {"han", "kana"}):
        return -2.0 * width * len(foreign)
    if scripts <= {"han", "kana", "hangul"}:
        least, most = _COMMON_LEAD_BYTES.get(encoding, (0, 0xFF))
        common = sum(1 for letter in word if least <= letter.encode(encoding)[0] <= most)
        return width * (common - 0.5 * (len(word) - common)) + (0.1 * len(word) if "hangul" in scripts else 0)
    if not (word.islower() or word.isupper() or word.istitle() or word == word.swapcase()):
        return -2.0 * len(foreign)
    if scripts == {"latin"} and len(foreign) > MOST_ACCENTED * len(word):
        return -2.0 * len(foreign)
    # Names begin with capitals; a whole text without such words is rather in a script that has none.
    return len(foreign) * (1.0 if word.istitle() or not scripts <= {"greek", "cyrillic"} else 0.9)


@lru_cache(4096)
def _script(letter: str) -> str:
    point = ord(letter)
    return next((name for name, first, last in _SCRIPTS if first <= point <= last), "other")
