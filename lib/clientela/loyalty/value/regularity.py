"""How regular are customers? The k of MBG/CNBD-k, chosen by how well each would have forecast the recent past."""

from __future__ import annotations

import numpy as np

from clientela.loyalty.value.bg_cnbd import mbg_cnbd
from clientela.loyalty.value.fitting import fit
from clientela.loyalty.value.summary import DAYS_PER_WEEK, Days, distinct, summarize

LARGEST_K = 4
ORIGINS = 3
# Choosing k needs no more customers than this; they are taken by a stable hash of their id.
SAMPLE = 20_000
# A larger k must lower the squared error by this share: a tie goes to the simpler model.
GAIN = 0.001


def choose_k(days: Days, until: int, largest: int = LARGEST_K) -> int:
    """The regularity that forecasts best: fitted at three past dates, each graded on the weeks that followed it.

    Nothing after `until` (days since 1970-01-01) is read. The last half of the history is split in three; at each of the
    three dates every k from 1 to `largest` is fitted on what was known and graded on the next sixth of the history.
    """
    days = _sample(days.until(until))
    if not len(days.day):
        return 1
    step = int(until - days.day.min()) // (2 * ORIGINS)
    if step < 1:
        return 1
    best, best_error = 1, float("inf")
    for k in range(1, largest + 1):
        error = sum(_squared_error(days, until - back * step, step, k) for back in range(1, ORIGINS + 1))
        if error < best_error * (1 - GAIN * (k > 1)):
            best, best_error = k, error
    return best


def _squared_error(days: Days, origin: int, step: int, k: int) -> float:
    """Sum of squared errors of one k at one date; infinite when the fit is degenerate."""
    customers = summarize(days, origin)
    model, rows = mbg_cnbd(k), distinct(customers)
    one = fit(model, rows)
    if one.degenerate:
        return float("inf")
    expected = model.p_alive(one.theta, rows) * model.moments(one.theta, rows, step / DAYS_PER_WEEK)[0]
    actual = days.counts(origin, origin + step)[
        np.searchsorted(days.ids, customers["customer_id"].to_numpy())
    ]
    return float(np.sum((expected[rows.inverse] - actual) ** 2))


def _sample(days: Days) -> Days:
    """At most about SAMPLE customers, always the same ones for the same ids."""
    from pandas.util import hash_array

    share = len(days.ids) // SAMPLE + 1
    if share == 1:
        return days
    kept = hash_array(days.ids) % share == 0
    rows = kept[days.code]
    return Days(days.ids[kept], (np.cumsum(kept) - 1)[days.code[rows]], days.day[rows], days.amount[rows])
