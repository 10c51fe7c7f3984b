"""Discounts: a seller who gives them three times as often as the others, and many companies where nobody does."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from discount_frames import orders

from clientela import product
from clientela.product.prices.analysis import prices
from clientela.product.prices.page import depth_table, plot_prices, prices_advice, prices_findings
from clientela.results import Missing, Reason, Result
from clientela.warehouse import Warehouse

AS_OF = dt.date(2026, 6, 30)


def test_the_leak_is_found_with_its_size_and_nobody_else() -> None:
    result = prices(*orders(np.random.default_rng(1), 0.38))
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
    results = [prices(*orders(rng)) for _ in range(30)]
    told = [result for result in results if isinstance(result, Result) and prices_findings(result, AS_OF)]
    assert len(told) <= 2
    assert isinstance(results[0], Result)
    assert "Nada con ningún vendedor" in prices_advice(results[0], "COP")


def test_accounts_that_were_promised_a_discount_are_no_sellers_way() -> None:
    """A fifth of the accounts have it by promise, wherever they are: by orders alone a seller who drew many of them would be told."""
    rng = np.random.default_rng(4)
    results = [prices(*orders(rng, promised=0.2)) for _ in range(40)]
    assert sum(bool(prices_findings(result, AS_OF)) for result in results if isinstance(result, Result)) <= 4


def test_a_single_account_tells_nothing_of_its_seller() -> None:
    cells, accounts, categories = orders(np.random.default_rng(1), 0.38)
    alone = accounts.assign(accounts=accounts.accounts.mask(accounts.person == "V0", 1))
    result = prices(cells, alone, categories)
    assert isinstance(result, Result)
    assert result.values["sellers_leaking"].value == 0


def test_without_discounts_it_says_what_to_add() -> None:
    missing = prices(*(frame.head(0) for frame in orders(np.random.default_rng(3))))
    assert isinstance(missing, Missing)
    assert "transactions.discount" in missing.add


def test_where_nobody_is_said_to_have_sold_it_is_told_what_is_taken_off() -> None:
    """Of Caro's two purchases with V1 one has a discount, of the three on the web all have: that is what she usually has there."""
    rows = [("V1", 100, 0), ("V1", 90, 10), *[(None, 80, 20)] * 3]
    lines = pd.DataFrame(rows, columns=["seller_id", "amount", "discount"]).assign(
        order_id=list("abcde"), month=dt.date(2025, 1, 1), customer_id="caro", branch="Centro", product_id="m", is_purchase=True, is_product=True,
    )  # fmt: skip
    frames = {
        "lines": lines, "people": pd.DataFrame({"customer_id": ["caro"], "kind": "person"}),
        "catalogue": pd.DataFrame({"product_id": ["m"], "category": "Café"}),
        "months": pd.DataFrame({"month": [dt.date(2025, 1, 1)], "complete": True}),
    }  # fmt: skip
    with Warehouse() as warehouse:
        for name, frame in frames.items():
            warehouse.connection.register(name, frame)
        marts = ("discount_orders", "discount_cells", "discount_accounts", "discount_categories")
        for mart in marts:
            warehouse.build(mart, {})
        cells, accounts, categories = (warehouse.frame(f"FROM {mart}") for mart in marts[1:])
    assert cells.set_index("person").total.tolist() == [1, 0]
    assert accounts[["person", "orders"]].to_numpy().tolist() == [["V1", 2]]
    many = cells.assign(cases=cells.cases * 100, month=pd.Timestamp("2025-01-01"))
    for told in (many, many[many.person.isna()]):
        result = prices(told, accounts.iloc[: len(told) - 1], categories)
        assert isinstance(result, Result)
        assert (plot_prices(result), prices_findings(result, AS_OF)) == (None, [])
        assert "no dicen quién los da" in prices_advice(result, "COP")
    assert result.values["discount_depth"].value == 0.2
    assert categories.to_numpy().tolist() == [["Café", 500.0, 70.0]]


def test_from_a_free_sample_to_the_first_paid_purchase() -> None:
    """Of forty who had never bought twenty buy after ten days, ten more after fifty; a customer who gets one is counted apart."""
    given = pd.DataFrame(
        {
            "customer_id": range(41),
            "day": pd.Timestamp("2025-01-01"),
            "product_id": ["a"] * 20 + ["b"] * 21,
            "kind": "person",
        }
    )
    later = [10] * 20 + [50] * 10 + [None] * 11
    given = given.assign(
        first_paid=given.day + pd.to_timedelta(later, "D"), was_customer=[False] * 40 + [True]
    )
    found = product.samples(given, dt.date(2025, 12, 31))
    assert [
        round(float(found.values[name].value), 3)
        for name in ("sample_paid_soon", "sample_paid", "sample_known")
    ] == [0.5, 0.75, 1]
    assert found.frames["given"].set_index("product_id").paid_share.round(3).to_dict() == {"a": 1.0, "b": 0.5}
    assert product.plot_samples(found).alt
    assert "primer mes" in product.samples_advice(found)
    assert isinstance(product.samples(given.head(19), dt.date(2025, 12, 31)), Missing)


def test_who_was_given_something_is_read_from_lines_of_no_amount() -> None:
    """Ana tries and pays two weeks later; Beto pays first; Caro gets one with her first purchase; Dora only returns something."""
    lines = pd.DataFrame([
        ("ana", "2025-01-01", 0, False, False), ("ana", "2025-01-15", 9, True, False), ("beto", "2025-01-01", 9, True, False),
        ("beto", "2025-02-01", 0, False, False), ("caro", "2025-01-01", 0, False, False), ("caro", "2025-01-01", 9, True, False),
        ("dora", "2025-01-01", -9, False, True),
    ], columns=["customer_id", "day", "amount", "is_purchase", "is_return"])  # fmt: skip
    lines = lines.assign(day=pd.to_datetime(lines.day).dt.date, product_id="m", is_product=True, fate="used")
    people = pd.DataFrame({"customer_id": ["ana", "beto", "caro", "dora"], "kind": "person"})
    with Warehouse() as warehouse:
        for name, frame in (("lines", lines), ("people", people)):
            warehouse.connection.register(name, frame)
        warehouse.build("free_samples", {"as_of": dt.date(2025, 12, 31)})
        found = warehouse.connection.execute(
            "SELECT customer_id, was_customer, first_paid FROM free_samples"
        ).fetchall()
    assert found == [("ana", False, dt.date(2025, 1, 15)), ("beto", True, None), ("caro", True, None)]


def test_a_purchase_of_nothing_by_nobody_knows_what_is_no_sample() -> None:
    given = pd.DataFrame(
        {
            "customer_id": range(20),
            "day": pd.Timestamp("2025-01-01"),
            "product_id": None,
            "was_customer": False,
            "first_paid": pd.NaT,
        }
    )
    assert product.samples(given, dt.date(2025, 12, 31)).reason is Reason.NO_COLUMN
