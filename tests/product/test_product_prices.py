"""Discounts: a seller who gives them three times as often as the others, and many companies where nobody does."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from clientela.product.prices.analysis import prices
from clientela.product.prices.page import depth_table, plot_prices, prices_advice, prices_findings
from clientela.results import Missing, Result

AS_OF = dt.date(2026, 6, 30)


def cells(rng: np.random.Generator, leak: float = 0.12) -> pd.DataFrame:
    """Two years of five sellers with people and companies; the first may give a discount more often. Companies have it often by agreement."""
    rows = []
    for kind, usual in (("person", 0.12), ("organisation", 0.5)):
        for seller in range(5):
            for month in pd.date_range("2024-07-01", periods=24, freq="MS"):
                chance = usual + (leak - 0.12 if seller == 0 else 0.0)
                # The last sellers serve companies most: that is no leak of theirs.
                n = 40 if (seller < 3) == (kind == "person") else 12
                given = float(rng.binomial(n, chance))
                rows.append(
                    (
                        "discounted_orders",
                        month,
                        kind,
                        f"V{seller}",
                        "Centro",
                        "Café",
                        n,
                        given,
                        given,
                        100.0 * n,
                        10.0 * given,
                        10.0 * given,
                    )
                )
    names = [
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
    return pd.DataFrame(rows, columns=names)


def test_the_leak_is_found_with_its_size_and_nobody_else() -> None:
    frame = cells(np.random.default_rng(1), 0.38)
    result = prices(frame)
    assert isinstance(result, Result)
    more = result.frames["sellers"].query("discount_verdict == 'gives_more'")
    assert set(more["seller_id"]) == {"V0"}
    row = more.to_dict("records")[0]
    assert row["beyond_low"] < 0.26 < row["beyond_high"]
    leak = result.values["leak"]
    assert leak.low is not None
    assert leak.value is not None
    assert 0 < leak.low < leak.value
    # At ten a discount, a quarter of the 52 orders of each month of a year.
    assert 0.6 < leak.value / (0.26 * 52 * 12 * 10) < 1.4
    assert "V0" in prices_findings(result, AS_OF)[0].message
    assert "V0" in prices_advice(result, "COP")
    assert plot_prices(result).label == "fig-product-prices"
    table = depth_table(result)
    assert table is not None
    assert "Café" in table.markdown("COP")


def test_nobody_leaks_by_chance_or_for_having_the_companies() -> None:
    rng = np.random.default_rng(2)
    results = [prices(cells(rng)) for _ in range(30)]
    told = [result for result in results if isinstance(result, Result) and prices_findings(result, AS_OF)]
    assert len(told) <= 2
    assert isinstance(results[0], Result)
    assert "Nada con ningún vendedor" in prices_advice(results[0], "COP")


def test_without_discounts_it_says_what_to_add() -> None:
    missing = prices(cells(np.random.default_rng(3)).head(0))
    assert isinstance(missing, Missing)
    assert "transactions.discount" in missing.add
