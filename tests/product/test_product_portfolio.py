"""Products in classes, categories that move, and telling both from chance."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.companies.preparation import prepare
from clientela.marts import Marts
from clientela.product import categories, portfolio, returns
from clientela.product.portfolio.analysis import (
    classes_table,
    plot_portfolio,
    portfolio_advice,
    portfolio_findings,
    portfolio_table,
)
from clientela.product.portfolio.categories_page import (
    categories_advice,
    categories_findings,
    categories_table,
    plot_categories,
)
from clientela.product.portfolio.returns import returns_advice, returns_table
from clientela.results import Reason, Result
from clientela.stats.intervals import wilson_each
from clientela.stats.multiple_testing import discoveries, moves

AS_OF = pd.Timestamp("2025-12-31").date()


def products(now: list[float], before: list[float], spread: float = 1.0) -> pd.DataFrame:
    count = len(now)
    return pd.DataFrame({
        "product_id": [f"p{place}" for place in range(count)], "name": [None] * count, "category": ["c"] * count,
        "amount_now": now, "amount_before": before, "spread": [spread] * count, "buyers": [50] * count,
    })  # fmt: skip


def test_classes_by_pencil() -> None:
    """50, 30, 10, 6 and 4 of 100: the first two make 80, the next two reach 96, the last one is the rest."""
    result = portfolio(products([30, 50, 4, 10, 6], [30, 50, 4, 10, 6]))
    assert isinstance(result, Result)
    frame = result.frames["portfolio"]
    assert frame["product"].tolist() == ["p1", "p0", "p3", "p4", "p2"]
    assert frame["abc"].tolist() == ["class_a", "class_a", "class_b", "class_b", "class_c"]
    assert result.values["a_share_products"].value == pytest.approx(0.4)


@settings(deadline=None)
@given(
    st.lists(st.integers(min_value=-50, max_value=1000), min_size=5, max_size=40).filter(
        lambda a: sum(x > 0 for x in a) >= 5
    )
)
def test_every_product_is_in_one_class_and_classes_follow_sales(amounts: list[int]) -> None:
    result = portfolio(products([float(a) for a in amounts], [0.0] * len(amounts)))
    assert isinstance(result, Result)
    frame = result.frames["portfolio"]
    assert result.frames["classes"]["products"].sum() == len(amounts)
    assert frame["abc"].is_monotonic_increasing
    assert (frame["abc"] == "class_a").any()
    assert (frame.loc[frame["amount_now"] <= 0, "abc"] == "class_c").all()


def test_hundreds_that_make_most_of_the_sales_are_not_looked_after_one_by_one() -> None:
    """Seventy alike: 56 make 80 %, and nobody is told not to run out of any of them; nor of the eight of ten that would if all sold alike."""
    many, some = (portfolio(products([10.0] * n, [10.0] * n)) for n in (70, 10))
    assert isinstance(many, Result)
    assert isinstance(some, Result)
    assert portfolio_findings(many, "COP", AS_OF) == []
    assert "no depende de pocos productos: 56 hacen" in portfolio_advice(many, "COP")
    assert portfolio_findings(some, "COP", AS_OF) == []
    assert "no depende de pocos productos: 8 hacen" in portfolio_advice(some, "COP")


def test_a_third_that_makes_most_of_the_sales_is_news() -> None:
    """Two of six at 40 each and four at 5 make 80 of 100; three of six are half of all."""
    third, half = (portfolio(products(now, now)) for now in ([40.0] * 2 + [5.0] * 4, [27.0] * 3 + [6.0] * 3))
    assert isinstance(third, Result)
    assert isinstance(half, Result)
    assert [finding.message for finding in portfolio_findings(third, "COP", AS_OF)] == [
        "2 productos de 6 hacen el 80\u00a0% de las ventas: que no se agoten."
    ]
    assert half.values["a_products"].value == 3
    assert portfolio_findings(half, "COP", AS_OF) == []


def test_a_product_that_stopped_is_counted() -> None:
    result = portfolio(products([10, 9, 8, 7, 6, 0], [10, 9, 8, 7, 6, 40]))
    assert isinstance(result, Result)
    assert (result.values["stopped_products"].value, result.values["stopped_amount"].value) == (1, 40)


def test_a_fall_within_chance_is_no_finding() -> None:
    now, before = [100.0, 90, 80, 70, 60], [160.0, 90, 80, 70, 60]
    sure, unsure = (portfolio(products(now, before, spread)) for spread in (10.0, 60.0))
    assert isinstance(sure, Result)
    assert isinstance(unsure, Result)
    assert [finding.kind for finding in portfolio_findings(sure, "COP", AS_OF)] == ["risk"]
    assert portfolio_findings(unsure, "COP", AS_OF) == []
    assert "p0" in portfolio_advice(sure, "COP")
    assert "p0" not in portfolio_advice(unsure, "COP")


def test_few_buyers_make_no_news() -> None:
    frame = products([100.0], [1.0]).assign(buyers=9)
    assert moves(frame)["trend"].tolist() == ["trend_chance"]
    assert moves(frame.assign(buyers=10))["trend"].tolist() == ["trend_up"]


def test_two_products_of_one_name_are_told_apart() -> None:
    result = portfolio(
        products([5, 4, 3, 2, 1], [5, 4, 3, 2, 1]).assign(name=["Café", "Café", "Té", "Pan", "Sal"])
    )
    assert isinstance(result, Result)
    assert result.frames["portfolio"]["product"].tolist()[:3] == ["Café · p0", "Café · p1", "Té"]


def test_discoveries_of_benjamini_and_hochberg() -> None:
    """The example of their paper of 1995: of fifteen p-values, the four smallest are discoveries at 5 %."""
    paper = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert discoveries(paper).sum() == 4
    assert discoveries([]).size == 0


def test_interval_of_a_share() -> None:
    """Wilson's interval of 0 of 10 ends at 27.8 %."""
    low, high = wilson_each([0], [10])
    assert (low[0], high[0]) == (0, pytest.approx(0.2775, abs=1e-4))


