"""Where customers moved since one period ago, what that did to the sales, and what of it is more than usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.customers.rfm import QUIET, SEGMENTS, assign
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result
from clientela.segments.rfm.analysis import MIN_CUSTOMERS
from clientela.segments.windows import MIN_DAYS
from clientela.stats.effects import difference
from clientela.stats.intervals import wilson
from clientela.stats.rows import places, taken

if TYPE_CHECKING:
    import pandas as pd

KEY = "segments.movement"
# Every customer takes one of these ways; together they make the whole change in sales.
FLOWS = ("came_new", "came_back", "kept_buying", "kept_quiet", "went_quiet")
LEVEL = 0.95


@analysis(
    KEY,
    without_money=True,
    now="periods.now",
    before="periods.before",
    earlier="periods.earlier",
    days="periods.days",
    thresholds="cuts",
)
def movement(
    now: pd.DataFrame,
    before: pd.DataFrame,
    earlier: pd.DataFrame,
    days: int,
    thresholds: Mapping[str, float] | None = None,
) -> Result | Missing:
    """Who went from which segment to which in the last `days`, and what each way did to the sales.

    Three states of the customers mart, `days` apart. Frames: `matrix` (segment before × segment now, in customers), `flows` (one row a way,
    with the sales of both periods; the changes add up to the whole) and `ranks` (the same by segment of departure).
    """
    if days < MIN_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=2 * days, need=2 * MIN_DAYS)
    # Whoever was there a period ago is there today.
    if len(before) < MIN_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=len(before), need=MIN_CUSTOMERS)
    states = [assign(state, thresholds) for state in (now, before, earlier)]
    moved = _moved(states[0], before, earlier, thresholds)
    flows: Any = _sums(moved, "flow", FLOWS)
    ranks = _sums(moved, "segment_before", (*SEGMENTS, "not_yet"))
    matrix = (
        moved.groupby(["segment_before", "segment"])
        .agg(customers=("amount", "size"), amount_before=("amount_before", "sum"))
        .reset_index()
    )
    values = {
        f"{row.flow}_net": Number(row.net, "currency", row.customers, row.net_low, row.net_high, LEVEL)
        for row in flows.itertuples()
        if row.customers
    }
    for name in ("went_quiet", "came_back", "came_new"):
        count = flows.set_index("flow").customers[name]
        values[f"{name}_customers"] = Number(int(count), "count", len(moved))
    values |= usual(states)
    values["period_days"] = Number(days, "days", len(moved))
    values["whole_net"] = Number(float(flows.net.sum()), "currency", len(moved))
    return Result(KEY, len(moved), values, {"matrix": matrix, "flows": flows, "ranks": ranks})


def usual(states: Sequence[pd.DataFrame]) -> dict[str, Number]:
    """Of those who stood high, or were silent, one period ago: how many are silent, or back, now; and the same one period earlier.

    `states` are the customers of `assign` today, one and two periods ago, each judged by what was known that day. Who is chosen for being
    high comes down by itself, and who is chosen for being silent comes back by itself: only what exceeds the usual part is news
    (Newcombe's interval of the difference of the two parts).
    """
    now, before, earlier = (state.set_index("customer_id") for state in states)
    values: dict[str, Number] = {}
    for name in ("champions_quiet", "quiet_back"):
        pairs = [_turned(name, then, later) for then, later in ((before, now), (earlier, before))]
        hits, n = (int(pairs[0].sum()), int(pairs[1].sum())), (len(pairs[0]), len(pairs[1]))
        values |= {f"{name}_of": Number(n[0], "count", len(now)), name: Number(hits[0], "count", n[0])}
        if name == "champions_quiet":
            yearly = before.yearly.reindex(pairs[0].index[pairs[0]])
            values["champions_quiet_yearly"] = Number(float(yearly.sum()), "currency", hits[0])
        if min(n) >= MIN_CUSTOMERS:
            more, low, high = difference(hits, n)
            values[f"{name}_usual"] = Number(hits[1] / n[1], "share", n[1], *wilson(hits[1], n[1]), LEVEL)
            values[f"{name}_more"] = Number(more, "share", sum(n), low, high, LEVEL)
    return values


def _turned(name: str, then: pd.DataFrame, later: pd.DataFrame) -> pd.Series:
    """Of the champions who is quiet later, or of the quiet who is back; by customer."""
    if name == "champions_quiet":
        chosen = then.index[then.segment == "champions"]
        return later.segment.reindex(chosen).isin(QUIET)
    return ~later.quiet.reindex(then.index[then.quiet]).astype(bool)


def _moved(
    now: pd.DataFrame, before: pd.DataFrame, earlier: pd.DataFrame, thresholds: Mapping[str, float] | None
) -> pd.DataFrame:
    """One row a customer: segment then and now (of `assign`), sales of the period before and of the last one."""
    import pandas as pd

    here = now.set_index("customer_id")
    # Both moments are judged by the rhythm known today: on a shorter past everybody seems quicker.
    known = pd.Series(taken(now.quiet_after, places(now.customer_id, before.customer_id)), before.index)
    then, place = assign(before, thresholds, known), places(before.customer_id, now.customer_id)
    start = np.nan_to_num(taken(earlier.amount, places(earlier.customer_id, now.customer_id)))
    middle = np.nan_to_num(taken(then.amount, place))
    new, quiet = place < 0, here.quiet.to_numpy(dtype=bool)
    was_quiet = np.append(then.quiet.to_numpy(dtype=bool), False)[place]
    flow = np.select(
        [new, was_quiet & ~quiet, ~was_quiet & ~quiet, was_quiet & quiet], FLOWS[:4], "went_quiet"
    )
    stood = pd.Series(then.segment.array.take(place, allow_fill=True), here.index).fillna("not_yet")
    return here[["segment"]].assign(
        segment_before=stood, flow=flow, amount_before=middle - start, amount=here.amount - middle
    )


def _sums(moved: pd.DataFrame, by: str, order: tuple[str, ...]) -> pd.DataFrame:
    """Customers and sales of both periods; the interval is of the change if other such customers had moved so."""
    change = moved.amount - moved.amount_before
    groups = moved.assign(net=change, square=change**2).groupby(by)
    frame = groups.agg(
        customers=("net", "size"), amount_before=("amount_before", "sum"), amount=("amount", "sum"), net=("net", "sum"),
        square=("square", "sum"),
    ).reindex(order, fill_value=0)  # fmt: skip
    half = 1.96 * np.sqrt(frame.pop("square").astype(float))
    return frame.assign(net_low=frame.net - half, net_high=frame.net + half).rename_axis(by).reset_index()
