"""How much of the sales rests on how few customers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.concentration"
TOPS = (0.01, 0.1, 0.2)
MIN_CUSTOMERS = 30
# An interval for the part of fewer would hold the truth three times in four: one customer more or less at the top is no small change.
MIN_AT_TOP = 10
LEVEL = 0.95
# Beyond the best this many, customers are resampled in bundles: a million at the price of ten thousand.
SINGLE, BUNDLES = 4_000, 6_000


@analysis(KEY, customers="periods.buyers", days="periods.days")
def concentration(
    customers: pd.DataFrame, days: int = 365, draws: int = 400, seed: int = 1
) -> Result | Missing:
    """The part of the sales that the best 1, 10 and 20 % of the customers make, with its interval, and Gini's measure.

    `customers` are those who bought in the last `days`, with what they bought in them (see `windows.Windows.buyers`); who has returned more
    than bought counts as zero. Intervals by bootstrap over customers (Poisson weights), where the part is of ten or more. Frames:
    `top` (one row a part) and `curve` (101 points, best customers first).

    Source: Gini 1912, «Variabilità e mutabilità».

    Returns Missing with too few customers, or where nobody bought for more than nothing.

    >>> import pandas as pd
    >>> customers = pd.DataFrame({"amount": [900.0] * 20 + [100.0] * 80})
    >>> round(concentration(customers).values["top_20_share"].value, 3)
    0.692
    """
    if len(customers) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(customers), need=MIN_CUSTOMERS)
    amounts = np.sort(customers["amount"].to_numpy(dtype=float).clip(min=0))[::-1]
    if not amounts.sum() > 0:
        return Missing(KEY, Reason.NO_VARIATION)
    sizes, sums = _bundles(amounts)
    # 0 = the bundles as they are, the rest are draws.
    random = np.random.default_rng(seed)
    drawn = [measures(random.poisson(sizes), sums / sizes) for _draw in range(draws)]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    few = np.r_[np.array(TOPS) * len(amounts) < MIN_AT_TOP, False]
    low, high = np.where(few, np.nan, low), np.where(few, np.nan, high)
    here = measures(np.ones(len(amounts)), amounts)
    result = _result(amounts, here, low, high)
    return replace(result, values={**result.values, "period_days": Number(days, "days", result.n)})


def _bundles(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = len(amounts)
    single = min(n, SINGLE)
    starts = np.unique(np.r_[np.arange(single), np.linspace(single, n, BUNDLES, endpoint=False).astype(int)])
    starts = starts[starts < n]
    return np.diff(np.r_[starts, n]), np.add.reduceat(amounts, starts)


def measures(weights: Any, amounts: Any) -> np.ndarray:
    """The parts of the sales of the best 1, 10 and 20 %, then Gini; `amounts` from the largest down.

    >>> measures([1, 1, 1, 1], [9, 1, 0, 0]).round(3).tolist()
    [0.036, 0.36, 0.72, 0.7]
    """
    people = np.r_[0, np.cumsum(weights)] / np.sum(weights)
    sales = np.r_[0, np.cumsum(np.multiply(weights, amounts))]
    sales = sales / sales[-1]
    area = float(np.sum(np.diff(people) * (sales[1:] + sales[:-1])))
    return np.r_[np.interp(TOPS, people, sales), area - 1]


def _result(amounts: np.ndarray, here: np.ndarray, low: np.ndarray, high: np.ndarray) -> Result:
    import pandas as pd

    n = len(amounts)
    names = ("top_1_share", "top_10_share", "top_20_share", "gini")
    values = {}
    for name, value, least, most in zip(names, here, low, high, strict=True):
        unit: Unit = "score" if name == "gini" else "share"
        limits = (float(least), float(most), LEVEL) if np.isfinite(least) else ()
        values[name] = Number(float(value), unit, n, *limits)
    people = np.linspace(0, 1, 101)
    sales = np.interp(people, np.arange(n + 1) / n, np.r_[0, np.cumsum(amounts)] / amounts.sum())
    top = pd.DataFrame({
        "top": TOPS, "customers": [max(1, round(n * part)) for part in TOPS], "share_amount": here[:3], "share_amount_low": low[:3],
        "share_amount_high": high[:3], "amount": here[:3] * amounts.sum(),
    })  # fmt: skip
    values["half_customers"] = Number(half_of(amounts), "count", n)
    curve = pd.DataFrame({"share_customers": people, "share_amount": sales})
    return Result(KEY, n, values, {"top": top, "curve": curve})


def half_of(amounts: Any) -> int:
    """How many customers, the largest first, make half of what all of them bought; none where nobody bought.

    >>> half_of([1, 6, 2, 1])
    1
    """
    bought = np.sort(np.asarray(amounts, dtype=float).clip(min=0))[::-1]
    return int(np.searchsorted(np.cumsum(bought), bought.sum() / 2) + 1) if bought.sum() > 0 else 0
