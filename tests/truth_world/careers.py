"""Lives of work: one stay after the other, with gaps, parallel posts and part-time studies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tests.truth_world.life import Stay
from tests.truth_world.words import TITLES

DAY = timedelta(days=1)


def own_career(chance: Random, today: date, firms: Sequence[str]) -> list[Stay]:
    """Three jobs of the owner, the last goes on; with a gap, and a small one beside the second."""
    first, second, third, beside = firms
    begun = date(today.year - 15, chance.randint(1, 12), 1)
    left = begun + DAY * chance.randint(1100, 1700)
    again = left + DAY * chance.choice([1, 32, 120])
    left_again = again + DAY * chance.randint(1300, 1900)
    return [
        _whole_months(Stay(first, begun, left, "Software Engineer")),
        _whole_months(Stay(second, again, left_again, "Project Manager")),
        _whole_months(Stay(beside, again + DAY * 200, left_again - DAY * 300, "Lecturer", is_part_time=True)),
        _whole_months(Stay(third, left_again + DAY * 40, None, "Head of Operations")),
    ]


def around(chance: Random, today: date, stay: Stay, others: Sequence[str]) -> list[Stay]:
    """The career of somebody who was at `stay`: what may have been before it and what came after."""
    posts = [stay]
    end, earlier = stay.start - DAY * chance.choice([1, 1, 20, 90]), chance.randint(0, 2)
    for _ in range(earlier):
        start = end - DAY * chance.randint(300, 1900)
        posts.insert(0, Stay(_another(chance, posts[0], others), start, end, chance.choice(TITLES)))
        end = start - DAY * chance.choice([1, 10, 200])
    return posts + after(chance, today, stay, others)


def after(chance: Random, today: date, stay: Stay, others: Sequence[str]) -> list[Stay]:
    """The stays that follow one until today; one in ten ends without another."""
    posts = [stay]
    while posts[-1].end is not None:
        start = posts[-1].end + DAY * chance.choice([1, 1, 1, 30, 100, 240])
        if start >= today - DAY * 30 or (len(posts) > 1 and chance.random() < 0.1):
            break
        end = start + DAY * chance.randint(500, 4200)
        posts.append(
            Stay(_another(chance, posts[-1], others), start, end if end < today else None, chance.choice(TITLES))
        )
    return posts[1:]


def overlapping(chance: Random, today: date, own: Stay, share: float = 0.75) -> Stay:
    """A stay where the owner was: mostly at the same time, else before or after them."""
    own_end = own.end or today
    if chance.random() < share or own.start.year < 1990:
        start = own.start + DAY * chance.randint(-1500, (own_end - own.start).days - 100)
        end = max(start, own.start) + DAY * chance.randint(120, 2500)
    elif own.end is None or chance.random() < 0.5:
        end = own.start - DAY * chance.randint(60, 900)
        start = end - DAY * chance.randint(200, 1500)
    else:
        start = own_end + DAY * chance.randint(60, 900)
        end = start + DAY * chance.randint(200, 2500)
    start = min(start, today - DAY * 120)
    return Stay(own.where, start, end if end < today - DAY * 10 else None, chance.choice(TITLES))


def _another(chance: Random, beside: Stay, others: Sequence[str]) -> str:
    return chance.choice([other for other in others if other != beside.where])


def _whole_months(stay: Stay) -> Stay:
    """LinkedIn knows a job's months only, and so does the owner."""
    end = stay.end
    last = (end.replace(day=28) + DAY * 4).replace(day=1) - DAY if end else None
    return stay._replace(start=stay.start.replace(day=1), end=last)
