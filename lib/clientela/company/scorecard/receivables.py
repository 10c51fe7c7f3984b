"""What customers owe: how old it is, how long they take to pay, and for how many days of sales the money is outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine import analysis
from clientela.results import Missing, Number, Reason, Result

if TYPE_CHECKING:
    import pandas as pd

KEY = "company.receivables"
AGES = ("due_later", "days_30", "days_60", "days_90", "days_more")
FEWEST_INVOICES, TOP = 20, 15


@analysis(KEY, monthly="marts.receivables")
def receivables(monthly: pd.DataFrame, debts: pd.DataFrame) -> Result | Missing:
    """What is still to come in by how long it is overdue, how many days customers take to pay, and the days of sales that are outside.

    `monthly` is the mart receivables, `debts` the mart of this name. On credit is what has a day by which to pay; a sale without one counts as
    paid at once. Days of sales outside (DSO): what is open, divided by the last twelve months' sales on credit a day. `days_to_pay`:
    of what came in during those months, the days from sale to payment, weighted by money. `stale_amount`: more than ninety days
    overdue: lost, or came in and was never written down. A census: no intervals. Frames: ages, debtors (the largest overdue), balance (by month).

    Returns Missing without days by which to pay, without days of payment, or with fewer than twenty orders unpaid and none of a year paid.

    >>> import pandas as pd
    >>> receivables(pd.DataFrame(), pd.DataFrame()).add
    ('transactions.due_on', 'transactions.paid_on')
    """
    import pandas as pd

    if monthly.empty:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.due_on", "transactions.paid_on"))
    year = monthly.sort_values("month").tail(12)
    sold, paid = float(year["credit_amount"].sum()), float(year["paid_amount"].sum())
    if paid <= 0:
        return Missing(KEY, Reason.NO_COLUMN, ("transactions.paid_on",))
    ages = debts.groupby("age", as_index=False)[["open_amount", "orders"]].sum()
    ages = (
        pd.DataFrame({"age": AGES}).merge(ages, on="age", how="left").fillna(0.0).astype({"orders": "int64"})
    )
    total = float(ages["open_amount"].sum())
    ages = ages.assign(share_open=ages["open_amount"] / total if total > 0 else 0.0).rename(
        columns={"age": "due_age"}
    )
    late = ages[ages["due_age"] != "due_later"]
    n = int(ages["orders"].sum())
    days = int(year["month"].dt.days_in_month.sum())
    values = {
        "open_amount": Number(total, "currency", n),
        "overdue_amount": Number(float(late["open_amount"].sum()), "currency", int(late["orders"].sum())),
        "stale_amount": Number(float(ages["open_amount"].iloc[-1]), "currency", int(ages["orders"].iloc[-1])),
        "days_to_pay": Number(float(year["paid_days"].sum()) / paid, "days", len(year)),
        **({"sales_days_open": Number(total / sold * days, "days", n)} if sold > 0 else {}),
        **(
            {"overdue_share": Number(float(late["open_amount"].sum()) / total, "share", n)}
            if total > 0
            else {}
        ),
    }
    frames = {
        "ages": ages,
        "debtors": _debtors(debts),
        "balance": monthly[["month", "open_amount", "overdue_amount"]],
    }
    return Result(KEY, n, values, frames)


def _debtors(debts: pd.DataFrame) -> pd.DataFrame:
    """The customers with most overdue, the largest first."""
    late = debts[(debts["age"] != "due_later") & debts["customer_id"].notna() & (debts["open_amount"] > 0)]
    table = late.groupby("customer_id", as_index=False).agg(
        overdue_amount=("open_amount", "sum"), orders=("orders", "sum"), oldest_due=("due_on", "min")
    )  # fmt: skip
    return (
        table.sort_values(["overdue_amount", "customer_id"], ascending=[False, True])
        .head(TOP)
        .reset_index(drop=True)
    )
