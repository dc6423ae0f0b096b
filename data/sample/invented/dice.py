"""Chance that repeats: the same words give the same throws on every machine and every Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")

SEED = "reknit sample 1"


class Dice:
    """Throws of their own for each purpose, so that a new export leaves the files of the others as they are.

    Built on random() alone, the one method whose sequence the standard library promises to keep.
    """

    def __init__(self, *words: str) -> None:
        hashed = blake2b("|".join((SEED, *words)).encode(), digest_size=8).digest()
        self._random = Random(int.from_bytes(hashed, "big")).random

    def chance(self, probability: float) -> bool:
        """True with this probability; one throw, whatever comes out."""
        return self._random() < probability

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[self.number(0, len(choices) - 1)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them in another order."""
        return [item for _, _, item in sorted((self._random(), i, item) for i, item in enumerate(items))]

    def day(self, low: date, high: date) -> date:
        """A day, both ends included; `low` when they cross."""
        return low + timedelta(days=self.number(0, max(0, (high - low).days)))

    def digits(self, pattern: str) -> str:
        """The pattern with a digit for every #."""
        return "".join(str(self.number(0, 9)) if sign == "#" else sign for sign in pattern)
