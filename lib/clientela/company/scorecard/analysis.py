"""The scorecard: marketing, sales, service, logistics and receivables against last year, plan and what chance alone does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from clientela.company.scorecard.chart import OUTSIDE, YEAR, last_point, paces, two_years
from clientela.company.scorecard.measures import MEASURES
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.scorecard"
# So many months without news, and a measure is left out.
STALE = 3
COLUMNS = [
    "score_area", "figure", "value_before", "value_now", "year_difference", "year_difference_low", "year_difference_high",
    "plan", "last_value", "expected_least", "expected_most", "chance_alone", "month_verdict",
]  # fmt: skip


@analysis(KEY, goals="goals")
def scorecard(area_months: pd.DataFrame, goals: Result | Missing | None = None) -> Result | Missing:
    """Each area's measures in the last twelve whole months, beside the twelve before, the plan, and what the last month should have been.

    `area_months` is the step of this name, `goals` the analysis, which tells the plan of a year that just ended. `year_difference`: of a sum its
    change as a share, of a rate the difference itself, with an interval of 95 % from the months. `expected_least` and `expected_most`: the
    natural limits of the last month (XmR), told from the months before it; of a sum, of its change against the same month a year
    before. `month_verdict`: outside these limits, and further out than chance takes the last month of any of so many measures, for the worse or
    the better, once in twenty quiet companies (Bonferroni).
    Frames: scorecard (a row for each measure), months (a row for each measure and month).

    Returns Missing where no measure has nine months.

    >>> import pandas as pd
    >>> scorecard(pd.DataFrame(columns=["measure", "month", "total", "cases"])).reason.value
    'too_short_history'
    """
    import pandas as pd

    rows, series = [], []
    values: dict[str, Number] = {}
    # What was last measured long ago says nothing of today.
    fresh = area_months["month"].max() - pd.DateOffset(months=STALE) if len(area_months) else None
    by_measure = dict(iter(area_months.groupby("measure")))
    for name, about in MEASURES.items():
        told = by_measure.get(name)
        if told is None or told["month"].max() < fresh:
            continue
        judged = paces(told, about.is_sum)
        # A sum is judged by its change, a rate by itself and its cases; money and days by their factor.
        told_by = (None, False) if about.is_sum else (judged["cases"], about.unit in ("currency", "days"))
        found = last_point(judged["judged"], *told_by) if len(judged) else None
        years = two_years(told, about.is_sum)
        if found is None and years is None:
            continue
        rows.append(_row(name, told, found, years, judged, _plan(name, goals)))
        series.append(_series(name, judged, found))
        values |= _numbers(name, rows[-1], len(told))
    if not rows:
        have = int(area_months.groupby("measure")["month"].nunique().max()) if len(area_months) else 0
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), have, 9)
    table = pd.DataFrame(rows, columns=COLUMNS)
    tests = max(1, int(table["chance_alone"].notna().sum()))
    table["month_verdict"] = [_verdict(row, tests) for row in table.to_dict("records")]
    unusual = table["month_verdict"].isin(["month_better", "month_worse", "month_other"])
    values["unusual_months"] = Number(int(unusual.sum()), "count", tests)
    n = int(area_months["month"].nunique())
    return Result(KEY, n, values, {"scorecard": table, "months": pd.concat(series, ignore_index=True)})


def _row(
    name: str, told: pd.DataFrame, found: Any, years: Any, judged: pd.DataFrame, plan: float | None
) -> tuple[Any, ...]:
    """A line of the table; what is not known is empty."""
    about, last = MEASURES[name], told.sort_values("month").iloc[-1]
    now = before = change = low = high = None
    if years is not None:
        now, difference = years
        change, low, high = difference.value, difference.low, difference.high
        # A sum that fell to nothing has no year before it to be told from.
        before = now - change if not about.is_sum else now / (1 + change) if change > -1 else None
    value = (
        float(judged["judged"].iloc[-1])
        if about.is_sum and len(judged)
        else float(last["total"] / last["cases"])
    )
    ends = (found.low, found.high, found.p_value) if found is not None else (None, None, None)
    return (
        about.area,
        name,
        before,
        now,
        change,
        low,
        high,
        plan,
        value if found is not None else None,
        *ends,
        None,
    )


def _series(name: str, judged: pd.DataFrame, found: Any) -> pd.DataFrame:
    """The months of a measure with their natural limits."""
    middle, low, high = (found.middle, found.low, found.high) if found is not None else (None, None, None)
    return judged[["month", "month_value", "judged"]].assign(
        figure=name, judged_middle=middle, expected_least=low, expected_most=high
    )


def _plan(name: str, goals: Result | Missing | None) -> float | None:
    """The plan of the year that ended on the last day, where company.yml has one."""
    if not isinstance(goals, Result) or f"plan_{name}" not in goals.values:
        return None
    return float(goals.values[f"plan_{name}"].value or 0)


def _verdict(row: Mapping[Any, Any], tests: int) -> str | None:
    """Is the last month outside what the months before it let expect, and is that good or bad?"""
    if row["chance_alone"] is None or row["chance_alone"] != row["chance_alone"]:
        return None
    # Of few measures, one in twenty would be within the limits that are drawn: what is within them is never news.
    if row["chance_alone"] >= min(OUTSIDE, (1 - LEVEL) / tests):
        return "month_usual"
    better = MEASURES[row["figure"]].better * (1 if row["last_value"] > row["expected_most"] else -1)
    return "month_better" if better > 0 else "month_worse" if better < 0 else "month_other"


def _numbers(name: str, row: tuple[Any, ...], n: int) -> dict[str, Number]:
    """The year's figure and its difference from the year before, by name."""
    about, told = MEASURES[name], dict(zip(COLUMNS, row, strict=True))
    if told["value_now"] is None:
        return {}
    changed = Number(
        told["year_difference"], "share" if about.is_sum else about.unit, 2 * YEAR, told["year_difference_low"], told["year_difference_high"], LEVEL
    )  # fmt: skip
    return {name: Number(told["value_now"], about.unit, n), f"{name}_difference": changed}
