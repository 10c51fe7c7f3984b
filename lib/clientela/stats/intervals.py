"""Intervals for shares and for waits that are not over yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

LEVEL = 0.95
# The two-sided 95 % quantile of the normal distribution.
Z = 1.959963984540054


def wilson(hits: float, n: float) -> tuple[float, float]:
    """Between which shares the true one lies, 95 times in 100, when `hits` of `n` were seen.

    Wilson's score interval (1927): never below 0 or above 1, honest with few cases. Without cases: 0 to 1.

    >>> tuple(round(bound, 3) for bound in wilson(8, 10))
    (0.49, 0.943)
    """
    if n <= 0:
        return 0.0, 1.0
    low, high = wilson_each(hits, n)
    # At the very ends rounding would leave a hair.
    return (0.0 if hits <= 0 else float(low)), (1.0 if hits >= n else float(high))


def fisher(correlation: float, n: int) -> tuple[float, float]:
    """Between which values the true correlation lies, 95 times in 100, when `n` cases had this one (Fisher's z).

    >>> tuple(round(bound, 2) for bound in fisher(0.5, 20))
    (0.07, 0.77)
    """
    middle = np.arctanh(min(0.999999, max(-0.999999, correlation)))
    swing = 1.96 / np.sqrt(max(1, n - 3))
    return float(np.tanh(middle - swing)), float(np.tanh(middle + swing))


def waits(days: ArrayLike, came: ArrayLike, weight: ArrayLike) -> pd.DataFrame:
    """What share had come back after so many days, counting those still waiting fairly (Kaplan and Meier 1958).

    `days` waited until the second purchase (`came`) or until today (not `came`), `weight` customers alike. One row a day on
    which somebody came: days, share, share_low, share_high (log-log limits, Greenwood's variance), at_risk.
    """
    import pandas as pd

    given = np.asarray(days)
    known = given == given
    day, place = np.unique(given[known], return_inverse=True)
    each = np.broadcast_to(np.asarray(weight, dtype=float), given.shape)[known]
    weights = np.bincount(place, each, len(day))
    events = np.bincount(place, each * np.asarray(came, dtype=bool)[known], len(day))
    at_risk = weights[::-1].cumsum()[::-1]
    stay, left = (1 - events / at_risk).cumprod(), at_risk - events
    greenwood = np.divide(events, at_risk * left, out=np.zeros(len(day)), where=left > 0).cumsum()
    inside = (stay > 0) & (stay < 1)
    log_stay = np.log(np.where(inside, stay, 0.5))
    swing = Z * np.sqrt(greenwood) / np.abs(log_stay)
    low, high = (np.where(inside, np.exp(log_stay * np.exp(sign * swing)), stay) for sign in (1, -1))
    table = pd.DataFrame(
        {"days": day, "share": 1 - stay, "at_risk": at_risk, "share_low": 1 - high, "share_high": 1 - low}
    )
    return table[events > 0].reset_index(drop=True)


def by_day(curve: pd.DataFrame, day: float, n: float = 0) -> tuple[float, float, float]:
    """The share that had come back by a day, with its interval; of `n` watched where nobody had, or everybody.

    >>> import pandas as pd
    >>> nobody = pd.DataFrame({"days": [], "share": []})
    >>> [round(part, 3) for part in by_day(nobody, 90, 40)], by_day(nobody, 90)
    ([0.0, 0.0, 0.088], (0.0, 0.0, 1.0))
    >>> all_of_them = pd.DataFrame({"days": [30], "share": [1.0], "share_low": [1.0], "share_high": [1.0]})
    >>> [round(part, 3) for part in by_day(all_of_them, 90, 40)]
    [1.0, 0.912, 1.0]
    """
    before = curve[curve.days <= day]
    if before.empty:
        return 0.0, *wilson(0, n)
    last = before.iloc[-1]
    if last["share"] >= 1 and n:
        return 1.0, *wilson(n, n)
    return float(last["share"]), float(last.share_low), float(last.share_high)


def median_wait(curve: pd.DataFrame) -> float | None:
    """The day by which half had come back; None where half never did so far."""
    reached = curve[curve["share"] >= 0.5]
    return None if reached.empty else float(reached.days.iloc[0])


def wilson_each(hits: Any, tries: Any) -> tuple[Any, Any]:
    """The interval of 95 % of each of many shares (Wilson 1927)."""
    n, z = np.asarray(tries, dtype=float), Z
    share = np.asarray(hits, dtype=float) / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
