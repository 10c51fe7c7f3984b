"""How much of the change in sales is price, by pencil; and that the parts always add up to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from company_frames import AS_OF, months, windows
from hypothesis import given
from hypothesis import strategies as st

from clientela.companies.preparation import prepare
from clientela.company import plot_price, price, price_advice
from clientela.company.drivers.price import cause
from clientela.company.drivers.price_page import price_findings, price_sentence
from clientela.company.sales.analysis import sales
from clientela.company.sales.page import sales_findings
from clientela.marts import Marts
from clientela.results import Missing, Number, Reason, Result

SUMS = ["amount", "quantity", "old_value", "new_amount", "new_quantity", "dropped_amount", "dropped_quantity"]


def sold(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of sold_months: (period, customer, amount, quantity, the same at old prices[, new amount, dropped amount, uncounted])."""
    table = []
    for period, customer, amount, quantity, old, *rest in rows:
        new, dropped, uncounted = [*rest, 0.0, 0.0, 0.0][:3]
        table.append(
            (
                pd.Timestamp("2025-06-01"),
                period,
                "V1",
                customer,
                amount,
                quantity,
                old,
                new,
                0.0,
                dropped,
                0.0,
                uncounted,
            )
        )
    return pd.DataFrame(table, columns=["month", "period", "seller_id", "customer_id", *SUMS, "uncounted"])  # fmt: skip


def found(*rows: tuple[Any, ...]) -> Result:
    result = price(sold(*rows), windows())
    assert isinstance(result, Result)
    return result


def parts_of(result: Result) -> list[float | int | None]:
    return [result.values[name].value for name in ("by_price", "by_quantity", "by_products", "change_amount")]


def test_price_quantity_and_products_by_pencil() -> None:
    """Ten at 10 and an old thing of 7; then twelve at 11, worth 120 at 10, and a new thing of 5: 12 + 20 − 2 = 30."""
    result = found(("before", "a", 107.0, 11, 0.0, 0.0, 7.0), ("now", "a", 137.0, 13, 120.0, 5.0))
    assert parts_of(result) == pytest.approx([12, 20, -2, 30])
    assert result.values["price_rise"].value == pytest.approx(0.1)
    # One customer alone: its own move of 20 is all the swing there is.
    assert result.values["by_quantity"].low == pytest.approx(20 - 1.96 * 20)
    assert cause(result) == "quantity"


# In cents, as money comes: a quantity of 10⁻²⁵⁰ is no quantity.
money = st.integers(min_value=-(10**8), max_value=10**8).map(lambda cents: cents / 100)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["now", "before"]), st.sampled_from("abc"), money, money, money, money, money
        ),
        max_size=8,
    )
)
def test_the_parts_add_up_whatever_was_sold(rows: list[tuple[Any, ...]]) -> None:  # fmt: skip
    result = price(sold(*rows), windows())
    if isinstance(result, Result):
        *parts, change = (float(part or 0) for part in parts_of(result))
        assert sum(parts) == pytest.approx(change, abs=1e-3)


def test_it_is_the_change_of_the_two_periods_though_a_month_is_cut(company: Any) -> None:
    """Two years to 15 June: June belongs to both; bread at 10 became 12, and one more was bought; nobody's coffee came new."""
    rows = ["cliente,fecha,pedido,producto,cantidad,importe"]
    for number, (day, product, quantity, amount) in enumerate([
        ("2023-06-17", "pan", 1, 10), ("2024-06-10", "pan", 1, 10), ("2024-06-20", "pan", 1, 12), ("2025-06-10", "pan", 2, 24),
        ("2025-06-15", "cafe", 1, 5),
    ]):  # fmt: skip
        rows.append(f"ana,{day},{number},{product},{quantity},{amount}")
    marts = Marts(prepare(company("\n".join(rows) + "\n", as_of="2025-06-15"), dt.date(2026, 1, 1)))
    result = price(marts.sold_months, marts.windows)
    assert isinstance(result, Result)
    now, before = (float(marts.windows.set_index("period").loc[name, "amount"]) for name in ("now", "before"))
    assert (now, before) == (41, 20)
    assert parts_of(result)[3] == pytest.approx(21)
    # Three loaves of now: the one of June 2024 at 10 a year before, the two of June 2025 at 11, the mean of June 2024.
    assert parts_of(result)[:3] == pytest.approx([36 - 32, 32 - 20, 5])


