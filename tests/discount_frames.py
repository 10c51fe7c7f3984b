"""Discounts of five sellers, month by month and account by account, as the marts have them."""

from __future__ import annotations

import numpy as np
import pandas as pd

NAMES = [
    "measure",
    "month",
    "kind",
    "person",
    "branch",
    "category",
    "cases",
    "total",
    "squares",
    "full_price",
    "discount",
    "beyond",
]
SUMS = ["accounts", "orders", "discounted", "orders_squared", "discounted_squared", "both_ways"]
MONTHS = list(pd.date_range("2024-07-01", periods=24, freq="MS"))


def orders(
    rng: np.random.Generator, leak: float = 0.12, promised: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Two years of five sellers with people and companies: the cells, the sums by account and category.

    The first seller may give a discount more often.

    Each account has one order a month; of so many parts of the accounts each has been promised a discount in two of three orders.
    """
    cells, sums = [], []
    for kind, usual in (("person", 0.12), ("organisation", 0.5)):
        for seller in range(5):
            # The last sellers serve companies most: that is no leak of theirs.
            n = 40 if (seller < 3) == (kind == "person") else 12
            chance = np.full(n, usual + (leak - 0.12 if seller == 0 else 0.0))
            chance[rng.random(n) < promised] = 0.66
            given = rng.random((n, len(MONTHS))) < chance[:, None]
            for month, count in zip(MONTHS, given.sum(axis=0).astype(float), strict=True):
                cells.append(
                    (
                        "discounted_orders",
                        month,
                        kind,
                        f"V{seller}",
                        "Centro",
                        "Café",
                        n,
                        count,
                        count,
                        100.0 * n,
                        10 * count,
                        10 * count,
                    )
                )
            each, hits = float(len(MONTHS)), given.sum(axis=1).astype(float)
            sums.append(
                (
                    kind,
                    f"V{seller}",
                    n,
                    each * n,
                    hits.sum(),
                    each**2 * n,
                    (hits**2).sum(),
                    (each * hits).sum(),
                )
            )
    table = pd.DataFrame(cells, columns=NAMES)
    categories = table.groupby("category", as_index=False)[["full_price", "discount"]].sum()
    return table, pd.DataFrame(sums, columns=["kind", "person", *SUMS]), categories
