"""Is the quality the same everywhere, and since when is it not."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.product.consistency.units import (
    COUNTS,
    DIMENSIONS,
    FALSE,
    MEANS,
    MEASURES,
    PARTS,
    Examined,
    departing,
    examine,
)
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.charts import laney, p_limits, u_limits, xmr_limits
from clientela.stats.intervals import LEVEL, Z, wilson
from clientela.stats.variation import intraclass

if TYPE_CHECKING:
    import pandas as pd

KEY = "product.consistency"
NEEDED = (
    "transactions.promised_on",
    "transactions.delivered_on",
    "transactions.branch",
    "interactions.branch",
)
WORSE = ("worse_since", "worse_always")
# Less than a fifth more than the rest is sure to be there and not worth a meeting.
WORTH = 1.2


@analysis(KEY)
def consistency(quality_cells: pd.DataFrame) -> Result | Missing:
    """Whether every branch, channel and person serves alike: which departs from the rest, by how much, and since which month.

    `quality_cells` is the mart: one row a measure, month, branch, channel, person and category. Each unit is compared with the rest of its kind
    within each month, so that a good season is nobody's merit; the spread of its months beyond chance widens its limits (Laney 2002). What departs
    is taken out before the next is looked for, and all units and measures are judged together (Bonferroni). Since when: `stats.shifts`. The part of
    the variation that is between branches: intraclass correlation (Searle 1971). Frames: `units` (quality, who_kind, who, cases, quality_rate,
    rest_rate, unit_gap with its interval, unit_verdict, changed_on and the months between which it lies, the rates before and since), `charts`
    (each month with its limits), `shares` (the intraclass correlations).
    Returns Missing where nothing is promised, complained of or returned by branch, channel or person.
    """
    cells = quality_cells.astype(dict.fromkeys(("measure", *DIMENSIONS), "category"))
    measured = {
        name: cells[cells["measure"] == name] for name in MEASURES if name in cells["measure"].cat.categories
    }
    first = {name: examine(own, name) for name, own in measured.items()}
    tests = 2 * sum(len(found) for found in first.values())
    if not tests:
        return Missing(KEY, Reason.NO_COLUMN, NEEDED)
    import pandas as pd

    units, charts, shares = [], [], []
    for name, found in first.items():
        if not found:
            continue
        away, alike, calm = departing(measured[name], name, found, tests)
        # Without what departs each is seen as it was judged.
        middle = float(calm["total"].sum() / max(1, calm["cases"].sum()))
        units += [_row(one, name, tests) for one in away + alike]
        charts += [_chart(one, name, middle) for one in away + alike]
        shares += _shares(measured[name], name)
    table = pd.DataFrame(units)
    series = pd.concat(charts, ignore_index=True)
    frames = {"units": table, "charts": series, "shares": pd.DataFrame(shares, columns=SHARES)}
    return Result(KEY, int(table["cases"].max()), _values(table, series, frames["shares"]), frames)


SHARES = ["quality", "who_kind", "part_between", "part_low", "part_high", "n"]


def _row(one: Examined, measure: str, tests: int) -> dict[str, Any]:
    """What the page says of one unit in one measure."""
    gap = one.rate - one.rest
    row: dict[str, Any] = {
        "quality": measure, "who_kind": one.dimension, "who": one.unit, "cases": one.cases, "quality_rate": one.rate, "rest_rate": one.rest,
        "unit_gap": gap, "unit_gap_low": gap - Z * one.gap_error, "unit_gap_high": gap + Z * one.gap_error,
        "unit_verdict": "as_the_rest", "changed_on": None, "since_first": None, "since_last": None, "measure_before": np.nan, "measure_since": np.nan,
        "unit_p": min(1.0, one.p_value * tests), "hits_before": 0.0, "cases_before": 0, "hits_since": 0.0, "cases_since": 0,
    }  # fmt: skip
    if one.p_value * tests >= FALSE:
        return row
    stepped = one.step is not None and one.step.p_value * tests < FALSE
    if not stepped or one.step is None:
        return row | {"unit_verdict": "worse_always" if gap > 0 else "better_always"}
    at = one.step.at
    parts = {"before": slice(None, at), "since": slice(at, None)}
    return row | {
        "unit_verdict": "worse_since" if one.step.size > 0 else "better_since",
        "changed_on": one.months[at], "since_first": one.months[one.step.low], "since_last": one.months[one.step.high],
        **{f"measure_{when}": float(one.hits[part].sum() / one.n[part].sum()) for when, part in parts.items()},
        **{f"hits_{when}": float(one.hits[part].sum()) for when, part in parts.items()},
        **{f"cases_{when}": int(one.n[part].sum()) for when, part in parts.items()},
    }  # fmt: skip


def _chart(one: Examined, measure: str, middle: float) -> pd.DataFrame:
    """A unit's months with the limits within which it would stay if it served as the rest does."""
    import pandas as pd

    rate = one.hits / one.n
    if measure in MEANS:
        # The steady months say what is usual: those before a step, where there are some.
        steady = rate[: one.step.at] if one.step and one.step.at > 2 else rate
        middle, low, high = xmr_limits(steady)
        ends = np.full(len(rate), max(0.0, low)), np.full(len(rate), high)
    else:
        limits = u_limits if measure in COUNTS else p_limits
        spread = np.sqrt(middle * (1 if measure in COUNTS else 1 - middle) / one.n)
        sigma = laney((rate - middle) / spread) if (spread > 0).all() else 1.0
        ends = limits(middle, one.n, sigma)
    return pd.DataFrame({
        "quality": measure, "who_kind": one.dimension, "who": one.unit, "month": one.months, "cases": one.n.astype(int), "quality_rate": rate,
        "middle": middle, "limit_low": ends[0], "limit_high": ends[1], "outside": (rate < ends[0]) | (rate > ends[1]),
    })  # fmt: skip


