"""What each segment left beside what it sold and was to sell: selling more and leaving less are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.engine import analysis
from clientela.loyalty.plan.expected import TO_COME
from clientela.loyalty.plan.periods import Groups, Periods, eve
from clientela.marts.parts import each
from clientela.results import Evidence, Missing, Number, Reason, Result
from clientela.stats.multiple_testing import discoveries
from clientela.stats.ratios import LEVEL, Estimate, limits, ratio

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.segment_profit"
# Of what customers bought, at most this part may lack its cost; fewer buyers than these say little of a segment.
MOST_UNKNOWN, FEWEST = 0.2, 20


@analysis(KEY, customer_days="parts:customer_days")
def segment_profit(
    customer_days: pd.DataFrame | Parts, groups: Groups, periods: Periods, achieved: Result | Missing
) -> Result | Missing:
    """Of each segment: its margin, and how much of each peso sold that was, in the period that was judged and a year before.

    `customer_days` is the mart, `achieved` the result that holds the plan and the sales. Segments are those of the day before the
    period, as there, beside those of the day before the same period a year earlier: each chosen in the same way from what had gone
    before. The same people a year earlier are no comparison, for a first purchase is not made as the later ones are, and newcomers
    would leave less every year. What is judged is the share of the sales that stays, not the sum: who was chosen for having bought
    much buys less by itself. Each customer is a case (ratio of sums, Cochran 1977; its two years move together). A segment
    leaves more or less of each peso where the change is no chance among all segments (Benjamini & Hochberg 1995). Frame profits:
    segment, target, sold, earned, earned_share, earned_share_before, earned_moved with its limits, earned_verdict. Days without a
    cost are left out.

    Returns Missing where they are more than a fifth of the sales, or where the plan is.

    >>> from clientela.results import Reason
    >>> segment_profit(None, None, None, Missing("loyalty.achieved", Reason.TOO_SHORT_HISTORY)).key
    'loyalty.segment_profit'
    """
    if isinstance(achieved, Missing):
        return Missing(KEY, achieved.reason, achieved.add, achieved.have, achieved.need)
    start, year_before = eve(periods.judged[0]), eve(periods.before(periods.judged)[0])
    cases, known = _cases(customer_days, periods)
    if known < 1 - MOST_UNKNOWN:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.cost", "costs.margin_rate"))
    then = _segment(cases, groups, year_before)
    rows = [
        {"segment": name, **_row(part, cases[then == name] if then is not None else cases[:0])}
        for name, part in cases.groupby(_segment(cases, groups, start))
    ]
    table = _judged(achieved.frames["by_segment"][["segment", "target", "sold"]], rows)
    now, before = (ratio(cases[f"margin_{when}"], cases[f"amount_{when}"]) for when in ("now", "before"))
    move = _moved(cases, cases, now.value, before.value)
    n = len(cases)
    values = {
        "earned": Number(float(cases.margin_now.sum()), "currency", n),
        "earned_before": Number(float(cases.margin_before.sum()), "currency", n),
        "earned_share": Number(now.value, "share", now.n, now.low, now.high, LEVEL),
        "earned_moved": Number(move.value, "share", n, move.low, move.high, LEVEL),
        "segments_less": Number(int((table.earned_verdict == "leaves_less").sum()), "count", len(table)),
    }
    return Result(KEY, n, values, {"profits": table}, Evidence.MEASURED)


def _cases(customer_days: pd.DataFrame | Parts, periods: Periods) -> tuple[pd.DataFrame, float]:
    """One row a customer with what it bought and left in both periods; and the part of the sales whose cost is known."""
    import pandas as pd

    told = [_bought(part, periods) for part in each(customer_days, "customer_id", "day", "amount", "margin")]
    cases = pd.concat([part for part, _sums in told], ignore_index=True)
    known, sold = np.sum([sums for _part, sums in told], axis=0)
    return cases, float((known / np.maximum(sold, 1e-9)).min())


def _bought(customer_days: pd.DataFrame, periods: Periods) -> tuple[pd.DataFrame, Any]:
    """One row a customer with what it bought and left in both periods; and of each period the sales whose cost is known, and all."""
    import pandas as pd

    month = pd.to_datetime(customer_days.day).to_numpy().astype("datetime64[M]")
    now, before = (
        np.isin(month, pd.DatetimeIndex(months).to_numpy().astype("datetime64[M]"))
        for months in (periods.judged, periods.before(periods.judged))
    )
    asked = now | before
    rows, inside = customer_days[asked], {"now": now[asked], "before": before[asked]}
    amount, margin = rows.amount.astype("float64"), rows.margin.astype("float64")
    told = margin.notna()
    sums = {
        f"{name}_{when}": column.where(told & within, 0.0)
        for name, column in (("amount", amount), ("margin", margin))
        for when, within in inside.items()
    }
    # By numbers, in the order of the names: names are slow to group by.
    place, names = pd.factorize(rows.customer_id, sort=True)
    cases = pd.DataFrame(sums).groupby(place).sum().assign(customer_id=names)
    known = [
        [float(amount[costed & within].sum()) for within in inside.values()]
        for costed in (told, np.ones(len(rows), dtype=bool))
    ]
    return cases, np.array(known)


def _segment(cases: pd.DataFrame, groups: Groups, day: dt.date) -> Any:
    """Where each customer stood on that day; None where nobody stood anywhere yet."""
    known = groups.segments.get(day)
    if known is None or known.empty:
        return None
    return cases.customer_id.map(known).astype(object).fillna(TO_COME).to_numpy()


def _row(part: pd.DataFrame, earlier: pd.DataFrame) -> dict[str, Any]:
    """What a segment left of what it sold, and what the same segment left a year before; whether that moved is told where enough of both bought."""
    now, before = (
        ratio(part.margin_now, part.amount_now),
        ratio(earlier.margin_before, earlier.amount_before),
    )
    both = min((part.amount_now > 0).sum(), (earlier.amount_before > 0).sum()) >= FEWEST
    move = _moved(part, earlier, now.value, before.value) if both else limits(np.nan, np.nan, 0)
    return {
        "earned": float(part.margin_now.sum()), "earned_share": now.value, "earned_share_before": before.value,
        "earned_moved": move.value, "earned_moved_low": move.low, "earned_moved_high": move.high,
        "error": move.error, "alike": move.n,
    }  # fmt: skip


def _moved(part: pd.DataFrame, earlier: pd.DataFrame, now: float, before: float) -> Estimate:
    """How much more of each peso stays than a year before; whoever is in both is one case.

    `n` is how many alike cases would swing as much (Satterthwaite 1946): where a few accounts are most of a segment, it is those few that speak.
    """
    sums = [float(part.amount_now.sum()), float(earlier.amount_before.sum())]
    n = len(part.index.union(earlier.index))
    if n < 2 or min(sums) <= 0:
        return limits(now - before, np.nan, n)
    away = (part.margin_now - now * part.amount_now) / sums[0]
    away = away.sub((earlier.margin_before - before * earlier.amount_before) / sums[1], fill_value=0.0)
    square = float((away**2).sum())
    alike = round(square**2 / float((away**4).sum())) if square > 0 else n
    return limits(now - before, float(np.sqrt(square * n / (n - 1))), max(2, alike))


def _judged(planned: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The plan and the sales of each segment with what it left, and a word where the change is no chance."""
    import pandas as pd
    from scipy.stats import t

    moved = ["earned_moved", "earned_moved_low", "earned_moved_high"]
    columns = ["segment", "earned", "earned_share", "earned_share_before", *moved, "error", "alike"]
    table = planned.merge(pd.DataFrame(rows, columns=columns), on="segment", how="left")
    size = (table.earned_moved.abs() / table.error.where(table.error > 0)).fillna(0.0)
    apart = np.where(table.earned_moved > 0, "leaves_more", "leaves_less")
    chance = 2 * t.sf(size, table.alike.fillna(2) - 1)
    verdict = np.where(discoveries(chance), apart, "leaves_alike")
    return table.assign(earned_verdict=verdict).drop(columns=["error", "alike"])
