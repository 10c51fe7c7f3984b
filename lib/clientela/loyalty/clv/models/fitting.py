"""Find the parameters that make a company's history most likely, and say when the history cannot tell.

A fit never raises: when parameters run away, the likelihood is flat or nothing was bought twice, `Fit.degenerate` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from clientela.loyalty.clv.models.climb import BOUND, Objective, Start, climb, polish, remembered
from clientela.loyalty.clv.models.summary import Array, Rows, dot

# A parameter whose 95 % interval spans a factor of e^±6 is not told by the data.
FLAT = 3.0
MANY_ROWS = 4_000


class Model(Protocol):
    """What every model of repeat purchases can say; parameters come in the order of `names`."""

    @property
    def name(self) -> str:
        """The model's short name, as in results.json."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parameters."""

    def units(self, weeks: float) -> Array:
        """A natural size of each parameter when customers are observed for so many weeks."""

    def starts(self) -> tuple[tuple[float, ...], ...]:
        """Where to begin looking, as multiples of the units."""

    def log_likelihood(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """How likely the histories are (logarithm), and its slope along each parameter."""

    def p_alive(self, params: Array, rows: Rows) -> Array:
        """The chance that each customer still buys."""

    def moments(self, params: Array, rows: Rows, weeks: float | Array) -> tuple[Array, Array]:
        """Mean and variance of the purchases in the coming weeks of a customer who still buys."""


@dataclass(frozen=True)
class Fit:
    """Parameters with their uncertainty, how likely they make the history, and what is wrong with them, if anything."""

    model: str
    params: Mapping[str, float]
    log_likelihood: float
    n: int
    covariance: Array = field(repr=False)
    """Of the logarithms of the parameters: the inverse of the curvature at the maximum (Laplace)."""
    degenerate: str | None = None
    """None, or why the fit must not be used: no_repeats, too_few_rows, not_finite, not_converged, flat, bound:<name>."""

    @property
    def theta(self) -> Array:
        """The parameters as an array, in the model's order."""
        return np.array(list(self.params.values()))

    def intervals(self, level: float = 0.95) -> dict[str, tuple[float, float]]:
        """Low and high of each parameter: normal on the logarithm, so that they stay positive.

        >>> fit = Fit("m", {"r": 1.0}, -1.0, 10, np.array([[0.01]]))
        >>> [round(end, 3) for end in fit.intervals()["r"]]
        [0.822, 1.217]
        """
        from scipy.stats import norm

        width = norm.ppf(0.5 + level / 2) * np.sqrt(np.diag(self.covariance))
        ends = zip(self.theta * np.exp(-width), self.theta * np.exp(width), strict=True)
        return {name: (float(low), float(high)) for name, (low, high) in zip(self.params, ends, strict=True)}


def failed(model: str, names: Iterable[str], n: int, why: str) -> Fit:
    """A fit without parameters, because the history cannot tell them."""
    params = {name: float("nan") for name in names}
    return Fit(model, params, float("nan"), n, np.full((len(params),) * 2, np.nan), why)


def fit(model: Model, rows: Rows) -> Fit:
    """Fit one model to distinct purchase histories by maximum likelihood, from several starts.

    >>> import pandas as pd
    >>> from clientela.loyalty.clv import BGNBD, distinct
    >>> once = pd.DataFrame({"x": [0, 0], "t_x_days": [0, 0], "T_days": [90, 80]})
    >>> fit(BGNBD, distinct(once)).degenerate
    'no_repeats'
    """
    if not (rows.x > 0).any():
        return failed(model.name, model.names, rows.n, "no_repeats")
    if len(rows.x) <= len(model.names):
        return failed(model.name, model.names, rows.n, "too_few_rows")
    units = model.units(dot(rows.T, rows.weight) / rows.n)
    starts: list[Start] = [(np.log(start), None) for start in model.starts()]
    if len(rows.x) > MANY_ROWS:
        # All starts on a sample of rows; only the best of them pays for every row.
        sample = rows.every(len(rows.x) // MANY_ROWS + 1)
        starts = [climb(lambda theta: model.log_likelihood(theta, sample), units, starts)]
    return maximize(lambda theta: model.log_likelihood(theta, rows), model, units, starts, rows.n)


class Named(Protocol):
    """Anything with a name and named parameters."""

    @property
    def name(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...


def maximize(objective: Objective, model: Named, units: Array, starts: Sequence[Start], n: int) -> Fit:
    """Climb to the top of a likelihood from each start, keep the highest, and judge whether it is a top."""
    objective = remembered(objective)
    place, _ = climb(objective, units, starts)
    place, curvature = polish(objective, units, place)
    likelihood, slope = objective(units * np.exp(place))
    params = {name: float(value) for name, value in zip(model.names, units * np.exp(place), strict=True)}
    covariance, why = judge(place, likelihood, slope * units * np.exp(place) / n, curvature, model.names)
    return Fit(model.name, params, float(likelihood), n, covariance, why)


def judge(
    place: Array, likelihood: float, slope: Array, curvature: Array, names: tuple[str, ...]
) -> tuple[Array, str | None]:
    """The covariance of the fit and, when it cannot be trusted, why."""
    unknown = np.full_like(curvature, np.nan)
    if not (np.isfinite(likelihood) and np.isfinite(curvature).all()):
        return unknown, "not_finite"
    for name, where in zip(names, place, strict=True):
        if abs(where) > BOUND - 0.01:
            return unknown, f"bound:{name}"
    # Curvature below one millionth of the steepest is a plain: its inverse would be noise.
    smallest, *_, largest = np.linalg.eigvalsh(curvature)
    if smallest <= 1e-9 * largest:
        return unknown, "flat"
    covariance: Array = np.asarray(np.linalg.inv(curvature), float)
    if np.sqrt(np.diag(covariance)).max() > FLAT:
        return covariance, "flat"
    return covariance, "not_converged" if np.abs(slope).max() > 1e-5 else None
