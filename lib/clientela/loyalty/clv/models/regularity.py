"""How regular are customers? The k of MBG/CNBD-k, chosen by how likely it makes the past and by how well it would have forecast it."""

from __future__ import annotations

import numpy as np

from clientela.loyalty.clv.models.bg_cnbd import mbg_cnbd
from clientela.loyalty.clv.models.fitting import fit
from clientela.loyalty.clv.models.summary import DAYS_PER_WEEK, Days, distinct, sample, summarize

LARGEST_K = 6
ORIGINS = 3
# Choosing k needs no more customers than this; they are taken by a stable hash of their id.
SAMPLE = 20_000
# A larger k must lower the error by this share: a tie goes to the simpler model.
GAIN = 0.001


def choose_k(days: Days, until: int, largest: int = LARGEST_K) -> int:
    """The regularity that forecasts best among those that make the past more likely than haphazard buying does.

    Nothing after `until` (days since 1970-01-01) is read. Every k has as many parameters, so that likelihoods compare as they
    are; where no k > 1 gains, customers are not regular. The last half of the history is split in three: at each of the three
    dates every k left is fitted on what was known and graded on the next sixth of the history, by its squared and by its absolute errors.
    """
    days = sample(days.until(until), SAMPLE)
    if not len(days.day):
        return 1
    tried = _likelier(days, until, largest)
    step = int(until - days.day.min()) // (2 * ORIGINS)
    if step < 1 or len(tried) < 2:
        return tried[0] if tried else 1
    best, best_error = tried[0], float("inf")
    for k in tried:
        errors = [_error(days, until - back * step, step, k) for back in range(1, ORIGINS + 1)]
        error = float(np.mean(errors))
        if error < best_error - GAIN * (k > tried[0]):
            best, best_error = k, error
    return best


def _likelier(days: Days, until: int, largest: int) -> list[int]:
    """The k > 1 that make the past more likely than k = 1; the likelihood rises to one k and falls from there."""
    customers = summarize(days, until)
    rows, gaps, found, haphazard = distinct(customers), float(customers["log_gaps"].sum()), [], -np.inf
    for k in range(1, largest + 1):
        one = fit(mbg_cnbd(k), rows)
        likelihood = one.log_likelihood + (k - 1) * gaps
        if k == 1:
            haphazard = likelihood if np.isfinite(likelihood) else -np.inf
        elif not likelihood > haphazard:
            break
        elif one.degenerate is None:
            found.append(k)
    return found


def _error(days: Days, origin: int, step: int, k: int) -> float:
    """Logarithm of root mean squared × mean absolute error of one k at one date; infinite when the fit is degenerate."""
    customers = summarize(days, origin)
    model, rows = mbg_cnbd(k), distinct(customers)
    one = fit(model, rows)
    if one.degenerate:
        return float("inf")
    expected = model.p_alive(one.theta, rows) * model.moments(one.theta, rows, step / DAYS_PER_WEEK)[0]
    actual = days.counts(origin, origin + step)[
        np.searchsorted(days.ids, customers["customer_id"].to_numpy())
    ]
    off = np.abs(expected[rows.inverse] - actual)
    with np.errstate(divide="ignore"):
        return float(np.log(np.mean(off**2)) / 2 + np.log(np.mean(off)))
