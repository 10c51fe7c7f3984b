"""What a margin is made of: by pencil, exact on any data, and missing where no cost is known."""

import numpy as np
import pandas as pd
import pytest

from clientela.results import Reason
from clientela.segments.earns.analysis import PARTS, decomposed, earns
from clientela.segments.earns.page import earns_advice, earns_table

EFFORTS = pd.DataFrame(columns=["customer_id", "orders", "interactions", "contacts", "returns"])


def mart(n: int, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    full = random.lognormal(5, 1, n).round(2)
    discount, cost = (
        (full * random.uniform(0, 0.2, n)).round(2),
        (full * random.uniform(0.4, 1.1, n)).round(2),
    )
    returned, gifts = -(random.uniform(0, 5, n)).round(2), -(random.uniform(0, 2, n)).round(2)
    return pd.DataFrame({
        "customer_id": [f"c{i:03}" for i in range(n)], "kind": "person", "lines": 3, "lines_without_margin": 0, "amount": full - discount,
        "margin": full - discount - cost + returned + gifts, "full_price": full, "at_average": (full * random.uniform(0.9, 1.1, n)).round(4),
        "cost_average": (full * 0.6).round(4), "cost": cost, "discount": discount, "margin_of_returns": returned, "margin_of_gifts": gifts,
    })  # fmt: skip


def test_two_customers_by_hand():
    # At average prices 100 + 100, average cost 60 + 60: the company keeps 40 %. The second paid 10 less in full prices, got 5 of discount and
    # cost 5 more; 3 were returned, 1 given away.
    given = pd.DataFrame({
        "customer_id": ["a", "b"], "kind": "person", "lines": 1, "lines_without_margin": 0, "amount": [100.0, 85.0], "margin": [40.0, 16.0],
        "full_price": [100.0, 90.0], "at_average": 100.0, "cost_average": 60.0, "cost": [60.0, 65.0], "discount": [0.0, 5.0],
        "margin_of_returns": [0.0, -3.0], "margin_of_gifts": [0.0, -1.0],
    })  # fmt: skip
    rows = decomposed(given, np.array([0.0, 7.0])).set_index("customer_id")
    assert rows.loc["a", ["by_volume", "profit"]].tolist() == [40.0, 40.0]
    assert rows.loc["b", list(PARTS)].tolist() == [40.0, 0.0, -10.0, -5.0, -5.0, -3.0, -1.0, -7.0]
    assert rows.profit["b"] == 9.0


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_are_the_profit_to_the_cent(seed):
    result = earns(mart(60, seed), EFFORTS)
    rows = result.frames["customers"]
    assert (rows[list(PARTS)].sum(axis=1).round(2) == rows.profit).all()
    table = result.frames["parts"].set_index("earning_part").tenths_apart
    assert table.drop("profit").sum() == pytest.approx(table["profit"], abs=0.01)
    assert earns_table(result).markdown("COP")
    assert earns_advice(result)


def test_missing_without_costs_and_with_few():
    assert earns(mart(10), EFFORTS).reason == Reason.TOO_FEW_CUSTOMERS
    assert earns(mart(60).assign(lines_without_margin=3), EFFORTS).reason == Reason.NO_COLUMN
