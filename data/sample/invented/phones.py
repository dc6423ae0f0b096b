"""Telephone numbers that ring nowhere: the ranges set aside for film and print, and the ways people write them.

Sources: Bundesnetzagentur (numbers for media productions), Ofcom (numbers for drama), NANPA (555-0100 to 555-0199),
ARCEP (numéros pour œuvres audiovisuelles), ComReg (drama numbers), PTS (fiktiva telefonnummer), ACMA (fictitious
numbers).
"""

from __future__ import annotations

from typing import NamedTuple

from .dice import Dice


class Range(NamedTuple):
    """Consecutive fictional numbers: +country area stem, then `digits` digits from `first` up."""

    country: str
    area: str
    stem: str
    digits: int
    first: int = 0


RANGES = {
    "berlin": Range("49", "30", "23125", 3),
    "hamburg": Range("49", "40", "66969", 3),
    "koeln": Range("49", "221", "4710", 3),
    "muenchen": Range("49", "89", "99998", 3),
    "frankfurt": Range("49", "69", "90009", 3),
    "mobile_171": Range("49", "171", "39200", 2),
    "mobile_176": Range("49", "176", "040690", 2),
    "london": Range("44", "20", "79460", 3),
    "manchester": Range("44", "161", "4960", 3),
    "mobile_uk": Range("44", "7700", "900", 3),
    "ireland": Range("353", "20", "91", 5),
    "paris": Range("33", "1", "9900", 4),
    "lyon": Range("33", "4", "6571", 4),
    "mobile_fr": Range("33", "6", "3998", 4),
    "stockholm": Range("46", "8", "465004", 2),
    "mobile_se": Range("46", "70", "17406", 2, first=5),
    "washington": Range("1", "202", "55501", 2),
    "san_francisco": Range("1", "415", "55501", 2),
    "sydney": Range("61", "2", "5550", 4),
}

MOBILE = {
    "Germany": ("mobile_171", "mobile_176"),
    "United Kingdom": ("mobile_uk",),
    "France": ("mobile_fr",),
    "Sweden": ("mobile_se",),
}


class Number(NamedTuple):
    """One number, split as it is dialled."""

    country: str
    area: str
    local: str

    @property
    def e164(self) -> str:
        """As machines write it: +493023125123."""
        return f"+{self.country}{self.area}{self.local}"

    def written(self, style: str) -> str:
        """As people write it; style: spaced, compact, national, slashed, zeros, trunk."""
        if self.country == "1":
            return self._american(style)
        spaced = self._grouped()
        return {
            "spaced": f"+{self.country} {self.area} {spaced}",
            "compact": self.e164,
            "national": f"0{self.area} {self.local}",
            "slashed": f"0{self.area}/{self.local[:-3]}-{self.local[-3:]}",
            "zeros": f"00{self.country} {self.area} {self.local}",
            "trunk": f"+{self.country} (0){self.area} {spaced}",
        }[style]

    def _grouped(self) -> str:
        """In the groups of the country: 7946 0123 in London, 99 00 12 34 in Paris, else three digits at the end."""
        if self.country == "33":
            return " ".join(self.local[at : at + 2] for at in range(0, len(self.local), 2))
        last = 4 if self.country in ("44", "353", "61") and len(self.local) > 6 else 3
        return f"{self.local[:-last]} {self.local[-last:]}"

    def _american(self, style: str) -> str:
        exchange, line = self.local[:3], self.local[3:]
        return {
            "spaced": f"+1 {self.area}-{exchange}-{line}",
            "compact": self.e164,
            "national": f"({self.area}) {exchange}-{line}",
            "slashed": f"{self.area}.{exchange}.{line}",
            "zeros": f"001 {self.area} {exchange} {line}",
            "trunk": f"+1 ({self.area}) {exchange}-{line}",
        }[style]


class Exchange:
    """Hands out every number once."""

    def __init__(self) -> None:
        self._free = {
            name: Dice("phone range", name).shuffled(range(at.first, 10**at.digits if at.digits < 4 else 1000))
            for name, at in RANGES.items()
        }

    def number(self, *ranges: str) -> Number:
        """A number nobody has yet, from the first of these ranges that has one."""
        name = next((name for name in ranges if self._free[name]), None)
        if name is None:
            raise ValueError(f"every fictional number of {', '.join(ranges)} is given; fewer people, or fewer moves")
        at = RANGES[name]
        return Number(at.country, at.area, at.stem + str(self._free[name].pop()).zfill(at.digits))


def is_fictional(e164: str) -> bool:
    """Whether this number lies in one of the ranges."""
    return any(
        e164.startswith(f"+{at.country}{at.area}{at.stem}")
        and len(e164) == len(f"+{at.country}{at.area}{at.stem}") + at.digits
        for at in RANGES.values()
    )
