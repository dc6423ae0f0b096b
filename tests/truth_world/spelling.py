"""Names as addresses and careless people write them."""

from __future__ import annotations

import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def spelled_out(text: str) -> str:
    """Müller -> Mueller, as Germans write it where there are no umlauts."""
    return text.translate(_GERMAN)


def bare(text: str) -> str:
    """Müller -> Muller, as keyboards abroad have it."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def letters(text: str, gap: str = "") -> str:
    """Small plain letters and digits, words apart by `gap`."""
    words = "".join(sign if sign.isalnum() else " " for sign in spelled_out(text).lower()).split()
    return gap.join(words)


def left_side(style: str, given: str, family: str) -> str:
    """The part before the @ as an organization makes it of a name."""
    first, last = letters(given, "-"), letters(family, "-")
    return {
        "first.last": f"{first}.{last}",
        "f.last": f"{first[0]}.{last}",
        "flast": f"{first[0]}{last}",
        "first": first,
        "last": last,
    }[style]
