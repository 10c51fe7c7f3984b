"""The ways to look ahead: exponential smoothing, and the naive rivals it has to beat.

Every one takes a series and gives simulated futures, so that sums over several periods and probabilities follow without formulas.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Series = NDArray[np.float64]
    Model = Callable[[Series, Series, int, int, int], Series]

# A calendar effect earns its place when its estimate is at least this many standard errors away from nothing.
CLEAR = 2.0
SEED = 20_240_229


def last_value(past: Series, _feasts: Series, ahead: int, cycle: int, paths: int) -> Series:
    """As the last period: a random walk."""
    steps = np.diff(past)
    return past[-1] + np.cumsum(_noise(steps, paths, ahead), axis=1)


def drift(past: Series, _feasts: Series, ahead: int, cycle: int, paths: int) -> Series:
    """As the last period, plus the mean step so far."""
    steps = np.diff(past)
    slope = float(steps.mean())
    # The mean step is itself known only roughly, and more so the shorter the past.
    unsure = _noise(steps - slope, paths, 1) / np.sqrt(len(steps)) * np.arange(1, ahead + 1)
    return (
        past[-1]
        + slope * np.arange(1, ahead + 1)
        + unsure
        + np.cumsum(_noise(steps - slope, paths, ahead), axis=1)
    )


def seasonal_naive(past: Series, _feasts: Series, ahead: int, cycle: int, paths: int) -> Series:
    """As the same period a year before."""
    places = np.arange(ahead)
    base = past[len(past) - cycle + places % cycle]
    noise = _noise(past[cycle:] - past[:-cycle], paths, ahead)
    for start in range(cycle, ahead, cycle):
        noise[:, start:] += noise[:, : ahead - start]
    return base + noise


def smoothing(past: Series, feasts: Series, ahead: int, cycle: int, paths: int) -> Series:
    """Exponential smoothing (ETS) without seasons, after taking out calendar effects that are clear.

    `feasts` has one row a period, past and ahead. Source: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, chapter 8.
    """
    return _smoothed(past, feasts, ahead, paths, {})


def seasonal_smoothing(past: Series, feasts: Series, ahead: int, cycle: int, paths: int) -> Series:
    """Exponential smoothing with a season for each month; it needs two years."""
    return _smoothed(past, feasts, ahead, paths, {"seasonal": "add", "seasonal_periods": cycle})


def _smoothed(past: Series, feasts: Series, ahead: int, paths: int, season: dict[str, Any]) -> Series:
    effect = calendar_effect(past, feasts[: len(past)], season.get("seasonal_periods", len(past)))
    fit = _best_fit(past - feasts[: len(past)] @ effect, season)
    if fit is None:
        return last_value(past, feasts, ahead, 0, paths)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        futures = fit.simulate(ahead, anchor="end", repetitions=paths, rng=np.random.default_rng(SEED))
    return np.asarray(futures).reshape(ahead, paths).T + feasts[len(past) :] @ effect


def calendar_effect(past: Series, feasts: Series, cycle: int) -> Series:
    """What each more day of a feast does to a period; zero for a feast whose effect is not clear.

    Estimated on differences (of a year, where there are two), so that trend and season do not count.
    """
    lag = cycle if len(past) >= 2 * cycle else 1
    left, right = past[lag:] - past[:-lag], feasts[lag:] - feasts[:-lag]
    effect = np.zeros(feasts.shape[1])
    moving = np.flatnonzero(np.abs(right).sum(axis=0) > 0)
    if len(left) <= len(moving) + 3 or not len(moving):
        return effect
    design = np.column_stack([np.ones(len(left)), right[:, moving]])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return effect
    beta, *_rest = np.linalg.lstsq(design, left, rcond=None)
    spare = left - design @ beta
    error = np.sqrt(
        np.diag(np.linalg.inv(design.T @ design)) * (spare @ spare) / (len(left) - design.shape[1])
    )
    clear = np.abs(beta[1:]) >= CLEAR * error[1:]
    effect[moving] = np.where(clear, beta[1:], 0.0)
    return effect


def _best_fit(past: Series, season: dict[str, Any]) -> Any:
    """The form with the lowest AICc: a level alone, or with a trend that fades."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    # First states by rule: a dozen seasons to estimate take a hundred times as long and forecast no better.
    settings = {"error": "add", "initialization_method": "heuristic", **season}
    fits: list[tuple[float, int, Any]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for trend in ({}, {"trend": "add", "damped_trend": True}):
            fit = ETSModel(past, **settings, **trend).fit(disp=False, maxiter=200)
            if np.isfinite(fit.aicc):
                fits.append((float(fit.aicc), len(fits), fit))
    return min(fits)[2] if fits else None


def _noise(steps: Series, paths: int, ahead: int) -> Series:
    """Chance of the size of the steps so far."""
    size = float(np.sqrt(np.mean(steps**2)))
    return np.random.default_rng(SEED).normal(0.0, size, (paths, ahead))


MODELS: dict[str, Model] = {"smoothing": smoothing, "seasonal_smoothing": seasonal_smoothing}
RIVALS: dict[str, Model] = {"last_value": last_value, "drift": drift, "seasonal_naive": seasonal_naive}
