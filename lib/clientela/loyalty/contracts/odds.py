"""Two ways to say who renews: an own chance for each customer (shifted-beta-geometric), and one rate for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clientela.loyalty.clv.models import sbg
from clientela.loyalty.clv.models.fitting import Fit
from clientela.loyalty.clv.models.summary import Array
from clientela.loyalty.clv.outlook import total
from clientela.results import Number
from clientela.stats.intervals import LEVEL, Z, wilson

PERIODS_OF_DOUBT = 5


class Odds(Protocol):
    """What either way says."""

    def renew(self, faced: Array) -> Array:
        """The chance that the n-th renewal is made by those who come to it."""

    def survival(self, renewals: Array) -> tuple[Array, Array, Array]:
        """The share still there after so many renewals, with low and high."""

    def periods(self, made: Array, periods: int, rate: float) -> tuple[Array, Array]:
        """How many more periods, later ones worth less, a contract with so many renewals will last: mean and variance."""

    def doubt(self, made: Array, weight: Array) -> float:
        """The variance of the weighted sum of those periods that comes from not knowing the parameters."""

    def parameters(self) -> dict[str, Number]:
        """The parameters by name."""


def lasting(stay: Array, rate: float) -> tuple[Array, Array]:
    """Mean and variance of the discounted periods, given the chances (rows) of coming to the first, second … period.

    Who comes to a later period has come to the earlier ones: the covariance of two is the later chance times one minus the earlier.

    >>> mean, variance = lasting(np.array([[0.5, 0.25]]), 0.0)
    >>> mean.tolist(), variance.tolist()
    ([0.75], [0.6875])
    """
    worth = (1 + rate) ** -np.arange(1.0, stay.shape[1] + 1)
    mean = stay @ worth
    later = np.minimum(stay[:, :, None], stay[:, None, :])
    spread = later - stay[:, :, None] * stay[:, None, :]
    return mean, np.einsum("ijk,j,k->i", spread, worth, worth)


@dataclass(frozen=True)
class Constant:
    """Everybody renews with the same chance, however long they have been customers."""

    kept: int
    n: int

    @classmethod
    def of(cls, lost: object) -> Constant:
        """The rate of some renewals: who left (true) and who stayed."""
        gone = np.asarray(lost, bool)
        return cls(int((~gone).sum()), len(gone))

    @property
    def rate(self) -> float:
        """The share that renewed."""
        return self.kept / max(1, self.n)

    def renew(self, faced: Array) -> Array:
        """The chance that the n-th renewal is made: the same for all n."""
        return np.full(len(faced), self.rate)

    def survival(self, renewals: Array) -> tuple[Array, Array, Array]:
        """The rate to the power of the renewals, and so its limits."""
        low, high = wilson(self.kept, self.n)
        return self.rate**renewals, low**renewals, high**renewals

    def periods(self, made: Array, periods: int, rate: float) -> tuple[Array, Array]:
        """Mean and variance of the discounted periods, alike for all."""
        mean, variance = lasting(self.rate ** np.arange(1.0, periods + 1)[None, :], rate)
        return np.repeat(mean, len(made)), np.repeat(variance, len(made))

    def doubt(self, made: Array, weight: Array) -> float:
        """By the slope of the sum along the rate, times the rate's variance."""
        ahead = np.arange(1.0, PERIODS_OF_DOUBT + 1)
        slope = float((ahead * self.rate ** (ahead - 1)).sum() * weight.sum())
        return slope**2 * self.rate * (1 - self.rate) / max(1, self.n)

    def parameters(self) -> dict[str, Number]:
        """The rate is told as the share that renewed; there is nothing else to tell."""
        return {}


@dataclass(frozen=True)
class Shifted:
    """Each customer has an own chance of leaving, beta over customers: the waverers go first."""

    fit: Fit

    def renew(self, faced: Array) -> Array:
        """The chance that the n-th renewal is made: it rises with n."""
        return sbg.retention(self.fit, np.asarray(faced, float))

    def survival(self, renewals: Array) -> tuple[Array, Array, Array]:
        """The share still there; limits by the delta method on the logit, so that they stay between 0 and 1."""
        share = sbg.survival(self.fit, renewals)
        spread = np.array([self._variance(one) for one in renewals])
        inside = np.clip(share, 1e-9, 1 - 1e-9)
        half = Z * np.sqrt(spread) / (inside * (1 - inside))
        logit = np.log(inside / (1 - inside))
        low, high = (1 / (1 + np.exp(-(logit + sign * half))) for sign in (-1, 1))
        return share, np.where(renewals > 0, low, 1.0), np.where(renewals > 0, high, 1.0)

    def _variance(self, renewals: float) -> float:
        def share(theta: Array) -> tuple[Array, Array]:
            one = sbg.survival(_at(self.fit, theta), np.array([renewals]))
            return one, np.zeros(1)

        return total(self.fit, share, np.ones(1)).parameters

    def periods(self, made: Array, periods: int, rate: float) -> tuple[Array, Array]:
        """Mean and variance of the discounted periods, by the renewals made so far."""
        known, place = np.unique(np.asarray(made, float), return_inverse=True)
        mean, variance = lasting(_stay(self.fit, known, periods), rate)
        return mean[place], variance[place]

    def doubt(self, made: Array, weight: Array) -> float:
        """By the slope of the sum along the parameters, and their covariance."""
        known, place = np.unique(np.asarray(made, float), return_inverse=True)

        def sums(theta: Array) -> tuple[Array, Array]:
            count = _stay(_at(self.fit, theta), known, PERIODS_OF_DOUBT).sum(axis=1)
            return count, np.zeros(len(known))

        return total(self.fit, sums, np.asarray(np.bincount(place, weight), float)).parameters

    def parameters(self) -> dict[str, Number]:
        """alpha and beta of the chance of leaving, with limits."""
        ends = self.fit.intervals(LEVEL)
        return {
            f"sbg_{name}": Number(value, "score", self.fit.n, *ends[name], LEVEL)
            for name, value in self.fit.params.items()
        }


def _at(fit: Fit, theta: Array) -> Fit:
    """The same model at other parameters."""
    from dataclasses import replace

    return replace(fit, params=dict(zip(fit.params, theta.tolist(), strict=True)))


def _stay(fit: Fit, made: Array, periods: int) -> Array:
    """The chances of coming to the next periods, a row for each number of renewals made."""
    ahead = np.arange(1.0, periods + 1)[None, :]
    return np.asarray(sbg.survival(fit, made[:, None] + ahead) / sbg.survival(fit, made)[:, None])
