"""The owner's mail with the invented people, as numbers: threads of two or more, newsletters, lists.

Who writes to whom is heavy-tailed: most people have a handful of messages, some have thousands. Two fifths never have
the owner's mail for themselves and are seen in others' only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from bench.faces import Faces
from bench.people import AS_OF, Numbers, People

FROM, TO, CC = 0, 1, 2
_FIRST: Final = datetime(2008, 1, 1)  # noqa: DTZ001  (UTC without saying so, as in the archive)
_SECONDS: Final = int((datetime(AS_OF.year, AS_OF.month, AS_OF.day) - _FIRST).total_seconds())  # noqa: DTZ001
_PER_THREAD: Final = 2.2
_IN_COPY: Final = ((0, 0.80), (1, 0.12), (2, 0.04), (3, 0.02), (6, 0.018), (24, 0.002))
"""How many others a thread has beside the owner and one person, and the share of such threads."""


class Correspondence(NamedTuple):
    """message: no (from 0, in order of time), second (since FIRST), thread, depth (place in the thread, from 0), kind.

    kind: 0 mail between people, 1 from a machine, 2 over a list, 3 a network's message. parent: number of the message
    that it answers, -1 for none. party: no, role, position, face.
    """

    message: pa.Table
    party: pa.Table


def correspondence(people: People, faces: Faces, count: int, chance: np.random.Generator) -> Correspondence:
    """So many messages."""
    machines, listed = int(count * 0.16), int(count * 0.06)
    human = count - machines - listed
    thread, depth = _threads(human, chance)
    threads = int(thread[-1]) + 1
    main = _counterparts(people.count, threads, chance)
    second = _moments(main, thread, depth, people.count, chance)
    kind = np.where(chance.random(threads) < 0.03, 3, 0)[thread]
    order = np.argsort(np.concatenate([second, chance.integers(0, _SECONDS, machines + listed)]), kind="stable")
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    parent = np.where(depth > 0, np.concatenate([[-1], place[: human - 1]]), -1)
    alone = np.arange(threads, threads + machines + listed)
    message = pa.table(
        {
            "no": place,
            "second": np.concatenate([second, np.sort(chance.integers(0, _SECONDS, machines + listed))]),
            "thread": np.concatenate([thread, alone]),
            "depth": np.concatenate([depth, np.zeros(machines + listed, np.int64)]),
            "kind": np.concatenate([kind, np.full(machines, 1), np.full(listed, 2)]),
            "parent": np.concatenate([parent, np.full(machines + listed, -1)]),
        }
    )
    parts = [
        *_between_people(people, faces, main, thread, depth, place[:human], chance),
        *_from_one(faces.machine, faces.owner, place[human : human + machines], chance),
        *_from_one(faces.of(np.arange(people.count), chance), faces.mailing_list, place[human + machines :], chance),
    ]
    party = pa.table(
        {name: np.concatenate([part[name] for part in parts]) for name in ("no", "role", "position", "face")}
    )
    return Correspondence(message, party)


def _threads(human: int, chance: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Of each message its thread and its place in it."""
    sizes = chance.geometric(1 / _PER_THREAD, int(human / _PER_THREAD * 1.02) + 100)
    thread = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return thread[:human], (np.arange(len(thread)) - starts)[:human]


def _counterparts(people: int, threads: int, chance: np.random.Generator) -> Numbers:
    weights = np.where(chance.random(people) < 0.6, chance.lognormal(0, 1.6, people), 0)
    return chance.choice(people, threads, p=weights / weights.sum())


def _moments(main: Numbers, thread: Numbers, depth: Numbers, people: int, chance: np.random.Generator) -> Numbers:
    """Seconds since FIRST: each tie has its years, each answer comes within days."""
    since = chance.random(people) * 0.95
    share = np.minimum(0.999, since[main] + chance.random(len(main)) * chance.exponential(0.25, people)[main])
    within = depth * chance.integers(600, 200_000, len(thread))
    return np.minimum((share * _SECONDS).astype(np.int64)[thread] + within, _SECONDS - 1)


def _between_people(
    people: People,
    faces: Faces,
    main: Numbers,
    thread: Numbers,
    depth: Numbers,
    no: Numbers,
    chance: np.random.Generator,
) -> list[dict[str, Numbers]]:
    """The owner and the main person in turns; sometimes another of the thread writes to both."""
    is_owner_first = chance.random(len(main)) < 0.5
    is_sent = (depth % 2 == 0) == is_owner_first[thread]
    mine = faces.owner[chance.choice(len(faces.owner), len(main), p=(0.6, 0.3, 0.1))][thread]
    theirs = faces.of(main, chance)[thread]
    sender, receiver = np.where(is_sent, mine, theirs), np.where(is_sent, theirs, mine)
    one = np.ones_like(no)
    parts = [
        {"no": no, "role": one * FROM, "position": one, "face": sender},
        {"no": no, "role": one * TO, "position": one, "face": receiver},
    ]
    sizes, shares = zip(*_IN_COPY, strict=True)
    extra = chance.choice(sizes, len(main), p=shares)
    for place in range(max(sizes)):
        has = extra > place
        near = (main + 1 + chance.integers(0, 4, len(main)) + place * 3) % people.count
        face = faces.of(near, chance)
        those = has[thread]
        parts.append(
            {
                "no": no[those],
                "role": one[those] * CC,
                "position": one[those] * (place + 1),
                "face": face[thread[those]],
            }
        )
    return parts


def _from_one(
    senders: Numbers, receivers: Numbers, no: Numbers, chance: np.random.Generator
) -> list[dict[str, Numbers]]:
    one = np.ones_like(no)
    return [
        {"no": no, "role": one * FROM, "position": one, "face": chance.choice(senders, len(no))},
        {"no": no, "role": one * TO, "position": one, "face": chance.choice(receivers, len(no))},
    ]
