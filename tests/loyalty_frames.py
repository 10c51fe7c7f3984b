"""Small companies for the tests of loyalty: the customer mart and its kin from a list of purchase days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from clientela.warehouse import Warehouse

START = dt.date(2024, 1, 1)


def day(number: int) -> dt.date:
    """The day so many days after the first of January 2024."""
    return START + dt.timedelta(days=number)


def marts(purchases: Mapping[str, Sequence[int]], last: int, amount: float = 10.0) -> dict[str, pd.DataFrame]:
    """The marts customers, customer_days and interpurchase_times of customers who bought on those days (numbers since START)."""
    rows = [(name, day(number)) for name, days in purchases.items() for number in days if number <= last]
    days = pd.DataFrame(rows, columns=["customer_id", "day"]).assign(
        is_purchase=True, orders=1, amount=amount, margin=None, quantity=1
    )
    with Warehouse() as warehouse:
        warehouse.connection.register("given", days)
        warehouse.connection.execute(
            "CREATE TABLE marts.customer_days AS SELECT customer_id, CAST(day AS DATE) AS day, is_purchase, orders, "
            "CAST(amount AS DECIMAL(18, 2)) AS amount, CAST(NULL AS DECIMAL(18, 2)) AS margin, quantity FROM given"
        )
        warehouse.connection.execute(
            "CREATE TABLE marts.people AS SELECT CAST('' AS VARCHAR) AS customer_id, CAST('' AS VARCHAR) AS kind WHERE false"
        )
        for mart in ("interpurchase_times", "customers"):
            warehouse.build(mart, {"as_of": day(last)})
        found = {
            name: warehouse.frame(f"FROM marts.{name} ORDER BY ALL")
            for name in ("customers", "customer_days", "interpurchase_times")
        }
    return {
        name: frame.astype({"amount": "float64"}) if "amount" in frame else frame
        for name, frame in found.items()
    }


def months(last: int) -> pd.DataFrame:
    """The months from START to a day, all of them complete but the last where it is not over."""
    every = pd.date_range(START, day(last), freq="MS")
    ends = every + pd.offsets.MonthEnd(0)
    return pd.DataFrame({"month": every, "complete": ends <= pd.Timestamp(day(last))})


def every_ten_days(n: int, last: int) -> dict[str, list[int]]:
    """Customers c0, c1 … who buy every tenth day until `last`."""
    return {f"c{number}": list(range(number % 10, last + 1, 10)) for number in range(n)}