def _lasting(days: int) -> pd.DataFrame:
    return windows().assign(first_day=lambda frame: frame["last_day"] - pd.Timedelta(days=days - 1))


def test_a_company_that_was_opening_then_is_not_compared_with_itself() -> None:
    """Sales of a few days, then of a tenth, then whole: its first months are no year to set another against."""
    rows = sold(("before", "a", 100.0, 10, 0.0), ("now", "a", 120.0, 10, 100.0))
    first = windows().set_index("period").loc["before", "first_day"]
    month = pd.date_range(pd.Timestamp(first).to_period("M").to_timestamp(), periods=24, freq="MS")
    months = pd.DataFrame({"month": month, "complete": True, "amount": 100.0, "orders": 100})
    assert isinstance(price(rows, windows(), months), Result)
    opening = months.assign(amount=[1.0, 10.0, 20.0, *[100.0] * 21], orders=[1, 10, 20, *[100] * 21])
    assert price(rows, windows(), opening).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]


def test_without_two_years_or_quantities_nothing_is_said() -> None:
    rows = sold(("before", "a", 100.0, 10, 0.0), ("now", "a", 120.0, 10, 100.0))
    short = windows().assign(first_day=windows()["last_day"] - pd.Timedelta(days=100))
    assert price(rows, short).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]
    assert price(rows, _lasting(363)).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]
    assert isinstance(price(rows, _lasting(364)), Result)
    bare = price(rows.assign(uncounted=30.0), windows())
    assert isinstance(bare, Missing)
    assert bare.add == ("transactions.product_id", "transactions.quantity")
    assert price(rows.head(0), windows()).reason is Reason.TOO_FEW_PURCHASES  # type: ignore[union-attr]


CASES = [
    # Ten at 10 become ten at 12: all price, and sales grew by it alone.
    ((100.0, 10, 120.0, 100.0), "price_only", "sin el alza"),
    # 12 at 11.8: 141,6 less 120 is 21,6 of 41,6.
    ((100.0, 10, 141.6, 120.0), "price_most", "Cuente solo con lo que creció"),
    ((100.0, 10, 125.0, 105.0), "price_almost", "No cuente con repetirlo: de los $25 de más, $20"),
    ((100.0, 10, 150.0, 150.0), "quantity", "nada"),
    ((100.0, 10, 150.0, 160.0), "cheaper", "6,2\u00a0% más barato"),
]


@pytest.mark.parametrize(("sums", "word", "advice"), CASES)
def test_what_moved_sales_has_a_word_and_an_advice(sums: Any, word: str, advice: str) -> None:
    before, units, now, old = sums
    result = found(("before", "a", before, units, 0.0), ("now", "a", now, units, old))
    assert cause(result) == word
    assert advice in price_advice(result, "COP")


def test_dearer_prices_hide_a_fall_only_when_it_is_more_than_chance() -> None:
    """Of 25 customers, each bought 100 and buys 60, at prices that rose from 10 to 11."""
    fallen = [("before", f"c{n}", 100.0, 10, 0.0) for n in range(25)]
    fallen += [("now", f"c{n}", 66.0, 6, 60.0) for n in range(25)]
    assert cause(found(*fallen)) == "hidden"
    assert "En cantidad se vendió menos (−$1.000)." in price_sentence(found(*fallen), "COP")
    assert cause(found(("before", "a", 100.0, 10, 0.0), ("now", "a", 66.0, 6, 60.0))) == "quantity"


