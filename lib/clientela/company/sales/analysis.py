"""Sales of the last period, month by month, and against the year before where the history holds two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientela.calendar.windows import YEAR_DAYS, both_periods, comparable, days_of
from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result, Unit

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.sales"
# Two periods of four weeks: with less, one good weekend decides.
FEWEST_DAYS = 28
FEWEST_ORDERS = 20
# So little more or fewer customers is as many as before.
SAME = 0.02
# Periods whose lines of sale carry an order number, or whose sales a customer, to shares further apart than this count different things.
ALIKE_NUMBERED, ALIKE_NAMED = 0.05, 0.10
# Below so much with a number or a customer, what is counted is lines.
FEWEST_TOLD = 0.5
# Of those who seem new with the shorter past of the year before, so many may be old acquaintances.
MOST_MISTAKEN = 0.05
# Student's t of 95 % with the eleven degrees of freedom that twelve moves leave.
OF_TWELVE = 2.201


@analysis(KEY)
def sales(windows: pd.DataFrame, months: pd.DataFrame) -> Result | Missing:
    """What the company sold in the last period; and beside the year before, where both are whole years.

    `windows` and `months` are the marts of the same names. Under two years, or with a first year that had hardly begun, nothing is
    compared: the seasons would not be the same. The change carries a band of 95 %: how far it may swing by chance, when each customer comes
    and goes on its own, or when all move together from month to month, whichever is more. Orders are told only where an order is the
    same thing in both years, new customers only where the history is long enough to tell new from old.

    Returns Missing with less than two periods of four weeks, or fewer than 20 orders in either; the total of the whole history it has even then.

    >>> import pandas as pd
    >>> windows = pd.DataFrame({"period": ["before", "now"], "amount": [0.0, 0.0], "orders": [0, 0]})
    >>> sales(windows, pd.DataFrame({"month": [], "amount": []})).reason.value
    'too_few_purchases'
    """
    short = _too_little(windows)
    if short is not None:
        return replace(short, values=_total(months))
    now, before = both_periods(windows)
    days = days_of(now)
    both = comparable(windows, months)
    values = _two("amount", "currency", now, before, both)
    if one_meaning(windows):
        values |= _two("orders", "count", now, before, both) | _ticket(now, before, both)
    identified = float(_identified(windows).max() or 0)
    if named_alike(windows) and identified:
        values |= _two("customers", "count", now, before, both)
        values |= _frequency(now, before, both) if one_meaning(windows) else {}
    values |= _new(now, before, both) if identified else {}
    values["identified_share"] = Number(identified, "share", 2)
    values |= _change(now, before) if both else {}
    if windows["margin"].notna().all():
        values |= _two("margin", "currency", now, before, both)
    values["window_days"] = Number(days, "days", 2)
    values |= _total(months)
    frames = {"windows": _table(values), "months": _monthly(months, one_meaning(windows))}
    return Result(KEY, int(now["orders"] + before["orders"]), values, frames)


def _too_little(windows: pd.DataFrame) -> Missing | None:
    """What is missing to tell one period from another; None where nothing is."""
    if windows.empty or windows["amount"].isna().any() or float(windows["orders"].max()) == 0:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date", "transactions.amount"))
    now, before = both_periods(windows)
    days = days_of(now)
    if days < FEWEST_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=2 * days, need=2 * FEWEST_DAYS)
    if (few := int(min(now["orders"], before["orders"]))) < FEWEST_ORDERS:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, have=few, need=FEWEST_ORDERS)
    return None


def _total(months: pd.DataFrame) -> dict[str, Number]:
    """All that counts, over the whole history: the figure to hold against one's own books."""
    if months.empty or months["amount"].isna().all():
        return {}
    return {"total_amount": Number(float(months["amount"].sum()), "currency", int(months["orders"].sum()))}


def one_meaning(windows: pd.DataFrame) -> bool:
    """Is an order the same thing in both periods? With a number of its own in one of them only, it is not; and with neither number nor customer
    it is no order, but a line."""
    shares = windows["numbered"] / windows["purchase_lines"].where(windows["purchase_lines"] > 0)
    told = shares.where(shares > _identified(windows), _identified(windows))
    return bool(shares.max() - shares.min() <= ALIKE_NUMBERED and not told.min() < FEWEST_TOLD)


def named_alike(windows: pd.DataFrame) -> bool:
    """Is as much of the sales known by customer in both periods? Else their number tells how many were asked for their name."""
    shares = _identified(windows)
    return bool(shares.max() - shares.min() <= ALIKE_NAMED)


def _identified(windows: pd.DataFrame) -> pd.Series[float]:
    """The part of each period's sales whose customer is known."""
    return windows["amount_identified"].astype(float) / windows["amount"].astype(float).where(
        windows["amount"] > 0
    )


def _two(name: str, unit: Unit, now: Any, before: Any, both: bool) -> dict[str, Number]:
    whole = int if unit == "count" else float
    found = {name: Number(whole(now[name]), unit, int(now["orders"]))}
    if both:
        found[f"{name}_before"] = Number(whole(before[name]), unit, int(before["orders"]))
    return found


def swing(now: Any) -> float:
    """How far the change in sales may go by chance, 95 times of a hundred."""
    return max(1.96 * float(now["spread"]), swing_of_months(now))