def kinds() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    changes = pd.DataFrame({
        "category": ["café", "té", "pan", ""], "amount_now": [150.0, 50, 40, 9], "amount_before": [100.0, 90, 39, 9],
        "spread": [10.0, 10, 10, 1], "buyers": [40, 40, 40, 5], "lines_bought": [100, 50, 40, 3], "lines_returned": [5, 0, 4, 0],
        "amount_returned": [-5.0, 0, -4, 0],
    })  # fmt: skip
    month = pd.date_range("2025-01-01", periods=4, freq="MS")
    monthly = pd.DataFrame(
        [(c, m, 10.0, 2) for c in ("café", "té") for m in month],
        columns=["category", "month", "amount", "orders"],
    )
    return changes, monthly, pd.DataFrame({"month": month, "complete": [True, True, True, False]})


def test_categories_that_move_more_than_chance() -> None:
    result = categories(*kinds())
    assert isinstance(result, Result)
    assert result.frames["categories"]["trend"].tolist() == ["trend_up", "trend_chance", "trend_down"]
    assert result.frames["monthly"]["month"].nunique() == 3
    found = categories_findings(result, "COP", AS_OF)
    assert [(finding.kind, finding.amount) for finding in found] == [("risk", 40), ("good_news", 50)]
    assert {finding.stake for finding in found} == {"ventas, frente al período anterior"}
    assert {finding.owner for finding in found} == {"Mercadeo"}
    assert "té" in categories_advice(result, "COP")


