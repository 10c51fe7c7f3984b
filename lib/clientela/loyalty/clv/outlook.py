"""What customers will do in the coming weeks, one by one and all together, with what chance may add or take away.

Intervals of one customer hold the chance of the future (alive or not, then how many purchases). Intervals of a total hold
two parts: that chance, customers being independent (variances add up), and the uncertainty of the parameters (delta
method on the Laplace covariance of their logarithms). Neither holds a change of the market: grading measures that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.loyalty.clv.models.fitting import Fit, Model
from clientela.loyalty.clv.models.groups import Fitted
from clientela.loyalty.clv.models.summary import DAYS_PER_WEEK, Array, dot

if TYPE_CHECKING:
    import pandas as pd

WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK


@dataclass(frozen=True)
class Total:
    """A sum over customers: its expected value, the variance by chance and the variance by parameters."""

    value: float
    chance: float
    parameters: float

    def __add__(self, other: Total) -> Total:
        """Two groups together; they are fitted apart, so their variances add up."""
        both = (self.chance + other.chance, self.parameters + other.parameters)
        return Total(self.value + other.value, *both)

    def interval(self, level: float = 0.95, drift: float = 0.0) -> tuple[float, float]:
        """Low and high: gamma with this mean and variance, so never below zero.

        `drift` is the relative error of past forecasts' totals. It holds chance and the parameters of its day already, so that the larger of
        the two counts and not their sum.

        >>> [round(end) for end in Total(100.0, 60.0, 40.0).interval()]
        [81, 121]
        >>> [round(end) for end in Total(100.0, 60.0, 40.0).interval(drift=0.2)]
        [65, 143]
        """
        variance = max(self.chance + self.parameters, (drift * self.value) ** 2)
        return gamma_interval(self.value, variance, level)


def gamma_interval(mean: float, variance: float, level: float) -> tuple[float, float]:
    """Low and high of a positive quantity with this mean and variance."""
    from scipy.stats import gamma

    if not (mean > 0 and variance > 0):
        return mean, mean
    ends = gamma.ppf([0.5 - level / 2, 0.5 + level / 2], mean**2 / variance, scale=variance / mean)
    return float(ends[0]), float(ends[1])


def total(fit: Fit, values: Callable[[Array], tuple[Array, Array]], weight: Array) -> Total:
    """Sum a quantity over customers; `values` gives its mean and variance a row for any parameters."""
    mean, variance = values(fit.theta)
    whole, step = dot(mean, weight), 1e-4
    # One step up each parameter: half the work of two-sided slopes, and far more digits than an interval shows.
    moved = [dot(values(fit.theta * np.exp(move))[0], weight) for move in step * np.eye(len(fit.theta))]
    slope = (np.array(moved) - whole) / step
    return Total(whole, dot(variance, weight), float(slope @ fit.covariance @ slope))


def forecast(fitted: Fitted, customers: pd.DataFrame, weeks: float, level: float = 0.95) -> pd.DataFrame:
    """Each customer's chance of still buying, expected purchases in the coming weeks, and their low and high.

    Returns `p_alive`, `expected_purchases`, `variance`, `low`, `high`, on the index of `customers`.
    """
    import pandas as pd

    groups = kind_groups(customers)
    parts = []
    for name, part in customers.groupby(groups, sort=True):
        rows = fitted.rows(part)
        theta = fitted.fits[str(name)].theta
        p_alive, (mean, variance) = (
            fitted.model.p_alive(theta, rows),
            fitted.model.moments(theta, rows, fitted.ahead(weeks)),
        )
        low, high = (count_quantile(p_alive, mean, variance, 0.5 + side * level / 2) for side in (-1, 1))
        expected, spread = mixed(p_alive, mean, variance)
        columns = {
            "p_alive": p_alive,
            "expected_purchases": expected,
            "variance": spread,
            "low": low,
            "high": high,
        }
        parts.append(pd.DataFrame({c: v[rows.inverse] for c, v in columns.items()}, index=part.index))
    return pd.concat(parts).reindex(customers.index)


def total_purchases(fitted: Fitted, customers: pd.DataFrame, weeks: float) -> Total:
    """How many purchases all customers together will make in the coming weeks."""

    def values(model: Model, theta: Array, rows) -> tuple[Array, Array]:  # type: ignore[no-untyped-def]
        return mixed(model.p_alive(theta, rows), *model.moments(theta, rows, fitted.ahead(weeks)))

    return _sum_groups(fitted, customers, values)


def total_alive(fitted: Fitted, customers: pd.DataFrame) -> Total:
    """How many customers still buy."""

    def values(model: Model, theta: Array, rows) -> tuple[Array, Array]:  # type: ignore[no-untyped-def]
        p_alive = model.p_alive(theta, rows)
        return p_alive, p_alive * (1 - p_alive)

    return _sum_groups(fitted, customers, values)


def _sum_groups(fitted: Fitted, customers: pd.DataFrame, values: Callable) -> Total:
    result = Total(0.0, 0.0, 0.0)
    for name, part in customers.groupby(kind_groups(customers), sort=True):
        rows, fit = fitted.rows(part), fitted.fits[str(name)]

        def of(theta: Array, rows=rows) -> tuple[Array, Array]:  # type: ignore[no-untyped-def]
            return values(fitted.model, theta, rows)

        result += total(fit, of, rows.weight)
    return result


def mixed(p_alive: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Mean and variance over both stories: gone (nothing) and still buying."""
    return p_alive * mean, p_alive * (variance + mean**2) - (p_alive * mean) ** 2


def count_quantile(p_alive: Array, mean: Array, variance: Array, level: float) -> Array:
    """A quantile of the purchases: zero with the chance of being gone, else a count with this mean and variance.

    The count is negative binomial; when it is more regular than chance (k > 1), a rounded gamma.
    """
    from scipy.stats import gamma, nbinom

    inside = np.clip((level - (1 - p_alive)) / np.maximum(p_alive, 1e-12), 0.0, 1.0)
    mean = np.maximum(mean, 1e-12)
    spread = np.maximum(variance, mean * (1 + 1e-6))
    count = nbinom.ppf(inside, mean**2 / (spread - mean), mean / spread)
    regular = variance < mean
    if regular.any():
        tight = np.maximum(variance, 1e-12)
        count = np.where(regular, np.rint(gamma.ppf(inside, mean**2 / tight, scale=tight / mean)), count)
    return np.where(inside <= 0, 0.0, np.maximum(count, 0.0))


def discounted_purchases(fitted: Fitted, theta: Array, rows, weeks: float, rate: float) -> Array:  # type: ignore[no-untyped-def]
    """Expected purchases of the coming weeks, each worth less the later it comes: `rate` is a year's discount.

    The discounted sum is e^(-dh) E(h) + d × the integral of e^(-dw) E(w), by parts; four Gauss points give six digits
    because E(w) is smooth. Source: Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42(4).
    """
    delta = np.log1p(rate) / WEEKS_PER_YEAR
    model, ahead = fitted.model, fitted.ahead
    value = np.exp(-delta * weeks) * model.moments(theta, rows, ahead(weeks))[0]
    if delta > 0:
        for node, weight in zip(*np.polynomial.legendre.leggauss(4), strict=True):
            at = weeks * (node + 1) / 2
            soon = model.moments(theta, rows, ahead(at))[0]
            value = value + delta * weight * weeks / 2 * np.exp(-delta * at) * soon
    return model.p_alive(theta, rows) * value
