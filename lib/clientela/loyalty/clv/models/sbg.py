"""Customers under contract: who renews, period after period. The shifted-beta-geometric model.

Each customer has an own chance of leaving at every renewal (beta over customers, alpha and beta). Those likely to leave go
first, so that the retention of those who stay rises without anyone having changed.

Sources: Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1); Fader & Hardie
(2010), Customer-base valuation in a contractual setting, Marketing Science 29(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import betaln, digamma

from clientela.loyalty.clv.models.fitting import Fit, failed, maximize
from clientela.loyalty.clv.models.summary import Array, dot
from clientela.loyalty.clv.outlook import total

if TYPE_CHECKING:
    import pandas as pd

STARTS = (1.0, 1.0), (0.5, 3.0), (2.0, 10.0)


@dataclass(frozen=True)
class Sbg:
    """The model's name and parameters."""

    name: str = "sbg"
    names: tuple[str, ...] = ("alpha", "beta")


def cohort(survivors: Sequence[float]) -> tuple[Array, Array, Array]:
    """One cohort's survivors at each renewal as tenure, lost and weight, the way `fit_sbg` reads customers.

    >>> [part.tolist() for part in cohort([1000, 869, 743])]
    [[1.0, 2.0, 2.0], [1.0, 1.0, 0.0], [131.0, 126.0, 743.0]]
    """
    alive = np.asarray(survivors, float)
    periods = np.arange(1.0, len(alive))
    tenure, lost = np.r_[periods, periods[-1:]], np.r_[np.ones(len(periods)), np.zeros(min(1, len(periods)))]
    return tenure, lost, np.r_[alive[:-1] - alive[1:], alive[-1:]][: len(tenure)]


def fit_sbg(tenure: Array, lost: Array, weight: Array | None = None) -> Fit:
    """Fit who leaves at which renewal, by maximum likelihood.

    `tenure`: renewals faced; `lost`: 1 for those who left at the last of them, 0 for those still there; `weight`: customers.
    Besides the usual ones, degenerate `no_loss` when nobody has left and `too_few_rows` below two periods.

    >>> fit_sbg(np.array([1.0, 2.0]), np.array([0.0, 0.0])).degenerate
    'no_loss'
    """
    tenure, lost = np.asarray(tenure, float), np.asarray(lost, float)
    weight = np.ones(len(tenure)) if weight is None else np.asarray(weight, float)
    n = int(weight.sum())
    if not dot(weight, lost) > 0:
        return failed(Sbg.name, Sbg.names, n, "no_loss")
    if tenure[weight > 0].max() < 2:
        return failed(Sbg.name, Sbg.names, n, "too_few_rows")
    key, place = np.unique(tenure * 2 + lost, return_inverse=True)
    number: Array = np.asarray(np.bincount(place, weight), float)
    tenure, lost = key // 2, key % 2

    def likelihood(params: Array) -> tuple[float, Array]:
        a, b = params
        left, stayed = a + lost, b + tenure - lost
        common = digamma(a + b) - digamma(left + stayed)
        value = dot(number, betaln(left, stayed) - betaln(a, b))
        slope = [dot(number, digamma(p) - digamma(q) + common) for p, q in ((left, a), (stayed, b))]
        return float(value), np.array(slope)

    return maximize(likelihood, Sbg(), np.ones(2), [(np.log(start), None) for start in STARTS], n)


def survival(fit: Fit, periods: Array) -> Array:
    """Share of a new cohort still there after each of some numbers of renewals.

    >>> high_end = Fit("sbg", {"alpha": 0.668, "beta": 3.806}, 0.0, 1000, np.eye(2))
    >>> survival(high_end, np.array([0.0, 8.0])).round(3).tolist()
    [1.0, 0.46]
    """
    a, b = fit.theta
    return np.exp(betaln(a, b + np.asarray(periods, float)) - betaln(a, b))


def retention(fit: Fit, periods: Array) -> Array:
    """Share of those who face the n-th renewal that renew: it rises with n, since the leavers go first."""
    a, b = fit.theta
    at = np.asarray(periods, float)
    return (b + at - 1) / (a + b + at - 1)


def survivors(fit: Fit, tenure: Array, periods: int, level: float = 0.95) -> pd.DataFrame:
    """How many of today's customers will still be there after 1, 2 … periods, with low and high.

    `tenure`: renewals each of today's customers has made. The interval holds each customer's own chance (binomial) and the
    uncertainty of the parameters (delta method). Columns: period, expected, low, high.
    """
    import pandas as pd

    made, weight = np.unique(np.asarray(tenure, float), return_counts=True)
    rows = []
    for ahead in range(1, periods + 1):

        def stay(theta: Array, ahead: int = ahead) -> tuple[Array, Array]:
            chance = np.exp(betaln(theta[0], theta[1] + made + ahead) - betaln(theta[0], theta[1] + made))
            return chance, chance * (1 - chance)

        sum_ = total(fit, stay, weight.astype(float))
        low, high = sum_.interval(level)
        rows.append(
            {"period": ahead, "expected": sum_.value, "low": low, "high": min(high, float(weight.sum()))}
        )
    return pd.DataFrame(rows)


def discounted_periods(fit: Fit, tenure: Array, periods: int, rate: float) -> Array:
    """How many more periods a customer with this tenure will pay for, later ones worth less: times the price, the CLV.

    `rate` is the discount of one period; the next renewal is one period away. The sum over j = 1 … periods of
    S(tenure + j) / S(tenure) / (1 + rate)^j.

    >>> fit = Fit("sbg", {"alpha": 1.0, "beta": 1.0}, 0.0, 10, np.eye(2))
    >>> discounted_periods(fit, np.array([0.0]), 2, 0.0).round(4).tolist()
    [0.8333]
    """
    made = np.asarray(tenure, float)[:, None]
    ahead = np.arange(1.0, periods + 1)[None, :]
    return np.asarray((survival(fit, made + ahead) / survival(fit, made) / (1 + rate) ** ahead).sum(axis=1))
