"""Folding: text brought to what two people would agree is the same word, whatever keyboard it was typed on.

Latin accents go (ü becomes u; resolution also reads ue as u, so that Müller, Muller and Mueller meet), Cyrillic and
Greek letters become Latin ones, width and case variants go. Other scripts are kept as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_CYRILLIC_AND_GREEK = dict(
    zip(
        "абвгдезийклмнопрстуфыэіїєґјћђљњџ" + "αβγδεζηικλμνοπρσςτυφω",
        "abvgdeziiklmnoprstufyeiiegjcdlnd" + "avgdeziiklmnoprsstyfo",
        strict=True,
    )
)
_LETTERS = _CYRILLIC_AND_GREEK | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
    "θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps",
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n",
    "'": "", "’": "", "‘": "", "ʼ": "", "`": "", "´": "", "ʻ": "", "ʹ": "",
}  # fmt: skip


class _Folding(dict[int, str]):
    """Code point -> what it folds to, worked out when first met: nothing for an accent, a blank for punctuation."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _LETTERS:
            folded = _LETTERS[letter]
        elif 0x300 <= code <= 0x36F:
            folded = ""
        elif unicodedata.category(letter)[0] in "LNM":  # M: vowel signs of Indic scripts are marks
            folded = letter
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLDING = _Folding()
_APOSTROPHES = str.maketrans("", "", "'`")
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower-case words without accents or punctuation, one blank between them; folding twice is folding once."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower().translate(_APOSTROPHES)))
    folded = _fold_once(text)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def _fold_once(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_FOLDING)
    return " ".join(unicodedata.normalize("NFKC", letters).split())


@cache
def folded_letters() -> list[tuple[str, str]]:
    """Each letter or sign that folding changes, and what becomes of it, for whoever folds a character at a time.

    A letter, mark or number that is not listed stays, any other character is a blank; then blanks are one, and the
    whole is composed (NFC). Of the languages that people write; ideographs and Hangul have nothing to fold.
    """
    found = []
    for letter in map(chr, (code for span in _SPANS for code in range(*span))):
        folded = fold(f"x{letter}x")[1:-1]
        plain = letter if unicodedata.category(letter)[0] in "LNM" else " "
        if folded != plain:
            found.append((letter, folded))
    return found


_SPANS: Final = ((0x1, 0x3400), (0xA000, 0xAC00), (0xF900, 0x20000))
