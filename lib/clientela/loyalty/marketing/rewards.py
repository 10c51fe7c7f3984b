"""What a rewards programme would have to change to pay for itself, and whether a test could see that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.customers.kinds import kind_groups
from clientela.engine import analysis
from clientela.marts.parts import each, filled
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from clientela.marts.parts import Parts

KEY = "loyalty.rewards"
# Half a year of test beside half a year before it.
TEST_DAYS = 180
ENOUGH = 100
# 95 % sure of not seeing what is not there, 80 % of seeing what is (Cohen 1988).
SURE = 1.959964 + 0.841621


@analysis(KEY, customer_days="parts:customer_days", reward="reward_rate", discount="discount_rate")
def rewards(
    status: Result | Missing,
    customer_days: pd.DataFrame | Parts,
    as_of: dt.date,
    reward: float = 0.03,
    discount: float = 0.12,
) -> Result | Missing:
    """By how much purchases or loyalty must rise so that giving back part of every sale pays, beside what a test would notice.

    `status` is the result of `loyalty.status`, `customer_days` the mart; `reward` the part of sales given back. Those who
    buy already get it too: `subsidy` is what that costs a year if nothing changes. Needed: reward / (margin rate − reward) more
    purchases of the active customers; or more of them staying, at q / (1 − q) periods. Detectable: the smallest rise that half of
    the active customers with the reward and half without would show in 180 days, eight times in ten, once what each bought
    before is taken out. Frame rewards: one row a kind of customer.
    """
    import pandas as pd

    if isinstance(status, Missing):
        return Missing(KEY, status.reason, status.add, status.have, status.need)
    if not filled(customer_days, "margin"):
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.cost", "costs.margin_rate"))
    active = status.frames["customers"]
    active = active[active.status == "active"]
    spending = _spending(active, customer_days, as_of)
    stays = _stays(status, discount)
    rows = [_row(str(kind), part, reward, stays) for kind, part in spending.groupby(kind_groups(spending))]
    rows = [row for row in rows if row["n"] >= ENOUGH]  # type: ignore[operator]
    if not rows:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, ("transactions",), len(active), ENOUGH)
    table = pd.DataFrame(rows)
    n = int(table.n.sum())
    values = {
        "reward": Number(reward, "share", n),
        "subsidy": Number(float(table.subsidy.sum()), "currency", n),
        "testable": Number(int((table.detectable <= table.needed_rise).sum()), "count", len(table)),
    }
    return Result(KEY, n, values, {"rewards": table})


def _spending(active: pd.DataFrame, customer_days: pd.DataFrame | Parts, as_of: dt.date) -> pd.DataFrame:
    """Each active customer's sales and margin of a year, and its sales of the last half year and the one before."""
    import pandas as pd

    told = each(customer_days, "customer_id", "day", "amount", "margin", "orders")
    by_customer = pd.concat([_sums(part, as_of) for part in told])
    kind = active.kind if "kind" in active else None
    found = by_customer.reindex(active.customer_id).fillna(0.0).reset_index()
    return found.assign(kind=kind.to_numpy() if kind is not None else None)


def _sums(customer_days: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    import pandas as pd

    age = (pd.Timestamp(as_of) - pd.to_datetime(customer_days.day)).dt.days
    sums = {
        "year": customer_days.amount.where(age < 365, 0.0), "margin": customer_days.margin.where(age < 365, 0.0),
        "orders": customer_days.orders.where(age < 365, 0), "after": customer_days.amount.where(age < TEST_DAYS, 0.0),
        "before": customer_days.amount.where((age >= TEST_DAYS) & (age < 2 * TEST_DAYS), 0.0),
    }  # fmt: skip
    return pd.DataFrame(sums).astype("float64").groupby(customer_days.customer_id).sum()


def _stays(status: Result, discount: float) -> tuple[float, float] | None:
    """The share of active customers that stayed a period, and the period's discount rate."""
    left, window = status.values.get("share_left"), status.values.get("window_days")
    if left is None or window is None or left.value is None:
        return None
    return 1 - float(left.value), (1 + discount) ** (float(window.value or 365) / 365) - 1


def _row(
    kind: str, part: pd.DataFrame, reward: float, stays: tuple[float, float] | None
) -> dict[str, object]:
    sales, n = float(part.year.sum()), len(part)
    rate = float(part.margin.sum()) / sales if sales > 0 else np.nan
    needed = reward / (rate - reward) if rate > reward else np.inf
    return {
        "kind": kind, "n": n, "sales_yearly": sales, "margin_share": rate, "subsidy": reward * sales,
        "needed_rise": needed if np.isfinite(needed) else np.nan, "orders_each": float(part.orders.sum()) / n if n else np.nan,
        "needed_staying": _needed_staying(rate, reward, stays), "staying": stays[0] if stays else np.nan,
        "detectable": detectable(part.before.to_numpy(dtype=float), part.after.to_numpy(dtype=float)),
    }  # fmt: skip


def _needed_staying(rate: float, reward: float, stays: tuple[float, float] | None) -> float:
    """The share that must stay so that as much is left in the end; none where even all staying would not do.

    >>> round(_needed_staying(0.30, 0.03, (0.75, 0.10)), 3)
    0.775
    """
    if stays is None or not rate > reward:
        return np.nan
    share, discount = stays
    q = share / (1 + discount)
    periods = q / (1 - q) * rate / (rate - reward)
    needed = periods / (1 + periods) * (1 + discount)
    return needed if needed <= 1 else np.nan


def detectable(before: np.ndarray, after: np.ndarray) -> float:
    """The smallest rise of the mean that half of the customers against the other half would show, eight times in ten.

    >>> detectable(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    0.0
    """
    spread = float(np.var(before))
    slope = float(np.cov(before, after, bias=True)[0, 1]) / spread if spread > 0 else 0.0
    left = float((after - slope * (before - before.mean())).std())
    middle = float(after.mean())
    return SURE * left * float(np.sqrt(4 / len(after))) / middle if middle > 0 else float("nan")
