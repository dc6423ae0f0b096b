"""Months by name, in the languages exports and spreadsheets write them in."""

from __future__ import annotations

import unicodedata

_NAMES = (
    "january januar jänner januari enero janvier gennaio janeiro",
    "february februar februari febrero février febbraio fevereiro",
    "march märz maerz mrz maart mrt marzo mars março",
    "april abril avril aprile",
    "may mai mei mayo maggio maio",
    "june juni junio juin giugno junho",
    "july juli julio juillet luglio julho",
    "august augustus agosto août",
    "september septiembre setiembre septembre settembre setembro",
    "october oktober octubre octobre ottobre outubro",
    "november noviembre novembre novembro",
    "december dezember diciembre décembre dicembre dezembro",
)
"""English, German, Dutch, Spanish, French, Italian and Portuguese, January first."""

SHORTEST = 3
"""Letters an abbreviation has at least; `jui` is June or July in French and so neither."""


def month_of(word: str) -> int | None:
    """The month, 1 to 12, that a word names or abbreviates (March, mar, févr.); None for any other word."""
    return _MONTHS.get(_plain(word))


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def _beginnings() -> dict[str, int]:
    months: dict[str, set[int]] = {}
    for month, names in enumerate(_NAMES, start=1):
        for name in map(_plain, names.split()):
            for length in range(SHORTEST, len(name) + 1):
                months.setdefault(name[:length], set()).add(month)
    return {beginning: min(found) for beginning, found in months.items() if len(found) == 1}


_MONTHS = _beginnings()
