"""The company's own list of motives: what it wrote down for some messages, read from the words of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from clientela.customers.words.messages import Words

# A motive is learned from so many messages; a message is given one when half of its words are known from that motive.
ENOUGH = 20
KNOWN_WORDS = 0.5
FOLDS = 5


@dataclass(frozen=True)
class Motives:
    """The motive of every message (empty where none fits), how many were checked and how many of those came out right."""

    motive: NDArray[Any]
    checked: int
    right: int
    commonest: float


def motives(words: Words, reasons: pd.Series) -> Motives | None:
    """Complete the motives that the company wrote down; None where it wrote too few, or where words do not tell them.

    `reasons` has one value for each row of `words`. Multinomial naive Bayes on the weights of the words (Rennie et al. 2003), checked on fifths of
    the messages that it had not seen; below the share of the commonest motive it is refused.
    """
    given = reasons.fillna("").astype(str).str.strip().to_numpy(dtype=object)
    names, place = np.unique(given, return_inverse=True)
    often = (np.bincount(place) >= ENOUGH) & (names != "")
    if often.sum() < 2:
        return None
    known = np.flatnonzero(often[place])
    fold = np.arange(len(known)) % FOLDS
    guess = np.concatenate([
        _read(words.matrix[known[fold != turn]], place[known[fold != turn]], words.matrix[known[fold == turn]])
        for turn in range(FOLDS)
    ])  # fmt: skip
    truth = np.concatenate([place[known[fold == turn]] for turn in range(FOLDS)])
    told = guess >= 0
    checked, right = int(told.sum()), int((guess[told] == truth[told]).sum())
    commonest = float(np.bincount(place[known]).max() / len(known))
    if not checked or right / checked <= max(commonest, 0.5):
        return None
    found = _read(words.matrix[known], place[known], words.matrix)
    found[known] = place[known]
    label = np.where(found >= 0, names[np.maximum(found, 0)], "")
    return Motives(label, checked, right, commonest)


def _read(seen: Any, motive: NDArray[Any], unread: Any) -> NDArray[np.int64]:
    """The likeliest motive of each unread message; −1 where its words are not those of any."""
    from scipy import sparse

    several, place = np.unique(motive, return_inverse=True)
    members = sparse.csr_matrix((np.ones(len(place)), (place, np.arange(len(place)))))
    weight = np.asarray((members @ seen).todense()) + 0.1
    chance = np.log(weight / weight.sum(axis=1, keepdims=True))
    prior = np.log(np.bincount(place) / len(place))
    best = (np.asarray(unread @ chance.T) + prior).argmax(axis=1)
    # A word heard twice under a motive is known there.
    heard = np.asarray((members @ (seen > 0)).todense()) >= 2
    known = np.asarray(unread.multiply(heard[best]).sum(axis=1)).ravel()
    whole = np.asarray(unread.sum(axis=1)).ravel()
    return np.where(known >= KNOWN_WORDS * whole, several[best], -1)
