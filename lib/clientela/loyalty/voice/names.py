"""What a topic is called: a phrase that its messages have in common and others have not, else its heaviest words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.words.messages import stop_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LABEL_WORDS = 3
# A phrase that fewer messages of the topic hold names an accident, and one in a smaller part of them names a corner.
FEWEST, LEAST = 5, 0.05
# Of phrases that tell nearly as much the longest is taken: it reads like what was said.
NEARLY = 0.6
# A phrase may begin or end with these small words, which turn its sense round.
TURNS = frozenset(["no", "ni", "sin", "nunca", "not", "never", "without", "cannot"])


def names(
    topic: NDArray[np.int64], phrases: pd.Series | None, weights: NDArray[np.float64], written: NDArray[Any]
) -> NDArray[Any]:
    """The name of each topic; no two have the same.

    `topic` is that of each message (-1: none), `phrases` the phrases of each that several customers wrote (set apart by |), `weights` what each word
    weighs in each topic, `written` how it is written. A phrase tells as much of a topic as the part of its messages that hold it,
    times the part of those who hold it that are of the topic.
    """
    heaviest = np.argsort(-weights, axis=1, kind="stable")[:, :LABEL_WORDS]
    found = np.array([", ".join(written[row]) for row in heaviest], dtype=object)
    if phrases is None or not phrases.notna().any():
        return found
    told = _told(topic, phrases)
    taken: set[str] = set()
    for place in np.argsort(-np.bincount(topic[topic >= 0], minlength=len(weights)), kind="stable"):
        own = told[(told.topic == place) & ~told.phrase.isin(taken)]
        if len(own):
            near = own[own.tells >= NEARLY * own.tells.max()]
            found[place] = str(
                near.sort_values(["long", "tells", "phrase"], ascending=[False, False, True]).phrase.iloc[0]
            )
            taken.add(found[place])
    return found


def _told(topic: NDArray[np.int64], phrases: pd.Series) -> pd.DataFrame:
    """How much each phrase tells of each topic: topic, phrase, tells, long."""
    import pandas as pd

    each = (
        pd.DataFrame({"topic": topic, "phrase": phrases.str.split("|").to_numpy()}).explode("phrase").dropna()
    )
    known = {phrase for phrase in each.phrase.unique() if _whole(phrase)}
    each = each[each.phrase.isin(known)]
    everywhere = each.groupby("phrase").size()
    told = each[each.topic >= 0].groupby(["topic", "phrase"]).size().rename("times").reset_index()
    share = told.times / told.topic.map(pd.Series(topic).value_counts())
    # Where no phrase is whole there is none to look up, and pandas would give texts.
    holders = told.phrase.map(everywhere).astype(float)
    told = told.assign(tells=share * told.times / holders, long=told.phrase.str.count(" "))
    return told[(told.times >= FEWEST) & (share >= LEAST)]


def _whole(phrase: str) -> bool:
    """Whether a phrase begins and ends with a word that says something, and is no half of a sentence.

    >>> _whole("tarjeta no ha llegado"), _whole("la tarjeta no"), _whole("no ha")
    (True, False, False)
    """
    first, *middle, last = phrase.split()
    content = {word for word in (first, *middle, last) if word not in stop_words() and len(word) > 2}
    return last in content and (first in content or first in TURNS)
