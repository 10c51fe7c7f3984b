"""Sales of the last period against the equally long one before it, and month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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


@analysis(KEY)
def sales(windows: pd.DataFrame, months: pd.DataFrame) -> Result | Missing:
    """What the company sold in the last period, and in the equally long one before.

    `windows` and `months` are the marts of the same names. The change carries a band of 95 %: how far it may swing by chance when each
    customer comes and goes on its own. New customers are counted only for a period with history enough before it to tell new from old.

    Returns Missing with less than two periods of four weeks, or fewer than 20 orders in either.
    """
    if windows.empty or windows["amount"].isna().any() or float(windows["orders"].max()) == 0:
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, ("transactions.date", "transactions.amount"))
    now, before = both_periods(windows)
    days = (now["last_day"] - now["first_day"]).days + 1
    if days < FEWEST_DAYS:
        return Missing(KEY, Reason.TOO_SHORT_HISTORY, have=2 * days, need=2 * FEWEST_DAYS)
    if min(now["orders"], before["orders"]) < FEWEST_ORDERS:
        few = int(min(now["orders"], before["orders"]))
        return Missing(KEY, Reason.TOO_FEW_PURCHASES, have=few, need=FEWEST_ORDERS)
    values = _two("amount", "currency", now, before) | _two("orders", "count", now, before)
    values |= _two("customers", "count", now, before) | _change(now, before)
    values |= _ticket(now, before) | _frequency(now, before) | _new(now, before, days)
    if windows["margin"].notna().all():
        values |= _two("margin", "currency", now, before)
    values["window_days"] = Number(days, "days", 2)
    # All that counts, over the whole history: the figure to hold against one's own books.
    values["total_amount"] = Number(float(months["amount"].sum()), "currency", int(months["orders"].sum()))
    frames = {"windows": _table(values), "months": _monthly(months)}
    return Result(KEY, int(now["orders"] + before["orders"]), values, frames)


def both_periods(windows: pd.DataFrame) -> tuple[Any, Any]:
    """The rows of the last period and of the one before."""
    now, before = (windows.set_index("period").loc[period] for period in ("now", "before"))
    return now, before


def _two(name: str, unit: Unit, now: Any, before: Any) -> dict[str, Number]:
    whole = int if unit == "count" else float
    return {
        name: Number(whole(now[name]), unit, int(now["orders"])),
        f"{name}_before": Number(whole(before[name]), unit, int(before["orders"])),
    }


def _change(now: Any, before: Any) -> dict[str, Number]:
    change = float(now["amount"] - before["amount"])
    swing = 1.96 * float(now["spread"])
    n = int(now["orders"] + before["orders"])
    values = {"change_amount": Number(change, "currency", n, change - swing, change + swing, 0.95)}
    if (base := float(before["amount"])) > 0:
        values["growth"] = Number(
            change / base, "share", n, (change - swing) / base, (change + swing) / base, 0.95
        )
    return values


def _ticket(now: Any, before: Any) -> dict[str, Number]:
    return {
        "ticket": Number(float(now["amount"] / now["orders"]), "currency", int(now["orders"])),
        "ticket_before": Number(
            float(before["amount"] / before["orders"]), "currency", int(before["orders"])
        ),
    }


def _frequency(now: Any, before: Any) -> dict[str, Number]:
    """Orders of each known customer, where there are such in both periods."""
    if min(now["customers"], before["customers"]) <= 0:
        return {}
    return {
        name: Number(float(row["orders_identified"] / row["customers"]), "ratio", int(row["customers"]))
        for name, row in (("frequency", now), ("frequency_before", before))
    }


def _new(now: Any, before: Any, days: int) -> dict[str, Number]:
    """New customers, and what they bought, of the periods that have at least half a period of history before them.

    The change in what they bought carries a band of 95 %: by how much it may swing when each of them comes, or not, by chance.
    """
    found: dict[str, Number] = {}
    for side, row in (("", now), ("_before", before)):
        if (row["first_day"] - row["history_from"]).days * 2 >= days:
            n = int(row["new_customers"])
            found[f"new_customers{side}"] = Number(n, "count", int(row["customers"]))
            found[f"new_amount{side}"] = Number(float(row["amount_new"]), "currency", n)
    if "new_amount_before" in found:
        change = float(now["amount_new"] - before["amount_new"])
        swing = 1.96 * float(now["spread_new"] ** 2 + before["spread_new"] ** 2) ** 0.5
        n = int(now["new_customers"] + before["new_customers"])
        found["new_amount_change"] = Number(change, "currency", n, change - swing, change + swing, 0.95)
    return found


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


def _monthly(months: pd.DataFrame) -> pd.DataFrame:
    """The complete months, with their sales a month and against the same month a year before."""
    import pandas as pd

    whole = months[months["complete"]].sort_values("month")
    earlier = whole.assign(month=whole["month"] + pd.DateOffset(years=1))[["month", "amount"]]
    both = whole.merge(earlier, on="month", how="left", suffixes=("", "_year_before"))
    both["year_change"] = (
        both["amount"] / both["amount_year_before"].where(both["amount_year_before"] > 0) - 1
    )
    return both[["month", "amount", "amount_year_before", "year_change", "orders", "customers"]].reset_index(
        drop=True
    )


def fewer_new(result: Result) -> int:
    """How many new customers fewer came than before; 0 where they are not clearly fewer, and by a tenth at least."""
    now, before = (result.values.get(name) for name in ("new_customers", "new_customers_before"))
    if now is None or before is None:
        return 0
    fewer = int((before.value or 0) - (now.value or 0))
    # Arrivals are counts: two of them differ by chance by so much (Poisson).
    chance = 1.96 * float((before.value or 0) + (now.value or 0)) ** 0.5
    return fewer if fewer > max(chance, 0.1 * (before.value or 0)) else 0


def clear(result: Result) -> int:
    """The sign of the change in sales: 1 up, -1 down, 0 when chance alone could have made it."""
    change = result.values["change_amount"]
    if change.low is None or change.high is None:
        return 0
    return 1 if change.low > 0 else -1 if change.high < 0 else 0
