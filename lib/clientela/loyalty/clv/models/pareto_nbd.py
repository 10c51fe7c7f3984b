"""Customers who may leave at any moment, unseen: Pareto/NBD.

Each customer buys at an own pace (gamma over customers, r and alpha) and leaves after an own lifetime (gamma over
customers, s and beta), whether or not a purchase has just been made.

Sources: Schmittlein, Morrison & Colombo (1987), Counting your customers, Management Science 33(1); Fader & Hardie (2005),
A note on deriving the Pareto/NBD model. Their difference of two 2F1 functions is the integral over the unseen moment of
leaving; it is computed as that integral, which stays stable for any x and has its slopes under the same integral sign.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, exprel, gammaln

from clientela.loyalty.clv.models.summary import Array, Rows, dot

NODES, WEIGHTS = (part.astype(float) for part in np.polynomial.legendre.leggauss(24))
# What is left of the integrand where integration stops: e^-40.
DROP = 40.0
# Rows integrated at a time, so that memory stays flat.
BLOCK = 5_000


@dataclass(frozen=True)
class ParetoNbd:
    """The model; its parameters are r, alpha (pace) and s, beta (lifetime).

    >>> ParetoNbd().names
    ('r', 'alpha', 's', 'beta')
    """

    name: str = "pareto_nbd"
    names: tuple[str, ...] = ("r", "alpha", "s", "beta")

    def units(self, weeks: float) -> Array:
        """Alpha and beta are times: their natural size is a part of the time observed."""
        time = max(weeks, 1e-3) / 4
        return np.array([1.0, time, 1.0, time])

    def starts(self) -> tuple[tuple[float, ...], ...]:
        """Few and many buyers, few and many leavers."""
        return (0.5, 1.0, 0.5, 1.5), (1.0, 1.0, 0.3, 4.0), (2.0, 1.0, 1.0, 2.0)

    def log_likelihood(self, params: Array, rows: Rows) -> tuple[float, Array]:
        """How likely the histories are, and the slope along r, alpha, s and beta."""
        r, alpha, s, beta = params
        counts, _, weight = rows.by_x
        alive, gone, slopes = _stories(params, rows)
        value = dot(weight, gammaln(r + counts) - gammaln(r)) + rows.n * (
            r * np.log(alpha) + s * np.log(beta)
        )
        value += dot(rows.weight, np.logaddexp(alive, gone))
        common = np.array(
            [
                dot(weight, digamma(r + counts) - digamma(r)) + rows.n * np.log(alpha),
                rows.n * r / alpha,
                rows.n * np.log(beta),
                rows.n * s / beta,
            ]
        )
        p_gone = 1 / (1 + np.exp(np.clip(alive - gone, -700, 700)))
        still = -np.array(
            [
                np.log(alpha + rows.T),
                (r + rows.x) / (alpha + rows.T),
                np.log(beta + rows.T),
                s / (beta + rows.T),
            ]
        )
        return float(value), common + ((still * (1 - p_gone) + slopes * p_gone) * rows.weight).sum(axis=1)

    def p_alive(self, params: Array, rows: Rows) -> Array:
        """The chance that each customer still buys, given the silence since the last purchase."""
        alive, gone, _ = _stories(params, rows)
        return 1 / (1 + np.exp(np.clip(gone - alive, -700, 700)))

    def moments(self, params: Array, rows: Rows, weeks: float | Array) -> tuple[Array, Array]:
        """Mean and variance of the purchases in the coming weeks of a customer who still buys.

        Purchases are Poisson over the time still alive within the weeks, min(lifetime, weeks); its first two moments under
        the Lomax lifetime are integrals of powers, written with (e^u - 1) / u so that s = 1 and s = 2 are nothing special.
        """
        r, alpha, s, beta = params
        shape, scale, age = r + rows.x, alpha + rows.T, beta + rows.T
        log = np.log1p(weeks / age)
        time = age * log * exprel((1 - s) * log)
        time_squared = 2 * age**2 * log * (exprel((2 - s) * log) - exprel((1 - s) * log))
        mean = shape / scale * time
        return mean, np.maximum(mean + shape * (shape + 1) / scale**2 * time_squared - mean**2, 0.0)


def _stories(params: Array, rows: Rows) -> tuple[Array, Array, Array]:
    """Logarithms of "still alive at T" and "left between t_x and T", and the slopes of the second: (4, rows)."""
    r, alpha, s, beta = params
    alive = -(r + rows.x) * np.log(alpha + rows.T) - s * np.log(beta + rows.T)
    blocks = [slice(at, at + BLOCK) for at in range(0, len(rows.x), BLOCK)]
    parts = [_left(params, rows.x[b], rows.t_x[b], rows.T[b]) for b in blocks]
    return (
        alive,
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts], axis=1),
    )


def _left(params: Array, x: Array, t_x: Array, T: Array) -> tuple[Array, Array]:
    """Logarithm of s × the integral from t_x to T of (alpha + u)^-(r + x) (beta + u)^-(s + 1) du, and its slopes.

    Gauss-Legendre on the logarithm of time, cut where nothing is left: 24 points give nine digits or more.
    """
    r, alpha, s, beta = params
    near = min(alpha, beta)
    reach = _reach(params, x, t_x)
    length = np.minimum(np.log1p((T - t_x) / (near + t_x)), reach)
    # (near + u) = (near + t_x) e^step; expm1 keeps u - t_x exact when the silence is short.
    u = t_x + (near + t_x) * np.expm1(np.multiply.outer((NODES + 1) / 2, length))
    log_a, log_b = np.log(alpha + u), np.log(beta + u)
    exponent = (log_a if near == alpha else log_b) - (r + x) * log_a - (s + 1) * log_b
    top = exponent[0]
    f = np.exp(exponent - top) * WEIGHTS[:, None]
    total = f.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(s * total * length / 2) + top
        slopes = [
            -(f * log_a).sum(axis=0) / total,
            -(r + x) * (f / (alpha + u)).sum(axis=0) / total,
            1 / s - (f * log_b).sum(axis=0) / total,
            -(s + 1) * (f / (beta + u)).sum(axis=0) / total,
        ]
    return value, np.array(slopes)


def _reach(params: Array, x: Array, t_x: Array) -> Array:
    """How far the logarithm of time must go before the integrand has fallen by e^-DROP."""
    r, alpha, s, beta = params
    (near, slow), (far, power) = sorted([(alpha, r + x), (beta, s + 1 + 0 * x)], key=lambda side: side[0])
    ratio = (near + t_x) / (far + t_x)
    by_near = DROP / np.maximum(slow - 1, 1e-3)
    with np.errstate(over="ignore"):
        by_far = np.log1p(np.expm1(np.minimum(DROP / power, 700.0)) / ratio)
    return np.minimum(by_near, by_far)


PARETO_NBD = ParetoNbd()
