"""Sets of message numbers (UIDs), small however many: `1:5000,5002`, as IMAP writes them (RFC 9051, sequence-set)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, Self

_SET: Final = re.compile(r"\d+(:\d+)?(,\d+(:\d+)?)*")


@dataclass(frozen=True)
class Uids:
    """A set of UIDs. ranges: (first, last), ascending, neither touching nor overlapping."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, uids: Iterable[int]) -> Self:
        """The set of these."""
        return cls._joined((uid, uid) for uid in sorted(uids))

    @classmethod
    def parse(cls, text: str) -> Self:
        """What `str` wrote, or a server, which may write `5:3`; "" is the empty set. Raises ValueError."""
        if text and not _SET.fullmatch(text):
            raise ValueError("not a set of UIDs")
        pairs = (part.partition(":") for part in text.split(",") if part)
        bounds = ((int(first), int(last or first)) for first, _, last in pairs)
        return cls._joined(sorted((min(pair), max(pair)) for pair in bounds))

    @classmethod
    def _joined(cls, ascending: Iterable[tuple[int, int]]) -> Self:
        joined: list[tuple[int, int]] = []
        for first, last in ascending:
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    def __str__(self) -> str:
        return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in self.ranges)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(range(first, last + 1) for first, last in self.ranges)

    def __contains__(self, uid: int) -> bool:
        at = bisect_right(self._firsts, uid) - 1
        return at >= 0 and uid <= self.ranges[at][1]

    def __or__(self, other: Uids) -> Uids:
        return Uids._joined(sorted((*self.ranges, *other.ranges)))

    def __sub__(self, other: Uids) -> Uids:
        left: list[tuple[int, int]] = []
        taken, at = other.ranges, 0
        for first, last in self.ranges:
            while at < len(taken) and taken[at][1] < first:
                at += 1
            while at < len(taken) and taken[at][0] <= last:
                if first < taken[at][0]:
                    left.append((first, taken[at][0] - 1))
                first = taken[at][1] + 1
                if first > last:
                    break
                at += 1
            if first <= last:
                left.append((first, last))
        return Uids(tuple(left))

    @property
    def last(self) -> int:
        """The highest; 0 in the empty set."""
        return self.ranges[-1][1] if self.ranges else 0

    def pieces(self, count: int, characters: int) -> Iterator[Uids]:
        """The set in ascending pieces of at most `count` UIDs, each written in at most about `characters`."""
        piece: list[tuple[int, int]] = []
        left, room = count, characters
        for first, last in self.ranges:
            while first <= last:
                end = min(last, first + left - 1)
                piece.append((first, end))
                left -= end - first + 1
                room -= len(f"{first}:{end},")
                first = end + 1
                if left == 0 or room <= 0:
                    yield Uids(tuple(piece))
                    piece, left, room = [], count, characters
        if piece:
            yield Uids(tuple(piece))

    @cached_property
    def _firsts(self) -> list[int]:
        return [first for first, _ in self.ranges]
