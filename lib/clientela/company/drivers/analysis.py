"""Where the change in sales came from: more customers, more orders of each, or larger purchases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial, prod
from typing import TYPE_CHECKING, Any

from clientela.calendar.windows import both_periods, comparable, days_of
from clientela.company.sales.analysis import named_alike, one_meaning, swing
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.drivers"
FEWEST_CUSTOMERS = 20


def contributions(before: Sequence[Any], now: Sequence[Any]) -> list[Any]:
    """What each factor of a product adds to its change: Shapley's shares, which add up to the change.

    Each factor's step is averaged over all the orders in which the factors could have moved (Shapley 1953). Works on floats and on exact
    fractions alike.

    >>> contributions([10, 2, 5], [20, 2, 5])
    [100.0, 0.0, 0.0]
    """
    places = range(len(before))
    return [
        sum(
            _weight(len(moved), len(before)) * _step(before, now, place, moved)
            for size in range(len(before))
            for moved in combinations([p for p in places if p != place], size)
        )
        / factorial(len(before))
        for place in places
    ]


def _weight(moved: int, factors: int) -> int:
    return factorial(moved) * factorial(factors - moved - 1)


def _step(before: Sequence[Any], now: Sequence[Any], place: int, moved: tuple[int, ...]) -> Any:
    others = prod(now[p] if p in moved else before[p] for p in range(len(before)) if p != place)
    return (now[place] - before[place]) * others


@analysis(KEY)
def drivers(windows: pd.DataFrame, months: pd.DataFrame) -> Result | Missing:
    """The change in sales split among customers, orders per customer and average purchase, exactly; sales without a customer stand apart.

    `windows` and `months` are the marts of these names. With margins, the change in margin is split too, with the margin rate as a fourth factor.
    The drivers are averages, which rise too when those who buy little stay away; so beside them stand the orders of the same customers
    (`same_…`: see `same_customers`), and what those who are gone had bought and those who came bought (`lost_…`, `came_…`).

    Returns Missing under two years, where fewer than 20 known customers bought in either, or where an order or a known customer is not the same
    thing in both.

    >>> import pandas as pd
    >>> drivers(pd.DataFrame({"period": ["before", "now"], "customers": [12, 9]}), pd.DataFrame()).need
    20
    """
    if windows.empty or float(windows["customers"].max()) == 0:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.customer_id",))
    now, before = both_periods(windows)
    few = int(min(now["customers"], before["customers"]))
    if few < FEWEST_CUSTOMERS:
        return Missing(KEY, Reason.TOO_FEW_CUSTOMERS, have=few, need=FEWEST_CUSTOMERS)
    if not comparable(windows, months):
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, ("months",), int(2 * days_of(now) / 30.4), 24)
    if not one_meaning(windows):
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.order_id",))
    if not named_alike(windows):
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.customer_id",))
    tree = _tree(before, now, "amount")
    frame, n = tree.copy(), int(now["customers"])
    if (
        windows[["margin", "margin_identified"]].notna().all(axis=None)
        and (windows["amount_identified"] > 0).all()
    ):
        margin = _tree(before, now, "margin").rename(columns={"contribution": "contribution_margin"})
        frame = margin.merge(tree[["driver", "contribution"]], on="driver", how="left")
    values: dict[str, Number] = {}
    for column, prefix in (("contribution", "by"), ("contribution_margin", "margin_by")):
        if column in frame:
            known = frame.dropna(subset=column)
            values |= {
                f"{prefix}_{name}": Number(float(money), "currency", n)
                for name, money in zip(known["driver"], known[column], strict=True)
            }
    values |= same_customers(now, before) | _swapped(now, before)
    values["amount_before"] = Number(float(before["amount"]), "currency", int(before["orders"]))
    values["amount"] = Number(float(now["amount"]), "currency", int(now["orders"]))
    change, far = float(now["amount"] - before["amount"]), swing(now)
    values["amount_moved"] = Number(change, "currency", n, change - far, change + far, 0.95)
    return Result(KEY, n, values, {"drivers": frame})


def same_customers(now: Any, before: Any) -> dict[str, Number]:
    """Orders a customer in the middle half of both periods, of those who were customers all the time; nothing where they are fewer than 20.

    All the time: who bought in the first quarter of the earlier period and in the last quarter of the later one. Who merely bought in
    both periods may have come, or gone, halfway through one of them, and would seem to order more, or less, than before. The quarters
    that chose them do not count: it took a purchase to be chosen, and more so in a low season. The change
    carries an interval of 95 %, from the differences of each customer with itself.
    """
    n = int(now["customers_whole"])
    if n < FEWEST_CUSTOMERS:
        return {}
    mean, old = float(now["orders_whole"]) / n, float(before["orders_whole"]) / n
    change = mean - old
    error = max(0.0, (float(now["squares_whole"]) / n - change**2) / (n - 1)) ** 0.5
    return {
        "same_frequency": Number(mean, "ratio", n),
        "same_frequency_before": Number(old, "ratio", n),
        "same_change": Number(change, "ratio", n, change - 1.96 * error, change + 1.96 * error, 0.95),
    }


def _swapped(now: Any, before: Any) -> dict[str, Number]:
    """Who bought in one period only, and how much."""
    told: tuple[tuple[str, Any, Unit], ...] = (("customers", int, "count"), ("amount", float, "currency"))
    return {
        f"{name}_{what}": Number(kind(row[f"{what}_only"]), unit, int(row["customers_only"]))
        for name, row in (("lost", before), ("came", now))
        for what, kind, unit in told
    }


def _tree(before: Any, now: Any, money: str) -> pd.DataFrame:
    """One row a driver: its value in both periods and what it added to the change in money."""
    import pandas as pd

    old, new = _factors(before, money), _factors(now, money)
    shares = contributions(list(old.values()), list(new.values()))
    rows: list[tuple[Any, ...]] = [
        (name, old[name], new[name], shares[place]) for place, name in enumerate(old)
    ]
    sold, outside = (
        [float(row[name] - row[f"{name}_identified"]) for row in (before, now)] for name in ("amount", money)
    )
    if any(abs(amount) > 0.005 for amount in (*sold, *outside)):
        # Before and now are sales in both trees, as their name says; what they added is in the tree's own money.
        rows.append(("anonymous", *sold, outside[1] - outside[0]))
    return pd.DataFrame(rows, columns=["driver", "value_before", "value_now", "contribution"])


def _factors(row: Any, money: str) -> dict[str, float]:
    found = {
        "customers": float(row["customers"]),
        "frequency": float(row["orders_identified"] / row["customers"]),
        "ticket": float(row["amount_identified"] / row["orders_identified"]),
    }
    return found | (
        {"margin_rate": float(row["margin_identified"] / row["amount_identified"])}
        if money == "margin"
        else {}
    )


def greatest(result: Result) -> tuple[str, float]:
    """The driver that moved sales most in the direction they went, and its money."""
    frame = result.frames["drivers"].dropna(subset="contribution")
    sign = 1.0 if frame["contribution"].sum() >= 0 else -1.0
    place = int((sign * frame["contribution"]).argmax())
    return str(frame["driver"].iloc[place]), float(frame["contribution"].iloc[place])
