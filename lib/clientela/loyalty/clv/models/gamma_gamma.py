"""How much a customer spends on a purchase day: Gamma-Gamma.

Amounts vary around each customer's own mean, and own means vary over customers; a customer seen on few days is drawn
towards everyone's mean. How much is spent must not depend on how often: `spend_correlation` shows whether it does.

Source: Fader & Hardie (2013), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import digamma, gammaln

from clientela.loyalty.clv.models.fitting import Fit, failed, maximize
from clientela.loyalty.clv.models.summary import Array, dot, repeat_spend

if TYPE_CHECKING:
    import pandas as pd

STARTS = (2.0, 3.0, 1.0), (6.0, 4.0, 1.0), (1.0, 1.5, 0.5), (10.0, 10.0, 5.0)


@dataclass(frozen=True)
class GammaGamma:
    """The model's name and parameters: p (within a customer), q and gamma (between customers)."""

    name: str = "gamma_gamma"
    names: tuple[str, ...] = ("p", "q", "gamma")


def repeaters(customers: pd.DataFrame) -> tuple[Array, Array]:
    """x and the mean amount of those who bought again and paid something."""
    x, mean = repeat_spend(customers)
    paid = (x > 0) & (mean > 0)
    return x[paid], mean[paid]


def fit_spend(customers: pd.DataFrame) -> Fit:
    """Fit the spending model to the mean amounts of customers who bought again.

    `customers` has `x` (or `repeat_days`) and `repeat_mean`. Degenerate as other fits, and also `no_mean` when q <= 1:
    the mean over customers would be infinite.

    >>> import pandas as pd
    >>> fit_spend(pd.DataFrame({"x": [0, 1], "repeat_mean": [0.0, 5.0]})).degenerate
    'too_few_rows'
    """
    x, mean = repeaters(customers)
    if len(x) <= len(GammaGamma.names):
        return failed(GammaGamma.name, GammaGamma.names, len(x), "too_few_rows")
    counts, place, weight = np.unique(x, return_inverse=True, return_counts=True)
    log_x_mean = np.log(x * mean)
    constant = (dot(x, log_x_mean), np.log(mean).sum())

    def likelihood(params: Array) -> tuple[float, Array]:
        p, q, gamma = params
        px, log_total = p * counts, np.log(gamma + x * mean)
        shape = (px + q)[place]
        value = dot(weight, gammaln(px + q) - gammaln(px) - gammaln(q)) + len(x) * q * np.log(gamma)
        value += p * constant[0] - constant[1] - dot(shape, log_total)
        d_p = dot(weight * counts, digamma(px + q) - digamma(px)) + constant[0] - dot(x, log_total)
        d_q = dot(weight, digamma(px + q) - digamma(q)) + len(x) * np.log(gamma) - log_total.sum()
        return float(value), np.array([d_p, d_q, len(x) * q / gamma - dot(shape, 1 / (gamma + x * mean))])

    units = np.array([1.0, 1.0, float(mean.mean())])
    top = maximize(likelihood, GammaGamma(), units, [(np.log(start), None) for start in STARTS], len(x))
    return replace(top, degenerate="no_mean") if top.degenerate is None and top.params["q"] <= 1 else top


def expected_spend(fit: Fit, x: Array, mean: Array) -> Array:
    """Each customer's mean amount a purchase day: between the own mean and everyone's, as the evidence weighs.

    >>> cdnow = Fit("gamma_gamma", {"p": 6.25, "q": 3.74, "gamma": 15.44}, 0.0, 946, np.eye(3))
    >>> expected_spend(cdnow, np.array([0.0, 2.0]), np.array([0.0, 22.0])).round(2).tolist()
    [35.22, 24.38]
    """
    p, q, gamma = fit.theta
    return p * (gamma + x * mean) / (p * x + q - 1)


def spend_variance(fit: Fit, x: Array, mean: Array) -> tuple[Array, Array]:
    """Variance of a single purchase day's amount around the customer's mean, and of that mean itself, as known today.

    Both are infinite when p x + q <= 2; half a unit above keeps a finite, wide answer there.
    """
    p, q, gamma = fit.theta
    shape, scale = p * x + q, gamma + x * mean
    inverse_square = scale**2 / ((shape - 1) * np.maximum(shape - 2, 0.5))
    return p * inverse_square, np.maximum(p**2 * inverse_square - expected_spend(fit, x, mean) ** 2, 0.0)


def spend_correlation(customers: pd.DataFrame) -> float:
    """Correlation of how often with how much, among those who bought again: near zero is what the model assumes."""
    x, mean = repeaters(customers)
    if len(x) < 3 or x.std() == 0 or mean.std() == 0:
        return float("nan")
    return float(np.corrcoef(x, mean)[0, 1])