def swing_of_months(now: Any) -> float:
    """The same where all customers move together, from month to month."""
    return OF_TWELVE * float(now["spread_time"])


def _change(now: Any, before: Any) -> dict[str, Number]:
    change, far = float(now["amount"] - before["amount"]), swing(now)
    n = int(now["orders"] + before["orders"])
    values = {"change_amount": Number(change, "currency", n, change - far, change + far, 0.95)}
    if (base := float(before["amount"])) > 0:
        values["growth"] = Number(
            change / base, "share", n, (change - far) / base, (change + far) / base, 0.95
        )
    return values


def _ticket(now: Any, before: Any, both: bool) -> dict[str, Number]:
    return {
        f"ticket{side}": Number(float(row["amount"] / row["orders"]), "currency", int(row["orders"]))
        for side, row in (("", now), *([("_before", before)] if both else []))
    }


def _frequency(now: Any, before: Any, both: bool) -> dict[str, Number]:
    """Orders of each known customer, where there are such in both periods."""
    if min(now["customers"], before["customers"]) <= 0 or not both:
        return {}
    return {
        name: Number(float(row["orders_identified"] / row["customers"]), "ratio", int(row["customers"]))
        for name, row in (("frequency", now), ("frequency_before", before))
    }


def _new(now: Any, before: Any, both: bool) -> dict[str, Number]:
    """New customers, and what they bought, of the periods that have history enough before them to tell new from old.

    Of the year before less past is known than of the last one: they are compared only where that hides hardly anybody, which is seen by
    counting the last year's with the shorter past too (`new_alike`). The change in what they bought carries a band of 95 %: by how
    much it may swing when each of them comes, or not, by chance.
    """
    found: dict[str, Number] = {}
    alike, came = float(now["new_alike"]), float(now["new_customers"])
    known = (
        both
        and (before["first_day"] - before["history_from"]).days >= YEAR_DAYS
        and alike <= (1 + MOST_MISTAKEN) * came
    )
    if (now["first_day"] - now["history_from"]).days >= min(YEAR_DAYS, days_of(now)):
        found |= _newcomers("", now)
    if known:
        found |= _newcomers("_before", before)
        change = float(now["amount_new"] - before["amount_new"])
        far = 1.96 * float(now["spread_new"] ** 2 + before["spread_new"] ** 2) ** 0.5
        n = int(now["new_customers"] + before["new_customers"])
        found["new_amount_change"] = Number(change, "currency", n, change - far, change + far, 0.95)
        fewer = came - float(before["new_customers"])
        # Arrivals are counts, and two of them differ by chance by so much (Poisson); or all come and stay away together.
        chance = max(1.96 * n**0.5, OF_TWELVE * float(now["spread_arrivals"]))
        found["new_customers_change"] = Number(fewer, "count", n, fewer - chance, fewer + chance, 0.95)
    return found


def _newcomers(side: str, row: Any) -> dict[str, Number]:
    n = int(row["new_customers"])
    return {
        f"new_customers{side}": Number(n, "count", int(row["customers"])),
        f"new_amount{side}": Number(float(row["amount_new"]), "currency", n),
    }


def _table(values: dict[str, Number]) -> pd.DataFrame:
    import pandas as pd

    names = ("amount", "margin", "orders", "customers", "new_customers", "ticket")
    rows = []
    for name in names:
        now, before = values.get(name), values.get(f"{name}_before")
        if now is None:
            continue
        base = before.value if before is not None else None
        change = now.value / base - 1 if base and now.value is not None else None
        rows.append((name, now.unit, base, now.value, change))
    return pd.DataFrame(rows, columns=["figure", "unit", "value_before", "value_now", "change"])


def _monthly(months: pd.DataFrame, orders: bool) -> pd.DataFrame:
    """The complete months, with their sales a month and against the same month a year before; orders where they are one thing all along."""
    import pandas as pd

    whole = months[months["complete"]].sort_values("month")
    earlier = whole.assign(month=whole["month"] + pd.DateOffset(years=1))[["month", "amount"]]
    both = whole.merge(earlier, on="month", how="left", suffixes=("", "_year_before"))
    both["year_change"] = (
        both["amount"] / both["amount_year_before"].where(both["amount_year_before"] > 0) - 1
    )
    kept = [
        "month",
        "amount",
        "amount_year_before",
        "year_change",
        *(["orders"] if orders else []),
        "customers",
    ]
    return both[kept].reset_index(drop=True)


def fewer_new(result: Result) -> int:
    """How many new customers fewer came than before; 0 where they are not clearly fewer, and by a tenth at least."""
    change, before = (result.values.get(name) for name in ("new_customers_change", "new_customers_before"))
    if change is None or before is None or change.high is None or change.high >= 0:
        return 0
    fewer = -int(change.value or 0)
    return fewer if fewer > 0.1 * (before.value or 0) else 0


def clear(result: Result) -> int:
    """The sign of the change in sales: 1 up, -1 down, 0 when chance alone could have made it, or nobody can tell."""
    change = result.values.get("change_amount")
    if change is None or change.low is None or change.high is None:
        return 0
    return 1 if change.low > 0 else -1 if change.high < 0 else 0
