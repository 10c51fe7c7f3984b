"""One measure in time: what a steady process does by itself, whether its last month is more than that, and how a year differs from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from clientela.stats.charts import moving_sigma
from clientela.stats.ratios import Estimate, gap, limits, ratio

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike

# Months before the last one that limits rest on, at least; a year.
FEWEST, YEAR = 8, 12
# So small a part of a value is what sums of it differ by in the last figure, and no spread.
ALIKE = 1e-9
# A steady process leaves its limits three times in a thousand.
OUTSIDE = 0.0027
BLOCKS = (1, 2, 3, 4)


class Limits(NamedTuple):
    """The middle of the months before the last one, the limits for the last, and how likely chance takes it so far."""

    middle: float
    low: float
    high: float
    p_value: float


def last_point(values: ArrayLike, cases: ArrayLike | None = None, by_factor: bool = False) -> Limits | None:
    """Where the last value should lie, told from those before it; None where they are fewer than eight.

    The limits of an XmR chart (Wheeler 2000), wider by what few points leave unknown of the middle and of the spread (Student's t of a
    prediction), so that a steady process leaves them three times in a thousand however short it is. The spread is that of neighbours or of
    all points, whichever is more: a series that drifts is not out of the ordinary because it drifted once more. A rate of few `cases` swings more
    than one of many: its limits are as much wider (u and p charts). `by_factor`: what can only be positive and has a long tail (money, days) is
    judged by its logarithm.

    >>> found = last_point([10.0, 12.0, 11.0, 9.0, 10.0, 12.0, 11.0, 9.0, 30.0])
    >>> found.middle, found.high < 30, found.p_value < 0.0027
    (10.5, True, True)
    >>> rates, cases = [0.2, 0.1, 0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 1.0], [10] * 8 + [1]
    >>> last_point(rates).p_value < 0.001, last_point(rates, cases).p_value > 0.001
    (True, True)
    """
    from scipy.special import stdtr, stdtrit

    series = np.asarray(values, dtype=float)
    many = np.ones(len(series)) if cases is None else np.asarray(cases, dtype=float)
    n = len(series) - 1
    if n < FEWEST:
        return None
    logs = by_factor and bool((series > 0).all())
    told = np.log(series) if logs else series
    before, last, usual = told[:-1], float(told[-1]), float(many[:-1].mean())
    middle = float(np.average(before, weights=many[:-1]))
    evened = (before - middle) * np.sqrt(many[:-1] / usual)
    sigma = max(
        moving_sigma(before), float(before.std(ddof=1)), moving_sigma(evened), float(evened.std(ddof=1))
    )
    sigma *= (max(1.0, usual / many[-1]) + 1 / n) ** 0.5
    if not sigma > ALIKE * max(1.0, abs(middle)):
        return None
    half = -float(stdtrit(n - 1, OUTSIDE / 2)) * sigma
    ends = np.array([middle, middle - half, middle + half])
    middle_, low, high = (float(end) for end in (np.exp(ends) if logs else ends))
    return Limits(middle_, low, high, float(2 * stdtr(n - 1, -abs(last - middle) / sigma)))


def paces(rows: pd.DataFrame, is_sum: bool) -> pd.DataFrame:
    """The values that a chart judges (`pace`): of a sum, each month against the same month a year before, so that seasons are equal."""
    import pandas as pd

    months = rows["total"] / rows["cases"]
    if not is_sum:
        return rows.assign(month_value=months, judged=months)
    value = rows.assign(month_value=months)
    earlier = value.assign(month=value["month"] + pd.DateOffset(years=1))[["month", "month_value"]]
    both = value.merge(earlier, on="month", suffixes=("", "_earlier"))
    both = both[both["month_value_earlier"] > 0]
    return both.assign(judged=both["month_value"] / both["month_value_earlier"] - 1)


def two_years(rows: pd.DataFrame, is_sum: bool) -> tuple[float, Estimate] | None:
    """The last twelve months, and by how much they differ from the twelve before: a sum by its share, a rate by its difference; None with fewer.

    Twelve whole years' months stand on either side, so that seasons are equal. Each month is a case: of a sum, its own difference from
    the same month a year before; of a rate, the two ratios with their linear errors. Customers who come or go change many months at once:
    of a sum the limits are the widest of those from months and from blocks of two, three and four.
    """
    years = year_and_before(rows)
    if years is None:
        return None
    now, before = years
    if not is_sum:
        one, other = (ratio(part["total"], part["cases"]) for part in (now, before))
        return one.value, gap(one, other)
    moves = now["total"].to_numpy(dtype=float) - before["total"].to_numpy(dtype=float)
    base, total = float(before["total"].sum()), float(now["total"].sum())
    if base <= 0:
        return None
    widest = max(
        (_in_blocks(moves, months, base) for months in BLOCKS), key=lambda told: told.high - told.low
    )
    # Nothing falls by more than all of it.
    return total, widest._replace(low=max(widest.low, -1.0))


def _in_blocks(moves: np.ndarray, months: int, base: float) -> Estimate:
    """The change of a sum as a share of it, with limits from blocks of so many months, each a case."""
    blocks = moves.reshape(-1, months).sum(axis=1)
    return limits(
        float(moves.sum()) / base, float(blocks.std(ddof=1)) * len(blocks) ** 0.5 / base, len(blocks)
    )


def year_and_before(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The last twelve months of a measure and the twelve before, in order; None where a month is lacking."""
    import pandas as pd

    ordered, year = rows.sort_values("month"), pd.DateOffset(years=1)
    months, last = ordered["month"], ordered["month"].iloc[-1]
    # Where in the order each of the two years begins.
    middle, first = (int(months.searchsorted(day, side="right")) for day in (last - year, last - 2 * year))
    now, before = ordered.iloc[middle:], ordered.iloc[first:middle]
    return (now, before) if len(now) == len(before) == YEAR else None
