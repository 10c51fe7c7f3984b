"""What was sold against the plan of the period that ended, and why: price, volume, mix, products that came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.plan.codes import NOBODY, Codes
from clientela.loyalty.plan.expected import NO_NAME, TO_COME, expected, year_of
from clientela.loyalty.plan.periods import Groups, Periods, eve
from clientela.loyalty.plan.targets import aim, best
from clientela.marts.parts import Parts
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.intervals import LEVEL, Z
from clientela.stats.multiple_testing import discoveries
from clientela.stats.price_volume_mix import PARTS, SUMS, parts

if TYPE_CHECKING:
    import pandas as pd

KEY = "loyalty.achieved"


@analysis(KEY, sold="parts:sold_months")
def achieved(sold: pd.DataFrame | Parts, groups: Groups, periods: Periods) -> Result | Missing:
    """Sold less planned, in five parts that add up to it exactly; of the company, each seller and each segment.

    `sold` is the mart sold_months. The plan: the goal of company.yml for those months, split as `targets` splits, from what was known
    the day before; without a goal, the year before. Parts against the year before (price–volume–mix): by_price, what was sold at
    its own prices less the same at the prices of a year before (same product, kind of customer and seller); by_volume, units more or
    less at the average price of then, within each seller and segment; by_mix, dearer or cheaper products among them; by_new and
    by_dropped, products nobody bought then, or nobody buys now. The plan asked for its growth in volume. Segments are those of the
    day before the period. A difference is no chance (`beyond_chance`) where customers' own ups and downs would seldom make it, among
    so many (Benjamini & Hochberg 1995).
    """
    import pandas as pd

    if not len(sold):
        return Missing(KEY, Reason.NO_TABLE, ("transactions.amount",))
    if not periods.judged:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), len(periods.months), 24)
    codes = Codes(sold, groups)
    groups = codes.groups(groups)
    segment = groups.segments[eve(periods.judged[0])]
    years = [periods.judged, periods.before(periods.judged)]
    tagged = codes.by_years(sold, years, SUMS)
    tagged = tagged[tagged.month.isin([months[0] for months in years])]
    tagged = tagged.assign(
        now=tagged.month == periods.judged[0],
        segment=np.where(tagged.customer_id == NOBODY, NO_NAME, tagged.customer_id.map(segment).astype(object).fillna(TO_COME)),
    )  # fmt: skip
    if not float(tagged.amount[~tagged.now].sum()) > 0:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.amount",))
    n = int(tagged.customer_id[tagged.customer_id != NOBODY].nunique())
    cells, asked = parts(tagged, ["seller_id", "segment"]), _targets(sold, codes, groups, periods)
    frames = {
        f"by_{by.removesuffix('_id')}": against(
            cells, tagged, by, None if asked is None else asked.groupby(by).target.sum()
        )
        for by in ("seller_id", "segment")
    }
    goal = None if periods.judged_goal is None else pd.Series({"all": periods.judged_goal})
    whole = against(cells.assign(all="all"), tagged.assign(all="all"), "all", goal).iloc[0]
    frames["by_seller"] = codes.named(frames["by_seller"])
    values = _values(whole, periods, n)
    return Result(KEY, n, values, frames, Evidence.MEASURED)


def against(cells: pd.DataFrame, tagged: pd.DataFrame, by: str, asked: pd.Series | None) -> pd.DataFrame:
    """The cells added up by `by` beside what was asked of them, and whether the difference is more than chance."""
    from scipy.stats import norm

    table = cells.groupby(by)[["sold", "sold_before", *PARTS]].sum()
    if asked is not None:
        # Who was to sell and sold nothing is a row too.
        table = table.reindex(table.index.union(asked.index).rename(by)).fillna(0.0)
    target = table.sold_before if asked is None else asked.reindex(table.index).fillna(0.0)
    difference = table.sold - target
    moves = tagged.amount.where(tagged.now, -tagged.amount).groupby([tagged[by], tagged.customer_id]).sum()
    spread = np.sqrt((moves**2).groupby(level=0).sum()).reindex(table.index).fillna(0.0)
    buyers = (
        tagged[tagged.customer_id != NOBODY].groupby(by).customer_id.nunique().reindex(table.index).fillna(0)
    )
    size = (difference.abs() / spread.where(spread > 0)).fillna(0.0)
    table = table.assign(
        target=target, difference=difference, by_volume=table.by_volume - (target - table.sold_before), buyers=buyers.astype(int),
        difference_low=difference - Z * spread, difference_high=difference + Z * spread,
        beyond_chance=discoveries(2 * norm.sf(size)) & (buyers > 0).to_numpy(),
    )  # fmt: skip
    return table.reset_index().sort_values(["target", by], ascending=[False, True]).reset_index(drop=True)


def _targets(
    sold: pd.DataFrame | Parts, codes: Codes, groups: Groups, periods: Periods
) -> pd.DataFrame | None:
    """The goal of the judged months, split with what was known the day before; None without a goal."""
    if periods.judged_goal is None:
        return None
    before = periods.before(periods.judged)
    known = year_of(before, groups.segments, groups.sellers, eve(periods.judged[0]))
    years = (before, periods.before(before))
    own = codes.by_years(sold, [year for year in years if year])
    cells, people = expected(own, known, years[1])
    if cells.empty:
        return None
    return aim(cells, people.assign(best=best(own, people, years)), periods.judged_goal)


def _values(whole: pd.Series, periods: Periods, n: int) -> dict[str, Number]:
    low, high = float(whole.difference_low), float(whole.difference_high)
    values = {
        "planned": Number(float(whole.target), "currency", n),
        "sold": Number(float(whole.sold), "currency", n),
        "sold_before": Number(float(whole.sold_before), "currency", n),
        "difference": Number(float(whole.difference), "currency", n, low, high, LEVEL),
        "judged_months": Number(len(periods.judged), "count", n),
        "judged_given": Number(int(periods.judged_goal is not None), "count", n),
    }
    return values | {name: Number(float(whole[name]), "currency", n) for name in PARTS}
