"""Which profiles are one person: pairs joined one by one, strongest first, never across what keeps two apart.

The invariant: no two profiles that a judgement calls different are ever in one cluster, whatever joins them; but for
two that are both the owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

Id = TypeVar("Id", int, str)
Pair = tuple[Id, Id]


class Clusters(Generic[Id]):
    """Disjoint sets of profiles; every profile starts alone."""

    def __init__(self, profile_ids: Iterable[Id]) -> None:
        self._cluster_of: dict[Id, Id] = {profile_id: profile_id for profile_id in profile_ids}
        self._members: dict[Id, list[Id]] = {profile_id: [profile_id] for profile_id in self._cluster_of}
        self._apart: dict[Id, set[Id]] = defaultdict(set)
        self._against: dict[Id, set[Id]] = defaultdict(set)

    def keep_apart(self, pairs: Iterable[Pair[Id]], *, by_judgement: bool) -> None:
        """From now on no join brings these together; evidence (not by judgement) yields to `join(…, judged=True)`."""
        barrier = self._apart if by_judgement else self._against
        for one, other in pairs:
            if one in self._cluster_of and other in self._cluster_of and one != other:
                barrier[self._cluster_of[one]].add(other)
                barrier[self._cluster_of[other]].add(one)

    def join(self, one: Id, other: Id, *, judged: bool = False) -> bool:
        """Make one cluster of the clusters of two profiles; False when something keeps them apart."""
        if one not in self._cluster_of or other not in self._cluster_of:
            return False
        large, small = self._cluster_of[one], self._cluster_of[other]
        if large == small:
            return True
        if len(self._members[large]) < len(self._members[small]):
            large, small = small, large
        if self._barred(self._apart, large, small) or (not judged and self._barred(self._against, large, small)):
            return False
        for member in self._members[small]:
            self._cluster_of[member] = large
        self._members[large] += self._members.pop(small)
        for barrier in (self._apart, self._against):
            if small in barrier:
                barrier[large] |= barrier.pop(small)
        return True

    def _barred(self, barrier: dict[Id, set[Id]], large: Id, small: Id) -> bool:
        return large in barrier and any(member in barrier[large] for member in self._members[small])

    def cluster_of(self) -> dict[Id, Id]:
        """Profile id -> the profile id that stands for its cluster; which one that is means nothing."""
        return self._cluster_of


def components(pairs: Iterable[Pair[Id]]) -> dict[Id, Id]:
    """Everything connected by pairs, no questions asked: profile id -> one of its component."""
    pairs = list(pairs)
    clusters: Clusters[Id] = Clusters(profile_id for pair in pairs for profile_id in pair)
    for one, other in pairs:
        clusters.join(one, other)
    return clusters.cluster_of()


def people(
    profile_ids: Iterable[Id],
    owner_ids: Iterable[Id],
    judged_different: Iterable[Pair[Id]],
    judged_same: Iterable[Pair[Id]],
    against: Iterable[Pair[Id]],
    alike: Iterable[Pair[Id]],
) -> dict[Id, Id]:
    """Profile id -> the profile id that stands for its person.

    The owner's profiles are one person whatever is judged, since there is one owner; what calls them so is in the
    settings and the exports. Then a judgement "different" goes before everything; then judgements "same", in the order
    of their ids (so a "same" that a "different" contradicts is left out); then `alike`, strongest first as given, each
    only when no pair between the two clusters is `against` it.
    """
    clusters: Clusters[Id] = Clusters(profile_ids)
    owner = set(owner_ids)
    for profile_id in owner:
        clusters.join(min(owner), profile_id)
    clusters.keep_apart((pair for pair in judged_different if not owner.issuperset(pair)), by_judgement=True)
    clusters.keep_apart(against, by_judgement=False)
    for one, other in sorted((min(pair), max(pair)) for pair in judged_same):
        clusters.join(one, other, judged=True)
    for one, other in alike:
        clusters.join(one, other)
    return clusters.cluster_of()