def test_a_rise_by_price_alone_is_no_good_news() -> None:
    """Coffee sells 150 for 100, of which 48 is price; bread 40 for 39 at prices 10 dearer: less of it is sold; tea sells less, and cheaper."""
    changes, monthly, whole = kinds()
    counted = changes.assign(at_old=[102.0, 60, 10, 9], spread_old=[9.0, 9, 4, 1], uncounted=0.0)
    result = categories(counted, monthly, whole)
    assert isinstance(result, Result)
    frame = result.frames["categories"].set_index("category")
    assert frame.loc["café", ["by_price", "by_quantity", "trend", "trend_sales"]].tolist() == [
        48,
        2,
        "trend_chance",
        "trend_up",
    ]
    assert frame.loc["pan", "trend"] == "trend_down"
    found = categories_findings(result, "COP", AS_OF)
    assert [(finding.kind, finding.amount) for finding in found] == [("risk", 30), ("action", None)]
    assert "en cantidad resta $30" in found[0].message
    assert "La categoría «café» suma $50, pero $48 es precio" in found[1].message
    assert "Por precio" in categories_table(result).markdown("COP")
    assert "rombo" in plot_categories(result, "COP").caption
    only = categories(counted[counted.category != "pan"].assign(at_old=[102.0, 88, 9]), monthly, whole)
    assert "En cantidad, nada" in categories_advice(only, "COP")  # type: ignore[arg-type]
    # Where the files have no quantities, the money is all there is.
    assert "by_price" not in moves(changes.assign(at_old=0.0, spread_old=1.0, uncounted=changes.amount_now))


def test_price_and_quantity_of_a_file(company) -> None:
    """Twelve customers: bread at 10 becomes 15 and as many are bought; of coffee, at 20 all along, each buys three for one."""
    rows = ["cliente,fecha,pedido,producto,categoria,cantidad,importe"]
    for customer in range(12):
        for year, bread, cups in ((2024, 10, 1), (2025, 15, 3)):
            for month in range(1, 13):
                day = f"{year}-{month:02d}-{customer + 2:02d}"
                rows.append(f"c{customer},{day},{year}-{month}-{customer}b,pan,Panes,2,{2 * bread}")
                rows.append(f"c{customer},{day},{year}-{month}-{customer}c,cafe,Cafés,{cups},{20 * cups}")
    marts = Marts(prepare(company("\n".join(rows) + "\n", as_of="2025-12-31"), dt.date(2026, 1, 1)))
    for changes, name in ((marts.category_changes, "category"), (marts.product_changes, "product_id")):
        frame = moves(changes).set_index(name)
        bread, coffee = (
            frame.filter(regex="(?i)^pan", axis=0).iloc[0],
            frame.filter(regex="(?i)^caf", axis=0).iloc[0],
        )
        # 12 × 12 × 2 loaves, 5 dearer each, but for December's, which is compared with the January in which they were dearer already.
        assert bread[["by_price", "by_quantity"]].tolist() == pytest.approx([1440, 0], abs=60)
        # 12 × 12 × 2 cups more at 20.
        assert coffee[["by_price", "by_quantity"]].tolist() == pytest.approx([0, 5760], abs=1e-6)
        assert (bread.trend, bread.trend_sales, coffee.trend) == ("trend_chance", "trend_up", "trend_up")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ([150.0, 90, 85], "«café» suma $50: pida existencias para ese paso y pregunte"),
        ([500.0, 90, 40], "«café» es el 79\u00a0% de las ventas: que no falte nunca. Ninguna otra que suba con claridad llega al 5\u00a0%"),
        ([500.0, 90, 100], "dé responsable y meta a «pan», que suma $61"),
    ],
)  # fmt: skip
def test_the_advice_on_a_rise_depends_on_how_much_hangs_on_it(now: list[float], words: str) -> None:
    changes, monthly, whole = kinds()
    result = categories(changes.head(3).assign(amount_now=now), monthly, whole)
    assert words in categories_advice(result, "COP")  # type: ignore[arg-type]


def test_returns_by_category() -> None:
    result = returns(kinds()[0])
    assert isinstance(result, Result)
    assert result.frames["returns"]["category"].tolist() == ["pan", "café", "té"]
    assert result.values["return_rate"].value == pytest.approx(9 / 193)
    assert result.values["returned_total"].value == 9


def test_what_comes_back_no_more_than_the_rest_is_no_table() -> None:
    """Bread comes back 4 times of 40 and coffee 5 of 100: with tea's none of 50 that is chance. 20 of 40 are not."""
    alike, changes = returns(kinds()[0]), kinds()[0]
    worse = returns(changes.assign(lines_returned=[5, 0, 20, 0]))
    assert isinstance(alike, Result)
    assert isinstance(worse, Result)
    assert alike.frames["returns"]["return_verdict"].tolist() == ["returned_alike"] * 3
    assert returns_table(alike) is None
    assert returns_advice(alike) is None
    assert "Lea las 20 devoluciones de «pan»" in returns_advice(worse)  # type: ignore[operator]
    assert "| pan | 40 | 20 |" in returns_table(worse).markdown()  # type: ignore[union-attr]


