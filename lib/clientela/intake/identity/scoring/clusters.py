"""Pairs brought together into customers: the surest first, never against a known difference, never beyond a size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import prod

# So many weak edges between two clusters join them where the chance that all are wrong is this small.
SEVERAL, DOUBT_LEFT = 2, 0.1


@dataclass(frozen=True)
class Edge:
    """Two entities (numbers from 0) and how likely they are one customer."""

    left: int
    right: int
    probability: float


@dataclass
class Clusters:
    """Which entities are one customer: `of[entity]` is the smallest entity of its cluster."""

    of: list[int]
    confidence: dict[int, float] = field(default_factory=dict)
    too_large: list[Edge] = field(default_factory=list)
    against: list[Edge] = field(default_factory=list)


def cluster(
    entities: int, edges: Sequence[Edge], *, same: Sequence[tuple[int, int]] = (), apart: Iterable[tuple[int, int]] = (),
    doubts: Iterable[tuple[int, int]] = (), weak: Sequence[Edge] = (), largest: int = 20,
) -> Clusters:  # fmt: skip
    """Join entities along their edges, the most likely first.

    `same` is joined before anything; an edge that would bring two entities of `apart` together, or make a cluster larger than `largest`, is
    left out and listed. One pair that must not be is thus never joined by a third record that looks like both. Pairs in `doubts` hold two
    clusters apart unless more edges than doubts join them: of ten records of one customer, two may hardly look alike. Edges in `weak` join
    two clusters where several of them together leave as little doubt as a strong one.

    >>> edges = [Edge(0, 1, 0.99), Edge(1, 2, 0.97), Edge(3, 4, 0.96)]
    >>> found = cluster(6, edges, apart=[(0, 2)])
    >>> found.of, found.against
    ([0, 0, 2, 3, 3, 5], [Edge(left=1, right=2, probability=0.97)])
    """
    parent = list(range(entities))
    members: dict[int, list[int]] = {}
    enemies, doubtful, friends = (
        _neighbours(pairs) for pairs in (apart, doubts, ((edge.left, edge.right) for edge in edges))
    )

    def root(entity: int) -> int:
        while parent[entity] != entity:
            parent[entity] = parent[parent[entity]]
            entity = parent[entity]
        return entity

    def between(pairs: dict[int, set[int]], small: list[int], other: int) -> int:
        return sum(root(near) == other for entity in small for near in pairs.get(entity, ()))

    def hostile(small: list[int], other: int) -> bool:
        if between(enemies, small, other):
            return True
        against = between(doubtful, small, other)
        return against > 0 and against >= between(friends, small, other)

    chances: dict[int, dict[int, float]] = {}
    for edge in (*edges, *weak) if weak else ():
        chances.setdefault(edge.left, {})[edge.right] = edge.probability
        chances.setdefault(edge.right, {})[edge.left] = edge.probability

    def together(small: list[int], other: int) -> bool:
        """Whether the edges between two clusters leave little doubt, although none does alone."""
        seen = [p for entity in small for near, p in chances[entity].items() if root(near) == other]
        return len(seen) >= SEVERAL and prod(1 - p for p in seen) <= DOUBT_LEFT

    found = Clusters(parent)
    first = [Edge(left, right, 1.0) for left, right in same]
    strong = len(first) + len(edges)
    for place, edge in enumerate([*first, *_likeliest_first(edges), *_likeliest_first(weak)]):
        left, right = sorted((root(edge.left), root(edge.right)))
        if left != right:
            ours, theirs = members.get(left, [left]), members.get(right, [right])
            if place >= strong and not together([entity for entity in ours if entity in chances], right):
                continue
            if place >= len(first) and hostile(ours, right):
                found.against.append(edge)
                continue
            if place >= len(first) and len(ours) + len(theirs) > largest:
                found.too_large.append(edge)
                continue
            parent[right] = left
            members[left] = ours + theirs
            members.pop(right, None)
        if place >= strong and left == right:
            continue
        for entity in (edge.left, edge.right):
            found.confidence[entity] = max(edge.probability, found.confidence.get(entity, 0.0))
    found.of = [root(entity) for entity in range(entities)]
    return found


def _likeliest_first(edges: Iterable[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: (-edge.probability, edge.left, edge.right))


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {}
    for left, right in pairs:
        near.setdefault(left, set()).add(right)
        near.setdefault(right, set()).add(left)
    return near