def test_sales_that_look_alike_because_prices_rose_are_said_to_be_fewer() -> None:
    """Of 25 customers, each bought ten at 10 and buys six at 16,50: 99 for 100 in money, 60 for 100 in quantity."""
    rows = [("before", f"c{n}", 100.0, 10, 0.0) for n in range(25)] + [
        ("now", f"c{n}", 99.0, 6, 60.0) for n in range(25)
    ]
    (finding,) = price_findings(found(*rows), "COP", AS_OF)
    assert (finding.kind, finding.amount) == ("risk", 1000)
    assert finding.low is not None
    assert finding.low > 0
    assert (
        "en cantidad, $1.000 menos que un año antes, y lo tapan precios 65,0\u00a0% más altos"
        in finding.message
    )
    # Where the change in sales is told, it says what is price by itself.
    clear = replace(result := sales(windows(), months()), values=result.values)  # type: ignore[type-var, union-attr]
    assert price_findings(found(*rows), "COP", AS_OF, clear) == []


def announced(seed: int, pace: float) -> bool:
    """Is a fall announced in a company of forty customers, each on its own, that bought five a year and now buys `pace` times as many, 8 % dearer?"""
    chance = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for customer in range(40):
        then, now = chance.poisson(5), chance.poisson(5 * pace)
        rows += [
            ("before", f"c{customer}", 10.0 * then, then, 0.0),
            ("now", f"c{customer}", 10.8 * now, now, 10.0 * now),
        ]
    return bool(price_findings(found(*rows), "COP", AS_OF))


def test_dearer_prices_alone_announce_no_fall() -> None:
    """A hundred companies in which only prices rise: in at most one of twenty (2,5 % are due); a fall by a third is seen in most."""
    assert sum(announced(seed, 1.0) for seed in range(100)) <= 5
    assert sum(announced(seed, 0.67) for seed in range(20)) >= 15


def priced(part: float) -> Result:
    """Sales that grew by 2.000 from 10.000, of which so much is price; quantities within chance."""
    values = {
        name: Number(amount, "currency", 80)
        for name, amount in (("sold_before", 10000.0), ("change_amount", 2000.0), ("by_price", part * 2000))
    }
    values["by_quantity"] = Number((1 - part) * 2000, "currency", 80, -500.0, 900.0, 0.95)
    return Result("company.price", 80, values | {"price_rise": Number(0.15, "share", 80)})  # fmt: skip


@pytest.mark.parametrize(
    ("part", "title"),
    [
        (1.1, "Vendemos 20\u00a0% más, solo por precio, y a 20\u00a0% menos clientes."),
        (0.9, "Vendemos 20\u00a0% más, casi todo por precio, y a 20\u00a0% menos clientes."),
        (0.6, "Vendemos 20\u00a0% más, sobre todo por precio, y a 20\u00a0% menos clientes."),
        (0.3, "Vendemos 20\u00a0% más, pero a 20\u00a0% menos clientes."),
    ],
)
def test_the_title_says_how_much_is_price(part: float, title: str) -> None:
    result = sales(windows(), months())
    assert isinstance(result, Result)
    finding = sales_findings(result, "COP", AS_OF, priced(part))[0]
    assert finding.message == title
    assert "lo mismo cuesta 15,0\u00a0% más" in finding.detail
    assert "no cambió más que por azar" in finding.detail
    assert finding.stake == "ventas de un año"


def test_what_is_shown_has_words() -> None:
    figure = plot_price(
        found(("before", "a", 107.0, 11, 0.0, 0.0, 7.0), ("now", "a", 137.0, 13, 120.0, 5.0, 0.0, 20.0)),
        "COP",
    )
    assert figure.png()[:4] == b"\x89PNG"
    assert "Precio +$12; Cantidad +$20; Productos nuevos y retirados −$2; Cambio total +$30" in figure.alt
    assert "14,6" in figure.caption  # fmt: skip