def test_classes_say_what_of_the_sales_is_no_product() -> None:
    """Fifteen of products, twenty in all: five of freight."""
    windows = pd.DataFrame({"period": ["before", "now"], "amount": [1.0, 20.0]})
    result = portfolio(products([5, 4, 3, 2, 1], [5, 4, 3, 2, 1]), windows)
    assert isinstance(result, Result)
    assert result.values["other_sales"].value == 5
    assert "Suman $15; los otros $5 de las ventas" in classes_table(result, "COP").caption
    lost = portfolio(products([5, 4, 3, 2, 1], [5, 4, 3, 2, 1]), windows.assign(amount=[1.0, 12.0]))
    assert isinstance(lost, Result)
    assert "les resta $3." in classes_table(lost, "COP").caption


def periods(days: int) -> pd.DataFrame:
    last = [pd.Timestamp(AS_OF) - pd.Timedelta(days=days), pd.Timestamp(AS_OF)]
    first = [day - pd.Timedelta(days=days - 1) for day in last]
    return pd.DataFrame({
        "period": ["before", "now"], "first_day": first, "last_day": last, "amount": [15.0, 15.0]
    })  # fmt: skip


def test_half_years_are_not_compared_for_half_a_year_is_the_season() -> None:
    """p0 sells 100 of 160: a clear fall, where the periods are years; of half-years nothing is told but what sells."""
    steady = pd.DataFrame(
        {"month": pd.date_range("2024-01-01", periods=24, freq="MS"), "amount": 9.0, "complete": True}
    )
    short, year = periods(182), periods(364)
    assert categories(*kinds(), short).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]
    changes, monthly, _ = kinds()
    assert isinstance(categories(changes, monthly, steady, year), Result)
    moved = products([100.0, 90, 80, 70, 60, 0], [160.0, 90, 80, 70, 60, 30], 10.0)
    halves, years = (portfolio(moved, frame, steady) for frame in (short, year))
    assert isinstance(halves, Result)
    assert isinstance(years, Result)
    assert "falling_products" not in halves.values
    # What sells nothing now is in no class where nothing is compared; the numbers count what the table shows.
    assert [halves.values[f"{name}_products"].value for name in "abc"] == halves.frames["classes"][
        "products"
    ].tolist()
    assert halves.n == 5
    assert years.values["falling_products"].value == 2
    assert portfolio_findings(halves, "COP", AS_OF) == []
    assert [finding.kind for finding in portfolio_findings(years, "COP", AS_OF)] == ["risk"]
    assert "p0" not in portfolio_advice(halves, "COP")
    assert "dos años completos" in portfolio_table(halves).caption
    assert "Ventas antes" not in classes_table(halves, "COP").markdown("COP")


def test_without_products_nothing_is_said() -> None:
    changes, monthly, months = kinds()
    assert portfolio(products([], [])).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert portfolio(products([1.0], [1.0])).reason is Reason.NO_VARIATION  # type: ignore[union-attr]
    assert categories(changes.head(0), monthly, months).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert categories(changes.head(1), monthly, months).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert returns(changes.assign(lines_returned=0)).reason is Reason.NO_VARIATION  # type: ignore[union-attr]
    assert returns(changes.assign(category="")).add == ("products.category",)  # type: ignore[union-attr]


def test_what_is_shown_has_words() -> None:
    goods, groups = portfolio(products([5, 4, 3, 2, 1], [5, 4, 3, 2, 1])), categories(*kinds())
    assert isinstance(goods, Result)
    assert isinstance(groups, Result)
    assert "puede ser azar" in portfolio_table(goods).markdown("COP")
    assert "Clase" in classes_table(goods, "COP").markdown("COP")
    assert "Diferencia" in categories_table(groups).markdown("COP")
    figures = [plot_portfolio(goods), plot_categories(groups, "COP")]
    assert all(figure is not None and figure.png()[:4] == b"\x89PNG" for figure in figures)
