"""Topics that nobody wrote down: words that go together, found again in each half of the messages."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clientela.customers.words.messages import Words

LEAST, MOST = 2, 8
# Fewer messages than these have no topics; more than these are not needed to find them.
ENOUGH, PLENTY = 60, 4000
SPLITS = 2
TOP = 8


@dataclass(frozen=True)
class Found:
    """Topics by words: the topic of each message (−1: none), the weight of each word in it, and how steady each topic is (0 to 1)."""

    topic: NDArray[np.int64]
    weights: NDArray[np.float64]
    steady: NDArray[np.float64]


def find(words: Words, seed: int = 2026) -> Found | None:
    """The topics of the messages; None for too few of them.

    Non-negative matrix factorisation (Lee & Seung 1999) from a start without chance (NNDSVD). Of two to eight topics the number is taken whose
    words come out most alike in the two halves of the messages, twice halved by lot (after Greene, O'Callaghan & Cunningham 2014).
    """
    n = words.matrix.shape[0]
    if n < ENOUGH:
        return None
    rng = np.random.default_rng(seed)
    sample = words.matrix[np.sort(rng.permutation(n)[:PLENTY])]
    halves = [np.array_split(rng.permutation(sample.shape[0]), 2) for _turn in range(SPLITS)]
    # Messages of few words are about one thing.
    used = int((np.asarray(sample.sum(axis=0)) > 0).sum())
    most = max(1, min(MOST, used // 3, sample.shape[0] // 30))
    best: tuple[float, NDArray[np.float64], NDArray[np.float64]] | None = None
    for number in range(min(LEAST, most), most + 1):
        weights = _topics(sample, number)[1]
        again = [_topics(sample[half], number)[1] for pair in halves for half in pair]
        steady = np.mean([_alike(weights, other) for other in again], axis=0)
        if best is None or steady.mean() > best[0] + 1e-9:
            best = float(steady.mean()), weights, steady
    if best is None:
        return None
    return Found(_assign(words.matrix, best[1]), best[1], best[2])


def _topics(matrix: Any, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much of each topic is in each message, and of each word in each topic (rows of length one)."""
    from sklearn.decomposition import NMF

    model = NMF(number, init="nndsvd", random_state=0, max_iter=100, tol=1e-3)
    with warnings.catch_warnings():
        # A hundred rounds are enough for the order of the words.
        warnings.simplefilter("ignore")
        share = model.fit_transform(matrix)
    length = np.linalg.norm(model.components_, axis=1, keepdims=True)
    return share * length.T, model.components_ / np.where(length > 0, length, 1)


def _alike(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of each topic's top words its likest topic in another solution shares (Jaccard, matched one to one)."""
    from scipy.optimize import linear_sum_assignment

    first, second = _top(one), _top(other)
    jaccard = np.array([[len(a & b) / max(1, len(a | b)) for b in second] for a in first])
    mine, theirs = linear_sum_assignment(-jaccard)
    return jaccard[mine, theirs][np.argsort(mine)]


def _top(weights: NDArray[np.float64]) -> list[set[int]]:
    """The heaviest words of each topic; a word that weighs nothing is in none."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :TOP]
    return [{int(word) for word in words if row[word] > 0} for row, words in zip(weights, order, strict=True)]


def _assign(matrix: Any, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """The topic that each message is likest to; −1 where it shares no word with any."""
    likeness = np.asarray(matrix @ weights.T)
    return np.where(likeness.max(axis=1) > 0, likeness.argmax(axis=1), -1)