def _shares(cells: pd.DataFrame, measure: str) -> list[dict[str, Any]]:
    """Which part of the variation of a case is between units, of the first kind that there is."""
    if measure in COUNTS:
        return []
    for dimension in MEASURES[measure]:
        sums = cells[cells[dimension].notna()].groupby(dimension, observed=True)[list(PARTS)].sum()
        found = intraclass(sums["cases"], sums["total"], sums["squares"]) if len(sums) > 1 else None
        if found:
            return [dict(zip(SHARES, (measure, dimension, *found, int(sums["cases"].sum())), strict=True))]
    return []


def _values(table: pd.DataFrame, series: pd.DataFrame, shares: pd.DataFrame) -> dict[str, Number]:
    alike = table[table["unit_verdict"] == "as_the_rest"]
    worse = worst(table)
    calm = series.merge(alike[["quality", "who_kind", "who"]], on=["quality", "who_kind", "who"])
    values = {
        "units_examined": Number(len(table.drop_duplicates(["who_kind", "who"])), "count", len(table)),
        "measures_examined": Number(table["quality"].nunique(), "count", len(table)),
        "units_worse": Number(len(worse.drop_duplicates(["who_kind", "who"])), "count", len(table)),
    }
    if len(calm):
        # Every point that is drawn, and no sample of others: one month's cases stand in the charts of its branches, its channels and its people.
        values["outside_limits"] = Number(float(calm["outside"].mean()), "share", len(calm))
    for row in shares.to_dict("records"):
        values[f"between_{row['quality']}"] = Number(
            row["part_between"], "share", row["n"], row["part_low"], row["part_high"], LEVEL
        )
    shares_only = worse[~worse["quality"].isin(MEANS)]
    for row in shares_only.drop_duplicates("who_kind").to_dict("records"):
        values |= _worst_values(row)
    return values


def _worst_values(row: dict[Hashable, Any]) -> dict[str, Number]:
    """The figures of the unit of a kind that serves worst: branch_worst, branch_rest, and before and since where there was a step."""
    kind, n = row["who_kind"], int(row["cases"])
    gap = (row["unit_gap_low"], row["unit_gap_high"])
    found = {
        f"{kind}_worst": Number(row["quality_rate"], "share", n),
        f"{kind}_rest": Number(row["rest_rate"], "share", n),
        f"{kind}_gap": Number(row["unit_gap"], "share", n, *gap, LEVEL),
    }
    for when in ("before", "since"):
        hits, cases = row[f"hits_{when}"], row[f"cases_{when}"]
        if cases > 0:
            found[f"{kind}_{when}"] = Number(hits / cases, "share", int(cases), *wilson(hits, cases), LEVEL)
    return found


def worst(table: pd.DataFrame) -> pd.DataFrame:
    """The units that serve worse than the rest by enough to matter: the most telling measure first, then branches, then the highest rate."""
    now = table["measure_since"].fillna(table["quality_rate"])
    place = table["quality"].map(list(MEASURES).index) * 10 + table["who_kind"].map(DIMENSIONS.index)
    ranked = table.assign(place=place, now=now)
    found = ranked[ranked["unit_verdict"].isin(WORSE) & (now >= WORTH * table["rest_rate"])]
    found = found.sort_values(["place", "now", "who"], ascending=[True, False, True])
    return found.drop(columns=["place", "now"])
