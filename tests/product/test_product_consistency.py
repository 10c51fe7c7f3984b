"""Is the service the same everywhere: a branch that changed, and many companies where none did."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from clientela.product.consistency.analysis import _chart, consistency
from clientela.product.consistency.page import (
    consistency_advice,
    consistency_findings,
    consistency_table,
    plot_consistency,
    plot_consistency_funnel,
)
from clientela.results import Missing, Result
from clientela.stats.charts import p_limits, xmr_limits
from clientela.stats.shifts import step
from clientela.stats.variation import intraclass

COLUMNS = ["measure", "month", "branch", "channel", "person", "category", "cases", "total", "squares"]
AS_OF = dt.date(2026, 6, 30)


def cells(
    rng: np.random.Generator, uneven: tuple[float, float] = (0.07, 0.07), months: int = 36
) -> pd.DataFrame:
    """Three years of late parcels of four branches with two people each; the first branch may be worse, and worse still from July 2025 on."""
    rows = []
    for place, size in enumerate((90, 260, 150, 66)):
        for at, month in enumerate(pd.date_range("2023-07-01", periods=months, freq="MS")):
            chance = uneven[at >= 24] if place == 0 else 0.07
            for seller in ("a", "b"):
                late = float(rng.binomial(size // 2, chance))
                rows.append(
                    (
                        "late_orders",
                        month,
                        f"B{place}",
                        None,
                        f"S{place}{seller}",
                        None,
                        size // 2,
                        late,
                        late,
                    )
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def found(frame: pd.DataFrame) -> Result:
    result = consistency(frame)
    assert isinstance(result, Result)
    return result


def test_charts_by_published_numbers() -> None:
    # Montgomery, Introduction to Statistical Quality Control: cans of orange juice (p) and the cost of loans (XmR).
    assert [round(float(end[0]), 4) for end in p_limits(347 / 1500, [50])] == [0.0524, 0.4102]
    loans = [
        310,
        288,
        297,
        298,
        307,
        303,
        294,
        297,
        308,
        306,
        294,
        299,
        297,
        299,
        314,
        295,
        293,
        306,
        301,
        304,
    ]
    assert [round(part, 2) for part in xmr_limits(loans)] == [300.5, 279.78, 321.22]


def test_intraclass_correlation_of_six_targets_and_four_judges() -> None:
    # Shrout & Fleiss 1979, table 2: ICC(1,1) = .17.
    marks = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
    )
    value = intraclass([4] * 6, marks.sum(axis=1), (marks**2).sum(axis=1))
    assert value == pytest.approx((0.166, -0.133, 0.723), abs=0.001)


def test_a_branch_that_changed_is_told_with_its_month_and_nobody_else_is() -> None:
    result = found(cells(np.random.default_rng(1), (0.12, 0.29)))
    away = result.frames["units"].query("unit_verdict != 'as_the_rest'")
    # The two who work there are late because their branch is.
    assert away["who"].tolist() == ["B0"]
    assert away["unit_verdict"].tolist() == ["worse_since"]
    row = away.to_dict("records")[0]
    assert row["since_first"] <= pd.Timestamp("2025-07-01") <= row["since_last"]
    since = result.values["branch_since"]
    assert since.low is not None
    assert since.high is not None
    assert since.low < 0.29 < since.high
    finding = consistency_findings(result, AS_OF)[0]
    assert "B0" in finding.message
    assert "B0" in consistency_advice(result)
    table = consistency_table(result)
    assert table is not None
    assert "B0" in table.markdown()
    assert "4" in plot_consistency(result).alt
    funnel = plot_consistency_funnel(result)
    assert funnel is not None
    # Their cases are their branch's: the picture says why the two are not in it.
    assert "(B0): quien solo trabaja ahí no está" in funnel.caption


def test_limits_of_months_that_spread_more_than_chance_by_pencil() -> None:
    """A tenth of a hundred a month has a spread of .03; none and twenty by turns are 20/3 of them apart (Laney: that by 1.128)."""
    months = pd.date_range("2026-01-01", periods=4, freq="MS")
    one = SimpleNamespace(
        dimension="branch",
        unit="A",
        months=months,
        n=np.full(4, 100.0),
        hits=np.array([0.0, 20, 0, 20]),
        step=None,
    )
    chart = _chart(one, "late_orders", 0.1)
    assert chart["limit_high"].tolist() == pytest.approx([0.1 + 3 * 0.03 * (20 / 3) / 1.128] * 4, rel=1e-3)
    # A month at the limit is within it.
    assert (chart["limit_low"].tolist(), chart["quality_rate"].iloc[0], chart["outside"].any()) == (
        [0.0] * 4,
        0.0,
        False,
    )


def test_where_all_are_alike_nothing_is_said() -> None:
    rng = np.random.default_rng(2)
    results = [found(cells(rng)) for _ in range(30)]
    told = [result for result in results if consistency_findings(result, AS_OF)]
    outside = np.mean([result.values["outside_limits"].value for result in results])
    # By chance one in twenty at most (Bonferroni over all); three in a thousand of the points.
    assert len(told) <= 2
    assert outside < 0.006
    quiet = next(result for result in results if result not in told)
    assert consistency_table(quiet) is None
    assert "Nada con nadie" in consistency_advice(quiet)


def test_months_that_spread_more_than_chance_are_no_news() -> None:
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(15):
        frame = cells(rng)
        month = frame.groupby(["branch", "month"]).ngroup()
        shift = np.exp(0.5 * rng.standard_normal(month.max() + 1))[month]
        late = rng.binomial(frame["cases"], np.minimum(0.9, 0.07 * shift)).astype(float)
        told += bool(consistency_findings(found(frame.assign(total=late, squares=late)), AS_OF))
    assert told <= 1


def test_the_months_of_a_step_hold_it() -> None:
    rng, held = np.random.default_rng(4), 0
    for _ in range(200):
        values = rng.standard_normal(36) + np.where(np.arange(36) >= 20, 1.5, 0.0)
        one = step(values, np.ones(36))
        assert one is not None
        held += one.low <= 20 <= one.high
    assert held >= 0.93 * 200


def test_without_branches_it_says_what_to_add() -> None:
    missing = consistency(pd.DataFrame({name: [] for name in COLUMNS}))
    assert isinstance(missing, Missing)
    assert "transactions.promised_on" in missing.add
