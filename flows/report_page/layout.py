"""Where people stand on the map: those who are acquainted near one another, and names where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ROUNDS = 300
GRAVITY = 0.06
"""Ours: keeps groups that have nobody in common on one page."""

LETTER_WIDTH, LINE_HEIGHT = 6.8, 14.0
"""Of a label, in pixels: an average, since the reader's font is not known here."""

Points = npt.NDArray[np.float64]


class Box(NamedTuple):
    """What a label or a person covers, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def places(count: int, links: Sequence[tuple[int, int, float]], width: float, height: float) -> Points:
    """A place within the picture for each of `count` people, in pixels, the same each time.

    links: who is acquainted with whom and how much. Everybody is pushed away from everybody, and links pull
    (Fruchterman and Reingold, Software: Practice and Experience 1991). Then all move halfway to where they would stand
    if they were evenly spread, which gives a crowd room for its names.
    """
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    points = np.sqrt((np.arange(count) + 0.5) / count)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    pull = np.zeros((count, count))
    for one, other, weight in links:
        pull[one, other] = pull[other, one] = 1 + np.log1p(weight)
    distance_meant = np.sqrt(4 / max(count, 1))
    for heat in np.linspace(0.15, 0.002, ROUNDS):
        apart = points[:, None] - points[None]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        force = distance_meant**2 / distance**2 - pull * distance / distance_meant
        step = (apart * force[:, :, None]).sum(axis=1) - GRAVITY * points * count / 10
        length = np.maximum(np.sqrt((step**2).sum(axis=1)), 1e-9)
        points = points + step / length[:, None] * np.minimum(length, heat)[:, None]
    low, high = points.min(axis=0), points.max(axis=0)
    drawn = (points - low) / np.maximum(high - low, 1e-9)
    in_turn = points.argsort(axis=0).argsort(axis=0) / max(count - 1, 1)
    return np.asarray((drawn + in_turn) / 2 * [width, height])


def labels(
    points: Points, radii: Sequence[float], texts: Sequence[str], width: float
) -> Iterator[tuple[int, float, float]]:
    """The people whose name has room, with its left end and its middle line, in pixels; the largest come first."""
    taken = [Box(x - radius, y - radius, x + radius, y + radius) for (x, y), radius in zip(points, radii, strict=True)]
    for number in sorted(range(len(texts)), key=lambda number: (-radii[number], number)):
        for box in _around(points[number], radii[number], len(texts[number]) * LETTER_WIDTH):
            if box.left >= 0 and box.right <= width and not _is_taken(box, taken):
                taken.append(box)
                yield number, box.left, (box.top + box.bottom) / 2
                break


def _around(point: Points, radius: float, length: float) -> Iterator[Box]:
    """To the right, to the left, above, below, and then the corners."""
    x, y = point
    half, away = LINE_HEIGHT / 2, radius + 3
    yield Box(x + away, y - half, x + away + length, y + half)
    yield Box(x - away - length, y - half, x - away, y + half)
    yield Box(x - length / 2, y - away - LINE_HEIGHT, x + length / 2, y - away)
    yield Box(x - length / 2, y + away, x + length / 2, y + away + LINE_HEIGHT)
    for left in (x + radius / 2, x - radius / 2 - length):
        for top in (y - away - LINE_HEIGHT, y + away):
            yield Box(left, top, left + length, top + LINE_HEIGHT)


def _is_taken(box: Box, taken: Iterable[Box]) -> bool:
    return any(box.meets(other) for other in taken)
