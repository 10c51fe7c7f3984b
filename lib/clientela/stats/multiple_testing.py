"""Telling news from chance among many products at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# Of all that is called news, so much may be chance.
FALSE_NEWS = 0.05
# Fewer buyers than these move a product by themselves.
FEWEST_BUYERS = 10


def discoveries(p_values: Any, rate: float = FALSE_NEWS) -> Any:
    """Which of many small p-values may be called news, so that at most this share of the news is chance.

    Source: Benjamini & Hochberg 1995.

    >>> discoveries([0.001, 0.04, 0.9]).tolist()
    [True, False, False]
    """
    given = np.asarray(p_values, dtype=float)
    if not given.size:
        return np.zeros(0, dtype=bool)
    order = np.argsort(given, kind="stable")
    passed = np.flatnonzero(given[order] <= rate * np.arange(1, given.size + 1) / given.size)
    found = np.zeros(given.size, dtype=bool)
    if passed.size:
        found[order[: passed[-1] + 1]] = True
    return found


def moves(changes: pd.DataFrame) -> pd.DataFrame:
    """How each product (or category) moved between the two periods, with its band of chance and a word: up, down or chance.

    `changes` needs amount_now, amount_before, spread and buyers. The band holds 95 %; the word is controlled over all rows together.
    """
    from scipy.stats import norm

    frame = changes.assign(
        amount_now=changes["amount_now"].astype(float), amount_before=changes["amount_before"].astype(float)
    )
    spread = frame["spread"].astype(float)
    move = frame["amount_now"] - frame["amount_before"]
    size = (move.abs() / spread.where(spread > 0)).fillna(0.0)
    sure = discoveries(2 * norm.sf(size)) & (frame["buyers"] >= FEWEST_BUYERS).to_numpy()
    word = np.where(~sure, "trend_chance", np.where(move > 0, "trend_up", "trend_down"))
    return frame.assign(
        gain=move, gain_low=move - 1.96 * spread, gain_high=move + 1.96 * spread, trend=word,
        change=move / frame["amount_before"].where(frame["amount_before"] > 0),
    )  # fmt: skip
