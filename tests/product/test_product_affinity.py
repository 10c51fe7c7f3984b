"""What goes together, what new customers start with, and how much an order holds."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from scipy.stats import hypergeom

from clientela.product import affinity, baskets, entry
from clientela.product.findings import arranged
from clientela.product.portfolio.affinity import affinity_advice, affinity_findings, plot_affinity
from clientela.product.portfolio.baskets import baskets_advice, baskets_findings, baskets_table, plot_baskets
from clientela.product.portfolio.entry import entry_advice, entry_findings, plot_entry
from clientela.product.portfolio.pilot import days_needed
from clientela.results import Evidence, Missing, Reason, Result

AS_OF = pd.Timestamp("2025-12-31").date()


def pairs(*rows: tuple[str, str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(
        rows, columns=["thing", "other", "thing_orders", "other_orders", "both_orders"]
    ).assign(all_orders=1000)


# Bread and butter go together; tea goes with everything as chance has it.
SHOP = pairs(
    ("pan", "mantequilla", 100, 200, 60), ("pan", "té", 100, 300, 30), ("mantequilla", "té", 200, 300, 60)
)


def test_bread_brings_butter_and_tea_comes_by_chance() -> None:
    result = affinity(SHOP)
    assert isinstance(result, Result)
    assert result.evidence is Evidence.ASSOCIATED
    row = result.frames["affinity"].iloc[0]
    assert len(result.frames["affinity"]) == 1
    assert (row["thing"], row["other"]) == ("pan", "mantequilla")
    # 60 of 100 orders with bread, against 200 of 1000.
    assert (row["attach"], row["usual"]) == (0.6, 0.2)
    assert (row["thing_orders"], row["both_orders"]) == (100, 60)
    assert row["attach_low"] < 0.6 < row["attach_high"]
    # About 8e-21: nothing may be added to the tolerance, or a zero would do.
    assert row["p_value"] == pytest.approx(hypergeom.sf(59, 1000, 100, 200), rel=1e-9, abs=0)
    # Three times the expected 20, a little less once it is shrunken.
    assert 2 < row["lift"] < 3
    assert row["lift_low"] < row["lift"] < row["lift_high"]


def history(days: int) -> pd.DataFrame:
    """A history that ends today and is so many days long."""
    last = pd.Timestamp(AS_OF)
    return pd.DataFrame({"last_day": [last], "history_from": [last - pd.Timedelta(days=days - 1)]})


def test_a_test_lasts_as_long_as_the_orders_make_it() -> None:
    """From 60 % to 65 %: 1471 orders a side (Fleiss, Levin & Paik), 2942 in all; ten a day take 294 days, a hundred 29."""
    assert days_needed(0.60, 10) == pytest.approx(294, abs=1)
    assert days_needed(0.60, 0) == float("inf")
    # A hundred orders with bread in ten days are ten a day, and in one day a hundred.
    slow, fast = affinity(SHOP, history(10)), affinity(SHOP, history(1))
    assert isinstance(slow, Result)
    assert isinstance(fast, Result)
    assert slow.values["test_days"].value == pytest.approx(294, abs=1)
    assert "No arme una prueba: con unos 304 pedidos de «pan» al mes tardaría 10 meses" in affinity_advice(
        slow
    )
    assert "Pruébelo en la mitad de los puestos durante 29 días" in affinity_advice(fast)
    assert "tardaría 8 años" in affinity_advice(affinity(SHOP, history(100)))  # type: ignore[arg-type]
    assert "prueb" not in affinity_advice(affinity(SHOP))  # type: ignore[arg-type]


def test_what_is_in_most_orders_is_not_offered() -> None:
    result = affinity(pairs(("pan", "bolsa", 100, 900, 100), ("pan", "té", 100, 300, 30)))
    assert isinstance(result, Result)
    assert result.frames["affinity"].empty
    assert plot_affinity(result) is None
    assert affinity_findings(result, AS_OF) == []
    assert "Nada todavía" in affinity_advice(result)


def test_affinity_needs_products_and_orders() -> None:
    assert affinity(SHOP.head(0)).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert affinity(SHOP.assign(all_orders=99)).reason is Reason.TOO_FEW_PURCHASES  # type: ignore[union-attr]


def entries(**rates: tuple[int, int]) -> pd.DataFrame:
    rows = [(name, tries, hits) for name, (hits, tries) in rates.items()]
    return pd.DataFrame(rows, columns=["thing", "customers", "repeaters"]).assign(entry_days=180)


def test_coffee_is_a_good_way_in() -> None:
    result = entry(entries(café=(160, 200), té=(60, 200), pan=(55, 200)))
    assert isinstance(result, Result)
    frame = result.frames["entry"]
    assert frame["entry_thing"].tolist() == ["café", "té", "pan"]
    # Drawn from 80 % towards the 45.8 % of all, and not far.
    assert frame["entry_counted"].iloc[0] == 0.8
    assert 0.75 < frame["entry_rate"].iloc[0] < 0.80
    assert "café" in entry_findings(result, AS_OF)[0].message
    assert "café" in entry_advice(result)


def test_equal_ways_in_are_no_finding() -> None:
    result = entry(entries(café=(41, 80), té=(39, 80), pan=(40, 80)))
    assert isinstance(result, Result)
    assert entry_findings(result, AS_OF) == []
    assert "Reciba igual a todos" in entry_advice(result)


def test_of_very_many_a_sure_difference_of_few_points_is_no_finding() -> None:
    for points, said in ((4, 0), (8, 1)):
        many = entries(
            café=(5_000_000 + 100_000 * points, 10_000_000), té=(5_000_000 - 100_000 * points, 10_000_000)
        )
        result = entry(many)
        assert isinstance(result, Result)
        assert float(result.frames["entry"]["entry_low"].iloc[0]) > 0.5
        assert len(entry_findings(result, AS_OF)) == said


def test_entry_needs_products_people_and_differences() -> None:
    assert entry(entries()).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert entry(entries(café=(1, 50))).reason is Reason.TOO_FEW_CUSTOMERS  # type: ignore[union-attr]
    assert entry(entries(café=(100, 200))).reason is Reason.NO_VARIATION  # type: ignore[union-attr]


def sizes(single: int, single_before: int = 500) -> pd.DataFrame:
    rows = [
        ("now", 1, single),
        ("now", 3, 1000 - single),
        ("before", 1, single_before),
        ("before", 3, 1000 - single_before),
    ]
    frame = pd.DataFrame(rows, columns=["period", "units", "orders"])
    return frame.assign(
        quantity=frame["units"] * frame["orders"], amount=10.0 * frame["units"] * frame["orders"]
    )


def test_orders_by_their_units() -> None:
    result = baskets(sizes(600))
    assert isinstance(result, Result)
    assert (result.values["single_share"].value, result.values["single_share_before"].value) == (0.6, 0.5)
    assert result.values["units_median"].value == 1
    table = result.frames["baskets"].set_index("units_band")
    assert table["orders"].sum() == 1000
    # 600 × 10 of 600 × 10 + 400 × 30.
    assert table.loc["1", "share_amount"] == pytest.approx(1 / 3)


def test_words_follow_the_interval() -> None:
    kinds = {
        single: [f.kind for f in baskets_findings(baskets(sizes(single)), AS_OF)]
        for single in (600, 505, 400)
    }  # type: ignore[arg-type]
    assert kinds == {600: ["risk"], 505: [], 400: ["good_news"]}
    assert "subieron 10,0 puntos" in baskets_advice(baskets(sizes(600)))  # type: ignore[arg-type]


def test_of_two_half_years_nothing_is_told_to_have_changed() -> None:
    halves = pd.DataFrame(
        {
            "period": ["now", "before"],
            "first_day": pd.to_datetime(["2025-07-03", "2025-01-02"]),
            "last_day": pd.to_datetime(["2025-12-31", "2025-07-02"]),
        }
    )
    result = baskets(sizes(600), halves, pd.DataFrame({"month": [], "complete": []}))
    assert isinstance(result, Result)
    assert "single_change" not in result.values
    assert result.frames["baskets"]["share_orders_before"].isna().all()
    assert baskets_findings(result, AS_OF) == []
    assert "dos años completos" in baskets_advice(result)


def test_few_large_orders_that_make_half_of_the_sales_have_a_rule_of_their_own() -> None:
    """900 orders of one unit bring 9.000, 100 of thirty bring 30.000 of 39.000: 10 % of the orders, 77 % of the sales."""
    rows = [
        (period, units, orders) for period in ("now", "before") for units, orders in ((1, 900), (30, 100))
    ]
    frame = pd.DataFrame(rows, columns=["period", "units", "orders"])
    many = baskets(
        frame.assign(
            quantity=frame["units"] * frame["orders"], amount=10.0 * frame["units"] * frame["orders"]
        )
    )
    assert isinstance(many, Result)
    assert (many.values["large_units"].value, many.values["large_orders"].value) == (21, 100)
    assert "21 unidades o más: son 100 (10\u00a0%) y hacen 77\u00a0% de las ventas" in baskets_advice(many)
    assert [finding.kind for finding in baskets_findings(many, AS_OF)] == ["action"]
    # Nobody looks at 2,000 orders one by one, as a shop's checkouts make them.
    shop = frame.assign(orders=20 * frame["orders"], quantity=frame["units"] * frame["orders"])
    assert "large_orders" not in baskets(shop.assign(amount=200.0 * frame["units"] * frame["orders"])).values  # type: ignore[union-attr]
    # Half of all orders are no few.
    assert "large_orders" not in baskets(sizes(505)).values  # type: ignore[union-attr]
    # And where nothing is paid, no order is large.
    assert "large_orders" not in baskets(frame.assign(quantity=1, amount=0.0)).values  # type: ignore[union-attr]


def test_baskets_need_quantities_and_orders() -> None:
    assert baskets(sizes(600).assign(units=None)).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert baskets(sizes(600).query("period == 'now'")).reason is Reason.TOO_FEW_PURCHASES  # type: ignore[union-attr]


def test_a_company_without_products_still_has_an_answer() -> None:
    gap = affinity(SHOP.head(0))
    assert isinstance(gap, Missing)
    told = baskets_findings(baskets(sizes(600)), AS_OF)  # type: ignore[arg-type]
    found = arranged(told, {"product.affinity": gap}, "USD")
    assert [finding.source for finding in found] == ["product.baskets"]


def test_what_is_shown_has_words() -> None:
    together, first, size = affinity(SHOP), entry(entries(café=(160, 200), té=(60, 200))), baskets(sizes(600))
    assert isinstance(together, Result)
    assert isinstance(first, Result)
    assert isinstance(size, Result)
    assert "180 días" in plot_entry(first).caption
    assert "60\u00a0%" in plot_affinity(together).alt  # type: ignore[union-attr]
    assert "Unidades en el pedido" in baskets_table(size).markdown("COP")
    figures = [plot_affinity(together), plot_entry(first), plot_baskets(size)]
    assert all(figure is not None and figure.png()[:4] == b"\x89PNG" for figure in figures)


def test_who_sells_by_the_hundred_has_bands_of_hundreds() -> None:
    now = pd.DataFrame(
        {
            "period": "now",
            "units": [12, 150, 600],
            "orders": [40, 50, 10],
            "quantity": [480, 7500, 6000],
            "amount": [1.0, 4.0, 6.0],
        }
    )
    told = baskets(pd.concat([now, now.assign(period="before")]))
    bands = told.frames["baskets"].set_index("units_band").orders.to_dict()  # type: ignore[union-attr]
    assert bands == {"1–10": 0, "11–20": 40, "21–50": 0, "51–100": 0, "101–200": 50, "201–500": 0, "501+": 10}
    assert "501 unidades o más" in baskets_advice(told)  # type: ignore[arg-type]


def test_colours_of_one_thing_are_no_news():
    colours, other = ("taza roja grande", "taza azul grande"), ("pan", "té")
    result = affinity(pairs((*colours, 100, 100, 90), (*other, 100, 300, 60)))
    frame = result.frames["affinity"]
    assert list(frame["thing"]) == ["pan", "taza roja grande"]
    assert frame["lift_low"].is_monotonic_increasing
    assert "«pan»" in affinity_findings(result, dt.date(2026, 1, 1))[0].message
    alone = affinity(pairs((*colours, 100, 100, 90)))
    assert affinity_findings(alone, dt.date(2026, 1, 1)) == []
    assert "variantes de una misma cosa" in affinity_advice(alone)
