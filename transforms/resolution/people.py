"""Which profiles are one person: pairs joined strongest first, equals at once, never across what keeps two apart.

The invariant: no two profiles that a judgement calls different are ever in one cluster, whatever joins them; but for
two that are both the owner. Where equally strong pairs would together join what is kept apart, those on the way from
the one to the other join nothing: a couple's mailbox is as much his as hers, so it is neither's until somebody says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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

    def join_equals(self, pairs: Iterable[Pair[Id]]) -> None:
        """Join pairs that are equally strong, but for those that lead across what keeps two apart."""
        near: dict[Id, set[Id]] = defaultdict(set)
        for one, other in pairs:
            if one in self._cluster_of and other in self._cluster_of:
                a, b = self._cluster_of[one], self._cluster_of[other]
                if a != b:
                    near[a].add(b)
                    near[b].add(a)
        while way := _ways_across(near, self._rivals(near)):
            for a, b in way:
                near[a].discard(b)
        for a in near:
            for b in near[a]:
                self.join(a, b)

    def _rivals(self, clusters: Iterable[Id]) -> dict[Id, set[Id]]:
        """Each of these clusters that something keeps apart from another -> those it is kept from."""
        rivals = {
            cluster: {
                self._cluster_of[member]
                for barrier in (self._apart, self._against)
                for member in barrier.get(cluster, ())
            }
            - {cluster}
            for cluster in clusters
            if cluster in self._apart or cluster in self._against
        }
        return {cluster: others for cluster, others in rivals.items() if others}

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


def _ways_across(near: Mapping[Id, set[Id]], rivals: Mapping[Id, set[Id]]) -> set[Pair[Id]]:
    """The steps, in both directions, of all ways between rivals that are as short as any is; none when none meet.

    Shortest first, since a longer way may only reach its end through what a shorter one shows to be of two minds.
    """
    shortest, steps = None, set[Pair[Id]]()
    for start in rivals:
        distance = {start: 0}
        came_from: dict[Id, set[Id]] = defaultdict(set)
        layer = [start]
        while layer and not rivals[start] & distance.keys() and (shortest is None or distance[layer[0]] < shortest):
            following: list[Id] = []
            for a in layer:
                for b in near.get(a, ()):
                    if b not in distance:
                        distance[b] = distance[a] + 1
                        following.append(b)
                    if distance[b] == distance[a] + 1:
                        came_from[b].add(a)
            layer = following
        met = rivals[start] & distance.keys()
        if not met:
            continue
        if shortest is None or distance[next(iter(met))] < shortest:
            shortest, steps = distance[next(iter(met))], set()
        behind = list(met)
        while behind:
            b = behind.pop()
            for a in came_from.pop(b, ()):
                steps |= {(a, b), (b, a)}
                behind.append(a)
    return steps


def people(
    profile_ids: Iterable[Id],
    owner_ids: Iterable[Id],
    judged_different: Iterable[Pair[Id]],
    judged_same: Iterable[Pair[Id]],
    against: Iterable[Pair[Id]],
    alike: Iterable[Iterable[Pair[Id]]],
) -> dict[Id, Id]:
    """Profile id -> the profile id that stands for its person.

    The owner's profiles are one person whatever is judged, since there is one owner; what calls them so is in the
    settings and the exports. Then a judgement "different" goes before everything; then judgements "same", in the order
    of their ids (so a "same" that a "different" contradicts is left out); then `alike`, sets of equally strong pairs,
    the strongest first, each only when no pair between the two clusters is `against` it.
    """
    clusters: Clusters[Id] = Clusters(profile_ids)
    owner = set(owner_ids)
    for profile_id in owner:
        clusters.join(min(owner), profile_id)
    clusters.keep_apart((pair for pair in judged_different if not owner.issuperset(pair)), by_judgement=True)
    clusters.keep_apart(against, by_judgement=False)
    for one, other in sorted((min(pair), max(pair)) for pair in judged_same):
        clusters.join(one, other, judged=True)
    for equals in alike:
        clusters.join_equals(equals)
    return clusters.cluster_of()
