"""Growth at the customer's expense: sales beside complaints, satisfaction and retention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.calendar.windows import both_periods
from clientela.company.sales.analysis import clear
from clientela.company.scorecard.chart import year_and_before
from clientela.company.scorecard.measures import MEASURES
from clientela.engine import analysis
from clientela.results import Evidence, Missing, Number, Reason, Result, Unit
from clientela.stats.intervals import LEVEL
from clientela.stats.ratios import ratio

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.growth_cost"
# What customers feel, and whether more of it is better.
SIGNS = ("complaint_rate", "satisfied_mark", "retained_rate")
FEWEST_CUSTOMERS = 50
COLUMNS = [
    "figure",
    "value_before",
    "value_now",
    "year_difference",
    "year_difference_low",
    "year_difference_high",
    "sign_verdict",
]


@analysis(KEY, sales="sales")
def growth_cost(
    area_months: pd.DataFrame, retained: pd.DataFrame, sales: Result | Missing
) -> Result | Missing:
    """Do sales grow while customers complain more, are less satisfied, or come back less?

    `area_months` is the step, `retained` the mart, `sales` the analysis. Each sign is the last year less the year before, with an interval
    that is wide enough for all the signs together (95 %, Bonferroni), from how the months of the year before swing; worse or better is said only
    beyond it. `sales_growing`: 1 where the change
    in sales clears its own band upwards, -1 downwards, 0 where it does not. `signs_worse`: so many signs are worse. Growth at the
    customer's expense is both at once; that one brought the other is not told by two years side by side.

    Returns Missing where no sign has two years, or where the sales cannot be compared.

    >>> import pandas as pd
    >>> growth_cost(pd.DataFrame({"measure": []}), pd.DataFrame(), Missing("company.sales", Reason.TOO_FEW_PURCHASES)).key
    'company.growth_cost'
    """
    import pandas as pd

    if not isinstance(sales, Result) or "change_amount" not in sales.values:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), need=24)
    seen = [sign for sign in (*_monthly(area_months), _kept(retained)) if sign is not None]
    if not seen:
        return Missing(
            KEY, Reason.NOT_ENOUGH, ("interactions.kind", "respondents.satisfied", "transactions.customer_id")
        )
    rows = [_bounded(sign, len(seen)) for sign in seen]
    table = pd.DataFrame(rows, columns=COLUMNS)
    worse = int((table["sign_verdict"] == "sign_worse").sum())
    values = {
        "sales_growing": Number(clear(sales), "count", 2),
        "signs_seen": Number(len(table), "count", len(table)),
        "signs_worse": Number(worse, "count", len(table)),
    }
    level = 1 - (1 - LEVEL) / len(seen)
    for (name, _value, _change, _error, _free, n), row in zip(seen, rows, strict=True):
        values[f"{name}_difference"] = Number(row[3], _unit(name), n, row[4], row[5], level)
    return Result(KEY, sales.n, values, {"signs": table}, Evidence.ASSOCIATED)


Sign = tuple[str, float, float, float, float, int]


def _unit(name: str) -> Unit:
    return MEASURES[name].unit if name in MEASURES else "share"


def _monthly(area_months: pd.DataFrame) -> list[Sign]:
    """The signs that are rates of months: name, value, difference, error, degrees of freedom, cases.

    Were nothing other than before, the last year would swing as the one before it did: its own turns are what is looked for, not noise.
    """
    found: list[Sign] = []
    for name in SIGNS:
        rows = area_months[area_months["measure"] == name]
        years = year_and_before(rows) if len(rows) else None
        if years is None:
            continue
        now, before = (ratio(part["total"], part["cases"]) for part in years)
        if np.isfinite(before.error) and before.error > 0:
            error = before.error * float(np.sqrt(1 + years[1]["cases"].sum() / years[0]["cases"].sum()))
            n = int(years[0]["cases"].sum() + years[1]["cases"].sum())
            found.append((name, now.value, now.value - before.value, error, before.n - 1.0, n))
    return found


def _kept(retained: pd.DataFrame) -> Sign | None:
    """Customers of a year who bought again in the next: two years in a row, of the same length."""
    if len(retained) < 2 or not retained["complete"].astype(bool).all():
        return None
    now_row, before_row = both_periods(retained)
    (k, n), (k_before, n_before) = (
        (float(row["kept"]), float(row["customers"])) for row in (now_row, before_row)
    )
    if min(n, n_before) < FEWEST_CUSTOMERS:
        return None
    now, before = k / n, k_before / n_before
    error = float(np.sqrt(now * (1 - now) / n + before * (1 - before) / n_before))
    return (
        ("retained_rate", now, now - before, error, n + n_before - 2, int(n + n_before))
        if error > 0
        else None
    )


def _bounded(sign: Sign, signs: int) -> tuple[Any, ...]:
    """The row of a sign, with limits that hold for all of them together."""
    from scipy.special import stdtrit

    name, value, change, error, free, _n = sign
    half = -float(stdtrit(free, (1 - LEVEL) / signs / 2)) * error
    low, high = change - half, change + half
    return name, value - change, value, change, low, high, _verdict(name, low, high)


def _verdict(name: str, low: float, high: float) -> str:
    better = MEASURES[name].better if name in MEASURES else 1
    return "sign_same" if low <= 0 <= high else "sign_better" if (low > 0) == (better > 0) else "sign_worse"
