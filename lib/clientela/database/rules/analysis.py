"""How well the data keep the rules: by source and field, over time, and by who writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.database.rules.collectors import judged
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, wilson
from clientela.stats.multiple_testing import discoveries

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

KEY = "database.rules"
# Old rows are older and repeat more by themselves: of these rules no trend is told.
TIMELESS = ("fresh", "once", "same_everywhere")
YEAR = 12
FEWEST_MONTHS = 6


@analysis(KEY)
def rules(rule_cells: pd.DataFrame, as_of: dt.date) -> Result | Missing:
    """Which rules the data break, where, whether it gets better, and who writes so differently that it is worth a talk.

    `rule_cells` is the mart: one row a rule, source, collector and month. A source that never has a field is not asked for it. Trend: the
    last twelve months of writing against the twelve before (months that spread more than chance widen it; Benjamini & Hochberg over all).
    Collectors: see `collectors.judged`. Frames: `rules` (one row a source and rule), `collectors`, `parts` (one row a source and dimension).

    >>> import datetime as dt, pandas as pd
    >>> cells = pd.DataFrame({"source": "shop", "table_name": "customers", "field": "email", "check_name": "usable", "dimension": "valid",
    ...     "rule": 0, "owner": "", "name_es": None, "name_en": None, "collector": None, "month": pd.NaT, "rows": [10], "broken": [2]})
    >>> rules(cells, dt.date(2026, 1, 31)).values["kept_valid"].value
    0.8
    """
    cells = _asked(rule_cells)
    if cells.empty:
        return Missing(KEY, Reason.NO_TABLE, ("customers",))
    who = judged(cells)
    table = _rules(cells, as_of)
    parts = cells.groupby(["source", "dimension"], as_index=False)[["rows", "broken"]].sum()
    parts = parts.assign(
        share_kept=1 - parts.broken / parts["rows"], rule_about="about_" + parts.dimension
    ).drop(columns="dimension")
    told = [
        "source",
        "rule",
        "table_name",
        "field",
        "check_name",
        "rule_about",
        "rule_owner",
        "name_es",
        "name_en",
    ]
    named = who.merge(table[told], on=["source", "rule"])
    frames = {
        "rules": table,
        "collectors": named.sort_values(["apart_p", "source", "rule", "collector"], ignore_index=True),
        "parts": parts,
    }
    return Result(
        KEY,
        int(cells.groupby(["source", "rule"])["rows"].sum().max()),
        _numbers(cells, table, frames["collectors"]),
        frames,
    )


def _asked(cells: pd.DataFrame) -> pd.DataFrame:
    """Without the fields that a source never has: they are left to what one would gain."""
    total = cells.groupby(["source", "rule"])[["rows", "broken"]].transform("sum")
    absent = (cells.check_name == "filled") & (total["broken"] == total["rows"])
    return cells[~absent]


def _rules(cells: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """One row a source and rule, the one that most rows break on top."""
    keys = ["source", "table_name", "field", "check_name", "dimension", "rule", "owner", "name_es", "name_en"]
    table = cells.groupby(keys, as_index=False, dropna=False)[["rows", "broken"]].sum()
    table = table.assign(share_broken=table.broken / table["rows"], field="field_" + table.field).rename(
        columns={"owner": "rule_owner"}
    )
    table = table.assign(check_name="rule_" + table.check_name, rule_about="about_" + table.dimension).drop(
        columns="dimension"
    )
    table = table.merge(_trends(cells, as_of), how="left", on=["source", "rule"])
    table = table.assign(rule_trend=table.rule_trend.fillna("trend_unknown"))
    return table.sort_values(
        ["share_broken", "broken", "source", "rule"], ascending=[False, False, True, True], ignore_index=True
    )


def _trends(cells: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Whether what was written in the last twelve months breaks a rule more often than in the twelve before."""
    import pandas as pd

    last = pd.Timestamp(as_of).to_period("M")
    dated = cells[cells.month.notna() & ~cells.check_name.isin(TIMELESS)]
    ago = last.ordinal - pd.PeriodIndex(dated.month, freq="M").astype("int64")
    dated = dated.assign(ago=np.asarray(ago))[(ago >= 1) & (ago <= 2 * YEAR)]
    monthly = dated.groupby(["source", "rule", "ago"], as_index=False)[["rows", "broken"]].sum()
    columns = ["source", "rule", "broken_before", "broken_lately", "trend_p"]
    compared = [(*key, *_compared(part)) for key, part in monthly.groupby(["source", "rule"], sort=True)]
    found = pd.DataFrame(compared, columns=columns).dropna()
    sure = discoveries(found.trend_p)
    worse = found.broken_lately > found.broken_before
    return found.assign(
        rule_trend=np.where(~sure, "trend_same", np.where(worse, "trend_worse", "trend_better"))
    ).drop(columns="trend_p")


def _compared(months: pd.DataFrame) -> tuple[float, float, float]:
    """The share broken in the year before and in the last one, and how likely such a change is by chance."""
    from scipy.stats import t

    lately = months[months.ago <= YEAR]
    before = months[months.ago > YEAR]
    if min(len(lately), len(before)) < FEWEST_MONTHS or not months.broken.sum():
        return np.nan, np.nan, np.nan
    was, now = (float(part.broken.sum() / part["rows"].sum()) for part in (before, lately))
    common = float(months.broken.sum() / months["rows"].sum())
    noise = common * (1 - common)
    if noise <= 0:
        return was, now, 1.0
    expected = np.where(months.ago <= YEAR, now, was)
    free = len(months) - 2
    spread = float(((months.broken - months["rows"] * expected) ** 2 / (months["rows"] * noise)).sum()) / free
    error = np.sqrt(noise * max(1.0, spread) * (1 / before["rows"].sum() + 1 / lately["rows"].sum()))
    return was, now, float(2 * t.sf(abs(now - was) / error, free))


def _numbers(cells: pd.DataFrame, table: pd.DataFrame, who: pd.DataFrame) -> dict[str, Number]:
    values = {
        "rules_checked": Number(len(table), "count", len(table)),
        "rules_broken": Number(int((table.broken > 0).sum()), "count", len(table)),
        "rules_worse": Number(int((table.rule_trend == "trend_worse").sum()), "count", len(table)),
        "rules_better": Number(int((table.rule_trend == "trend_better").sum()), "count", len(table)),
    }
    for name, part in cells.groupby("dimension"):
        rows = int(part["rows"].sum())
        values[f"kept_{name}"] = Number(1 - float(part.broken.sum()) / rows, "share", rows)
    if who.empty:
        return values
    apart = who[who.stands_apart]
    values["collectors_judged"] = Number(int(who.collector.nunique()), "count", len(who))
    values["collectors_apart"] = Number(int(apart.collector.nunique()), "count", len(who))
    if len(apart):
        first = apart.iloc[0]
        n, hits = int(first["rows"]), int(first.broken)
        values["collector_share"] = Number(hits / n, "share", n, *wilson(hits, n), LEVEL)
        values["collectors_rest"] = Number(float(first.share_others), "share", len(who))
    return values
