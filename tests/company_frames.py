"""Two periods and two years of months, small enough to check by hand."""

from __future__ import annotations

import pandas as pd

AS_OF = pd.Timestamp("2025-12-31").date()


def windows(**changes: object) -> pd.DataFrame:
    """Two years: 100 customers, 200 orders, 10.000; then 80 customers, 200 orders, 12.000."""
    before = {
        "period": "before", "first_day": pd.Timestamp("2024-01-02"), "last_day": pd.Timestamp("2024-12-31"),
        "history_from": pd.Timestamp("2023-01-01"), "spread": 500.0, "amount": 10000.0, "amount_identified": 10000.0,
        "margin": None, "margin_identified": None, "orders": 200, "orders_identified": 200, "customers": 100, "new_customers": 30,
        "spread_time": 0.0, "spread_arrivals": 0.0,
        "new_alike": 20, "numbered": 200, "purchase_lines": 200, "customers_only": 40,
        "amount_only": 3000.0, "amount_new": 2000.0, "spread_new": 100.0,
        "customers_whole": 25, "orders_whole": 100, "squares_whole": 25,
    }  # fmt: skip
    now = before | {
        "period": "now", "first_day": pd.Timestamp("2025-01-01"), "last_day": pd.Timestamp("2025-12-31"),
        "amount": 12000.0, "amount_identified": 12000.0, "customers": 80, "new_customers": 20,
        "customers_only": 20, "amount_only": 2500.0, "amount_new": 1200.0,
    }  # fmt: skip
    return pd.DataFrame([before, now | changes])


def months() -> pd.DataFrame:
    first = pd.date_range("2024-01-01", periods=25, freq="MS")
    amount = [100.0 + place for place in range(25)]
    return pd.DataFrame(
        {"month": first, "amount": amount, "orders": 10, "customers": 5, "complete": [True] * 24 + [False]}
    )
