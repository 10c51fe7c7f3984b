"""Topics that nobody wrote down: messages whose words are used alike, found again in each half of the messages."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.loyalty.voice.space import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clientela.customers.words.messages import Words

# How many topics may be tried; up to FEW they are themes themselves, above they are told by theme and subject.
NUMBERS, FEW = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 25, 30, 35, 40), 8
# Fewer messages than these have no topics; more than these are not needed to find them.
ENOUGH, PLENTY = 60, 4000
SPLITS = 2
# A message that lies farther than this from every topic is about none (cosine).
FAR = 0.25
# Topics no farther apart than this are of one theme (one less the cosine).
NEAR = 0.5


@dataclass(frozen=True)
class Found:
    """Topics by words: the topic of each message (-1: none), the theme of each topic (a topic of its own where they are few), the weight of each
    word in it, and how steady each topic is (0 to 1)."""

    topic: NDArray[np.int64]
    theme: NDArray[np.int64]
    weights: NDArray[np.float64]
    steady: NDArray[np.float64]


def find(words: Words, seed: int = 2026) -> Found | None:
    """The topics of the messages; None for too few of them.

    Messages lie near one another where they use words alike (see `space.places`), and are grouped by spherical k-means (Dhillon & Modha 2001). Of
    two to forty topics the number is taken whose groups are told again by the two halves of the messages, twice halved by lot, with as many topics as
    that allows: what one half says of the other's groups, beyond chance, times the part of them that agrees (Vinh, Epps & Bailey 2010; Lange et al.
    2004). A topic is as steady as the messages that come together again (Jaccard; Hennig 2007: under one half it dissolves).
    """
    n = words.matrix.shape[0]
    if n < ENOUGH:
        return None
    rng = np.random.default_rng(seed)
    place = places(words.matrix)
    sample = np.sort(rng.permutation(n)[:PLENTY])
    halves = [np.array_split(rng.permutation(len(sample)), 2) for _turn in range(SPLITS)]
    tried = {number: _tried(place[sample], halves, number) for number in _numbers(words.matrix[sample])}
    best = max(tried, key=lambda number: (round(tried[number][0], 9), -number))
    centres = _centres(place[sample], best)
    topic = _nearest(place, centres)
    # A half that never saw a topic cannot bring it again, and neither can one without its messages.
    steady = np.mean([_again(topic[sample], other, len(centres)) for other in tried[best][1]], axis=0)
    theme = _themes(centres) if best > FEW else np.arange(len(centres))
    near = np.einsum("ij,ij->i", place, centres[topic]) >= FAR
    return Found(np.where(near, topic, -1), theme, _weights(words.matrix, topic, len(centres)), steady)


def _numbers(matrix: Any) -> list[int]:
    """How many topics may be tried of so many messages: messages of few words are about one thing."""
    used = int((np.asarray(matrix.sum(axis=0)) > 0).sum())
    most = max(1, min(NUMBERS[-1], used // 3, matrix.shape[0] // 30))
    return [number for number in NUMBERS if number <= most] or [most]


def _tried(
    place: NDArray[np.float64], halves: list[list[NDArray[np.int64]]], number: int
) -> tuple[float, list[NDArray[np.int64]]]:
    """How well so many topics are told again by halves, and what each half says of all messages."""
    from sklearn.metrics import adjusted_mutual_info_score, mutual_info_score

    told = [[_nearest(place, _centres(place[half], number)) for half in pair] for pair in halves]
    # One half says so much of the groups of the other, in nats; agreement beyond chance is its part.
    score = np.mean([adjusted_mutual_info_score(*pair) * mutual_info_score(*pair) for pair in told])
    return float(score), [one for pair in told for one in pair]


def _centres(place: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """The middles of so many groups, of length one."""
    from sklearn.cluster import KMeans

    with warnings.catch_warnings():
        # Fewer different messages than groups are fewer groups.
        warnings.simplefilter("ignore")
        centres = KMeans(number, n_init=2, max_iter=50, random_state=0).fit(place).cluster_centers_
    length = np.linalg.norm(centres, axis=1, keepdims=True)
    return centres / np.where(length > 0, length, 1)


def _nearest(place: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.asarray((place @ centres.T).argmax(axis=1), dtype=np.int64)


def _again(topic: NDArray[np.int64], other: NDArray[np.int64], number: int) -> NDArray[np.float64]:
    """How much of each topic's messages its likest group in another solution shares (Jaccard)."""
    both = np.zeros((number, int(other.max()) + 1))
    np.add.at(both, (topic, other), 1)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    return np.asarray((both / np.maximum(either, 1)).max(axis=1), dtype=np.float64)


def _themes(centres: NDArray[np.float64]) -> NDArray[np.int64]:
    """The theme of each topic: those that lie near one another on average (Sokal & Michener 1958); one far from all is its own."""
    from scipy.cluster.hierarchy import fcluster, linkage

    return np.asarray(fcluster(linkage(centres, "average", "cosine"), NEAR, "distance") - 1, dtype=np.int64)


def _weights(matrix: Any, topic: NDArray[np.int64], number: int) -> NDArray[np.float64]:
    """What each word weighs in the messages of each topic; rows of length one."""
    from scipy import sparse

    inside = sparse.csr_matrix((np.ones(len(topic)), (topic, np.arange(len(topic)))), (number, len(topic)))
    summed = np.asarray((inside @ matrix).todense(), dtype=np.float64)
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    return summed / np.where(length > 0, length, 1)
