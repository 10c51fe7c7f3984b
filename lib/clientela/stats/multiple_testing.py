"""Telling news from chance among many products at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.stats.price_volume_mix import MOST_UNCOUNTED, ONE_MONTH

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Of all that is called news, so much may be chance.
FALSE_NEWS = 0.05
# Fewer buyers than these move a product by themselves.
FEWEST_BUYERS = 10
# What moves so much more, or less, than all the others together moved by itself.
BESIDE, BEFORE = 0.05, "sales_before"
# What only tells price from quantity.
COUNTED = ("at_old", "spread_old", "uncounted")


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

    `changes` needs amount_now, amount_before, spread and buyers. The band holds 95 %; the word is controlled over all rows together. Where
    quantities are known (at_old: what was sold now at the prices of a year before, with its spread_old) price and quantity are told
    apart, and the word is of the quantity alone; `trend_sales` is that of the money.
    """
    now, before = changes["amount_now"].astype(float), changes["amount_before"].astype(float)
    frame = changes.assign(amount_now=now, amount_before=before)
    move, spread = now - before, frame["spread"].astype(float)
    word = _words(move, spread, frame["buyers"])
    frame = frame.assign(
        gain=move, gain_low=move - 1.96 * spread, gain_high=move + 1.96 * spread, trend=word,
        change=move / before.where(before > 0),
    )  # fmt: skip
    if not _counted(changes):
        return frame.drop(columns=[name for name in COUNTED if name in frame])
    units = frame["at_old"].astype(float) - before
    # A band no narrower than what one month of the year read at the wrong price would do.
    far = frame["spread_old"].astype(float).clip(lower=(move - units).abs() / ONE_MONTH / 1.96)
    return frame.assign(
        by_price=move - units, by_quantity=units, quantity_low=units - 1.96 * far, quantity_high=units + 1.96 * far,
        change_quantity=units / before.where(before > 0), trend_sales=word, trend=_words(units, far, frame["buyers"]),
    ).drop(columns=list(COUNTED))  # fmt: skip


def _words(move: pd.Series, spread: pd.Series, buyers: pd.Series) -> Any:
    from scipy.stats import norm

    size = (move.abs() / spread.where(spread > 0)).fillna(0.0)
    sure = discoveries(2 * norm.sf(size)) & (buyers >= FEWEST_BUYERS).to_numpy()
    return np.where(~sure, "trend_chance", np.where(move > 0, "trend_up", "trend_down"))


def _counted(changes: pd.DataFrame) -> bool:
    """Are quantities known of nearly all that is sold now?"""
    if not set(COUNTED) <= set(changes):
        return False
    without, sold = (changes[name].astype(float).clip(lower=0).sum() for name in ("uncounted", "amount_now"))
    return bool(sold > 0 and without <= MOST_UNCOUNTED * sold)


def apart(frame: pd.DataFrame) -> Any:
    """Which rows did better (1) or worse (-1) than all the others together, by five points of what they sold; 0: what a row did is news of the whole.

    One that was not sold before, or has no others beside it, did as it moved.

    >>> import pandas as pd
    >>> apart(pd.DataFrame({"sales_before": [100.0, 10.0, 800.0, 0.0], "gain": [-30.0, -6.0, -240.0, 5.0]})).tolist()
    [0, -1, 0, 1]
    """
    by, before = frame[moved(frame)].astype(float), frame[BEFORE].astype(float)
    others = (by.sum() - by) / (before.sum() - before).where(before.sum() > before)
    beside = by / before.where(before > 0) - others
    beside = beside.fillna(by)
    found: NDArray[np.int64] = np.where(beside.abs() < BESIDE, 0, np.sign(beside)).astype(int)
    return found


def moved(frame: pd.DataFrame) -> str:
    """The column that tells how much more is sold: the quantity where it is known, else the money."""
    return "by_quantity" if "by_quantity" in frame else "gain"


def ends(frame: pd.DataFrame) -> tuple[str, str]:
    """The columns of the interval of `moved`."""
    return ("quantity_low", "quantity_high") if "by_quantity" in frame else ("gain_low", "gain_high")
