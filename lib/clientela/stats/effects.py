"""What a campaign changed: differences between those who got it and those left out by lot, with honest intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from clientela.stats.intervals import Z, wilson

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# What is compared to see whether the lot was fair; long-tailed things on a log scale.
TRAITS = ("organisation", "tenure_days", "days_since_last", "purchases_before", "amount_before")


# Of very many customers every difference is sure: shares that stand less than a point apart change nothing that anybody does.
LEAST_POINTS = 0.01


class Bounded(Protocol):
    """A number with its interval, where it is known."""

    @property
    def value(self) -> float | int | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def sense(change: Bounded | None, least: float = LEAST_POINTS) -> int:
    """Which way a difference goes: 1 up, -1 down; 0 where it may be chance, is not known, or is too small to act on.

    >>> from clientela.results import Number
    >>> told = [Number(0.02, "share", 90, 0.01, 0.03), Number(-0.02, "share", 90, -0.05, 0.01), Number(-0.002, "share", 9000000, -0.003, -0.001)]
    >>> [sense(one) for one in told]
    [1, 0, 0]
    """
    if change is None or change.low is None or change.high is None or abs(change.value or 0.0) < least:
        return 0
    return 1 if change.low > 0 else -1 if change.high < 0 else 0


def difference(hits: tuple[int, int], n: tuple[int, int]) -> tuple[float, float, float]:
    """By how much one share exceeds another, and between which limits: difference, low, high.

    Newcombe's hybrid score interval (1998, method 10).

    >>> tuple(round(part, 4) for part in difference((56, 48), (70, 80)))
    (0.2, 0.0524, 0.3339)
    """
    first, second = ((some / whole, *wilson(some, whole)) for some, whole in zip(hits, n, strict=True))
    return between(first, second)


def between(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float, float]:
    """The same of two shares of different people that have their own limits already: each is given as share, low, high."""
    gap = first[0] - second[0]
    down = float(np.hypot(first[0] - first[1], second[2] - second[0]))
    up = float(np.hypot(first[2] - first[0], second[0] - second[1]))
    return gap, gap - down, gap + up


def money(within: Floats, before: Floats, treated: NDArray[np.bool_]) -> tuple[float, float, float]:
    """By how much a treated customer spent more than a control, on average: difference, low, high.

    What each had spent before takes out what would have been spent anyway (Deng, Xu, Kohavi & Walker 2013); Welch's variance.
    """
    spread = float(np.var(before))
    slope = float(np.cov(within, before, bias=True)[0, 1]) / spread if spread > 0 else 0.0
    left = within - slope * (before - before.mean())
    one, other = left[treated], left[~treated]
    gap = float(one.mean() - other.mean())
    half = Z * float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))
    return gap, gap - half, gap + half


def shrink(effects: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Effects of several groups drawn towards each other, the less certain the more, and their errors.

    Empirical Bayes: the spread between groups by DerSimonian & Laird (1986), the error of the common mean included. A single
    group stays as it is.

    >>> [float(round(part, 3)) for part in shrink(np.array([0.0, 0.4]), np.array([0.1, 0.1]))[0]]
    [0.025, 0.375]
    """
    if len(effects) < 2:
        return effects, errors
    variance = errors**2
    mean, weight, spread = pooled(effects, errors)
    keep = spread / (spread + variance)
    own = variance * keep + (1 - keep) ** 2 / weight
    return mean + keep * (effects - mean), np.sqrt(own)


def pooled(effects: Floats, errors: Floats) -> tuple[float, float, float]:
    """The common mean of several groups, its weight (one over its squared error), and their variance beyond chance (DerSimonian & Laird 1986)."""
    weight = 1 / errors**2
    mean = float(np.average(effects, weights=weight))
    excess = float((weight * (effects - mean) ** 2).sum()) - (len(effects) - 1)
    spread = max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))
    common = 1 / (errors**2 + spread)
    return float(np.average(effects, weights=common)), float(common.sum()), spread


def balance(contacts: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Were treated and control alike before the campaign? The traits side by side, and how likely such differences are by lot.

    Frame: trait, mean_treated, mean_control, trait_difference (in standard deviations). The chance is that of the joint test of all
    traits (Hansen & Bowers 2008): small means that it was no lot.
    """
    import pandas as pd
    from scipy.stats import chi2

    raw = contacts.assign(organisation=contacts.kind == "organisation")[list(TRAITS)].astype("float64")
    # What is known of nobody compares nothing.
    raw = raw.dropna(axis=1, how="all").drop(columns=["organisation"] if contacts.kind.isna().all() else [])
    if raw.empty or not len(raw.columns):
        return pd.DataFrame(columns=["trait", "mean_treated", "mean_control", "trait_difference"]), 1.0
    latest = float(raw.days_since_last.max()) + 1 if "days_since_last" in raw else 0.0
    raw = raw.fillna({"days_since_last": latest}).fillna(0.0)
    long = [str(name) for name in raw if name != "organisation"]
    scaled = raw.assign(**{name: np.log1p(raw[name].clip(lower=0)) for name in long})
    treated = (contacts.arm == "treated").to_numpy()
    spread = scaled.std().replace(0.0, np.nan)
    gap = (scaled[treated].mean() - scaled[~treated].mean()) / spread
    table = pd.DataFrame(
        {
            "trait": list(raw),
            "mean_treated": raw[treated].mean().array,
            "mean_control": raw[~treated].mean().array,
            "trait_difference": (gap.fillna(0.0)).array,
        }
    )
    usable = scaled.loc[:, gap.notna()]
    if usable.empty:
        return table, 1.0
    covariance = np.atleast_2d(np.cov(usable.to_numpy(), rowvar=False))
    covariance *= 1 / treated.sum() + 1 / (~treated).sum()
    move = (usable[treated].mean() - usable[~treated].mean()).to_numpy()
    statistic = float(move @ np.linalg.pinv(covariance) @ move)
    return table, float(chi2.sf(statistic, np.linalg.matrix_rank(covariance)))
