"""Sales of two periods, and the exact split of their change."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from company_frames import AS_OF, months, windows
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.company import drivers, quiet, sales
from clientela.company.drivers.analysis import contributions, greatest
from clientela.company.drivers.page import (
    drivers_advice,
    drivers_findings,
    drivers_reading,
    drivers_table,
    plot_drivers,
)
from clientela.company.sales.analysis import clear, fewer_new
from clientela.company.sales.page import (
    newcomers_findings,
    plot_sales,
    sales_advice,
    sales_findings,
    sales_table,
)
from clientela.results import Missing, Number, Reason, Result


@pytest.mark.parametrize(
    ("low", "high", "sign"), [(0.1, 0.3, 1), (-0.3, -0.1, -1), (-0.1, 0.1, 0), (0.0, 0.2, 0), (None, None, 0)]
)
def test_a_change_has_a_sign_where_chance_is_not_enough(low, high, sign) -> None:
    values = {"change_amount": Number(0.1, "currency", 9, low, high, 0.95)}
    assert clear(Result("company.sales", 9, values)) == sign
    assert clear(Result("company.sales", 9)) == 0


def test_the_two_periods_stand_side_by_side() -> None:
    result = sales(windows(), months())
    assert isinstance(result, Result)
    found = {name: number.value for name, number in result.values.items()}
    assert found["amount"] == 12000
    assert found["amount_before"] == 10000
    assert found["ticket"] == 60
    assert found["growth"] == pytest.approx(0.2)
    assert (found["new_customers"], found["new_customers_before"]) == (20, 30)
    # 1.96 times the swing of chance on either side of 2.000.
    assert (result.values["change_amount"].low, result.values["change_amount"].high) == (1020, 2980)


def test_a_chapter_without_news_tells_as_much_as_ever_from_nobody_knows() -> None:
    """10.000 a year before and 1.96 times the spread on either side: 196 is 2 %, 1.960 is 19,6 %; half-years are not compared."""
    half = {"first_day": [pd.Timestamp("2025-01-02"), pd.Timestamp("2025-07-03")]}
    half["last_day"] = [pd.Timestamp("2025-07-02"), pd.Timestamp("2025-12-31")]
    told = [
        quiet({"company.sales": sales(frame, months())}, "COP")
        for frame in (
            windows(amount=10100.0).assign(spread=100.0),
            windows(amount=10100.0).assign(spread=1000.0),
            windows(amount=10100.0).assign(**half),
        )
    ]
    assert [sentence[:32] for sentence in told] == [
        "Vendemos lo mismo que hace un añ",
        "Lo que cambiaron las ventas fren",
        "En los últimos 182 días vendimos",
    ]
    assert "(+1,0\xa0%)" in told[0]
    assert quiet({}, "COP") is None


def test_an_incomplete_month_is_never_a_data_point() -> None:
    result = sales(windows(), months())
    assert isinstance(result, Result)
    monthly = result.frames["months"].set_index("month")
    assert len(monthly) == 24
    assert monthly.loc["2025-03-01", "year_change"] == pytest.approx(114 / 102 - 1)


def test_new_customers_need_a_history_before_them() -> None:
    frame = windows().assign(history_from=pd.Timestamp("2024-01-02"))
    result = sales(frame, months())
    assert isinstance(result, Result)
    assert "new_customers" in result.values
    assert "new_customers_before" not in result.values


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "menos clientes: 80, antes 100"),
        ({"customers": 130}, "más clientes: 130, antes 100"),
        ({"customers": 100, "orders": 240, "orders_identified": 240}, "pedidos por cliente: 2,4, antes 2,0"),
        ({"customers": 100}, "pedidos mayores: $60, antes $50"),
        (
            {
                "amount": 7000.0,
                "amount_identified": 7000.0,
                "customers": 70,
                "orders": 140,
                "orders_identified": 140,
            },
            "compran 70 clientes; antes, 100",
        ),
        (
            {
                "amount": 7000.0,
                "amount_identified": 7000.0,
                "customers": 100,
                "orders": 140,
                "orders_identified": 140,
            },
            "pide 1,4 veces; antes, 2,0",
        ),
        (
            {"amount": 7000.0, "amount_identified": 7000.0, "customers": 100},
            "cada pedido trae $35; antes, $50",
        ),
    ],
)
def test_the_advice_names_what_moved_the_sales_with_its_figures(
    changes: dict[str, float], words: str
) -> None:
    result = sales(windows(**changes), months())
    assert isinstance(result, Result)
    assert words in sales_advice(result, "COP")


def test_the_advice_needs_no_known_customers() -> None:
    result = sales(windows(customers=0).assign(customers=0), months())
    assert isinstance(result, Result)
    assert "pedidos mayores" in sales_advice(result, "COP")


def test_a_change_within_chance_is_no_finding_and_says_so() -> None:
    noisy = sales(windows().assign(spread=5000.0), months())
    sure = sales(windows(), months())
    assert isinstance(noisy, Result)
    assert isinstance(sure, Result)
    assert (clear(noisy), clear(sure)) == (0, 1)
    assert sales_findings(noisy, "COP", AS_OF) == []
    assert "cabe en el azar" in sales_advice(noisy, "COP")
    finding = sales_findings(sure, "COP", AS_OF)[0]
    assert finding.kind == "good_news"
    assert finding.amount == 2000
    assert finding.message == "Vendemos 20\u00a0% más, pero a 20\u00a0% menos clientes."


def test_too_little_to_compare_is_said() -> None:
    short = windows().assign(first_day=pd.Timestamp("2025-12-20"), last_day=pd.Timestamp("2025-12-31"))
    assert sales(short, months()).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]
    assert sales(windows(orders=3), months()).reason is Reason.TOO_FEW_PURCHASES  # type: ignore[union-attr]
    assert isinstance(sales(windows().head(0), months()), Missing)


def test_drivers_by_pencil() -> None:
    """customers × frequency × ticket: 10 × 2 × 5 = 100 becomes 20 × 2 × 6 = 240; ticket and customers share what they did together."""
    # Customers: (20 − 10) × 2 × mean(5, 6); ticket: (6 − 5) × 2 × mean(10, 20); frequency did not move.
    assert contributions([10, 2, 5], [20, 2, 6]) == pytest.approx([110, 0, 30])


@settings(deadline=None)
@given(st.lists(st.tuples(st.fractions(min_value=0), st.fractions(min_value=0)), min_size=1, max_size=4))
def test_contributions_add_up_exactly(factors: list[tuple[Fraction, Fraction]]) -> None:
    before, now = [old for old, _ in factors], [new for _, new in factors]
    whole = [Fraction(1), Fraction(1)]
    for old, new in factors:
        whole = [whole[0] * old, whole[1] * new]
    assert sum(contributions(before, now)) == whole[1] - whole[0]


def test_the_tree_adds_up_with_anonymous_sales_and_margin() -> None:
    frame = windows(amount=13000.0).assign(margin=[4000.0, 5200.0], margin_identified=[4000.0, 4800.0])
    result = drivers(frame, months())
    assert isinstance(result, Result)
    tree = result.frames["drivers"].set_index("driver")
    assert tree["contribution"].sum() == pytest.approx(3000, abs=1e-9)
    assert tree["contribution_margin"].sum() == pytest.approx(1200, abs=1e-9)
    assert tree.loc["anonymous", "contribution"] == 1000
    # Sales without a customer are shown as sales, 0 and then 1.000, not as their margin of 400.
    assert tree.loc["anonymous", ["value_before", "value_now", "contribution_margin"]].tolist() == [
        0,
        1000,
        400,
    ]
    # The rate stayed at 40 %, so it moved nothing.
    assert tree.loc["margin_rate", "contribution_margin"] == pytest.approx(0, abs=1e-9)


def test_sales_without_a_customer_count_though_they_leave_no_margin() -> None:
    tree = drivers(windows(amount=13000.0).assign(margin=4000.0, margin_identified=4000.0), months()).frames[
        "drivers"
    ]  # type: ignore[union-attr]
    assert tree["contribution"].sum() == pytest.approx(3000, abs=1e-9)


def test_without_margin_nothing_is_called_margin() -> None:
    result = drivers(windows(), months())
    assert isinstance(result, Result)
    assert not [name for name in result.values if "margin" in name]
    assert "contribution_margin" not in result.frames["drivers"]
    assert greatest(result)[0] == "frequency"


def test_drivers_need_known_customers() -> None:
    anonymous = windows(customers=0).assign(customers=0)
    assert drivers(anonymous, months()).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    assert drivers(windows(customers=1), months()).reason is Reason.TOO_FEW_CUSTOMERS  # type: ignore[union-attr]


def test_what_is_shown_has_words() -> None:
    result, tree = sales(windows(), months()), drivers(windows(), months())
    assert isinstance(result, Result)
    assert isinstance(tree, Result)
    assert "Compra media" in sales_table(result, "COP").markdown("COP")
    assert "Pedidos por cliente" in drivers_table(tree, "COP").markdown("COP")
    assert plot_sales(result, "COP").png()[:4] == plot_drivers(tree, "COP").png()[:4] == b"\x89PNG"
    assert "**Qué hacer.**" in drivers_advice(tree, "COP")
    assert "Compra media de clientes conocidos" not in drivers_table(tree, "COP").markdown("COP")


def test_the_average_purchase_of_known_customers_has_a_name_of_its_own() -> None:
    tree = drivers(windows(amount=13000.0), months())
    assert isinstance(tree, Result)
    table = drivers_table(tree, "COP").markdown("COP")
    assert "Compra media de clientes conocidos" in table
    assert "sin las ventas sin cliente" in table


def same(orders: int, squares: int) -> Result:
    """25 customers all the time with 4 orders each before; so many orders in all now, and so much the sum of squared differences."""
    result = drivers(windows(orders_whole=orders, squares_whole=squares), months())
    assert isinstance(result, Result)
    return result


def test_a_smaller_purchase_that_may_be_chance_asks_for_nothing() -> None:
    """8.000 of as many customers and orders as made 10.000: a spread of 100 makes it news, one of 2.000 chance."""
    smaller = windows(amount=8000.0, amount_identified=8000.0, customers=100)
    sure, chance = (drivers(smaller.assign(spread=spread), months()) for spread in (100.0, 2000.0))
    assert isinstance(sure, Result)
    assert isinstance(chance, Result)
    assert greatest(sure)[0] == "ticket"
    assert "Cada pedido es más pequeño" in drivers_advice(sure, "COP")
    assert "cabe en el azar" in drivers_advice(chance, "COP")


def test_the_same_customers_by_pencil() -> None:
    """Of 25 customers each orders one more: 4 and 5; the difference never varies, so nor does its interval."""
    change = same(125, 25).values["same_change"]
    assert (change.value, change.low, change.high, change.n) == (1, 1, 1, 25)
    # Thirteen order one more, twelve one less: 1/25 ± 1,96 times √((1 − 1/625)/24).
    change = same(101, 25).values["same_change"]
    assert change.value == pytest.approx(0.04)
    assert change.high == pytest.approx(0.04 + 1.96 * ((1 - 1 / 625) / 24) ** 0.5)
    few = drivers(windows(customers_whole=19), months())
    assert isinstance(few, Result)
    assert "same_change" not in few.values


def test_more_orders_are_good_news_only_of_the_same_customers() -> None:
    """The average rises from 2 to 2,5 because fewer buy; that is no news, and nobody is asked what made them come back."""
    assert greatest(same(100, 25))[0] == "frequency"
    assert drivers_findings(same(100, 25), "COP", AS_OF) == []
    assert "No busque qué los hizo volver" in drivers_advice(same(100, 25), "COP")
    assert "averigüe qué los trajo" in drivers_advice(same(125, 25), "COP")
    up, down = (drivers_findings(same(orders, 25), "COP", AS_OF)[0] for orders in (125, 75))
    assert (up.kind, down.kind) == ("good_news", "risk")
    # One order less of 25 customers at 60 each.
    assert (down.amount, down.stake) == (1500, "ventas de seis meses, a la compra media")
    assert "25 que compraron al comienzo" in down.detail


def test_the_reading_says_who_went_and_who_came() -> None:
    text = drivers_reading(same(100, 25), "COP")
    assert "Los 40 que no volvieron a comprar habían comprado $3.000." in text
    assert "Los 20 que llegaron o regresaron compraron $2.500." in text
    assert "los 25 que fueron clientes todo el tiempo pidieron 4,00 veces cada uno" in text


def test_fewer_new_customers_ask_for_a_reason() -> None:
    """30 and then 20 may be chance (1,96 · √50 = 13,9); 30 and then 10 is not, and they bought 800 less, give or take 277."""
    few, fewer = sales(windows(), months()), sales(windows(new_customers=10, new_alike=10), months())
    assert isinstance(few, Result)
    assert isinstance(fewer, Result)
    assert (fewer_new(few), fewer_new(fewer)) == (0, 20)
    assert newcomers_findings(few, "COP", AS_OF) == []
    finding = newcomers_findings(fewer, "COP", AS_OF)[0]
    assert (finding.kind, finding.owner, finding.stake) == (
        "action",
        "Mercadeo",
        "lo que compraron de menos los nuevos",
    )
    assert finding.message == "Averiguar por qué llegaron 20 clientes nuevos menos."
    assert (finding.amount, finding.low) == (800, pytest.approx(800 - 1.96 * 100 * 2**0.5))
    more = sales(windows(new_customers=10, new_alike=10, amount_new=2500.0), months())
    assert newcomers_findings(more, "COP", AS_OF)[0].amount is None  # type: ignore[arg-type]


def test_notes_of_the_table_stand_only_where_they_apply() -> None:
    whole, young = (
        sales(windows(), months()),
        sales(windows().assign(history_from=pd.Timestamp("2024-01-02")), months()),
    )
    assert isinstance(whole, Result)
    assert isinstance(young, Result)
    assert "Una raya" not in sales_table(whole, "COP").caption
    assert "Una raya" in sales_table(young, "COP").caption


def test_under_two_years_nothing_is_compared() -> None:
    """Half a year against the other half measures the season: no growth, no driver, no change, no finding."""
    half = windows().assign(first_day=[pd.Timestamp("2025-01-01"), pd.Timestamp("2025-07-03")])
    result = sales(half, months())
    assert isinstance(result, Result)
    assert not [
        name for name in result.values if name.endswith("_before") or name in ("growth", "change_amount")
    ]
    assert sales_findings(result, "COP", AS_OF) == newcomers_findings(result, "COP", AS_OF) == []
    assert "estación" in sales_advice(result, "COP")
    assert "Cambio" not in sales_table(result, "COP").markdown("COP")
    assert drivers(half, months()).reason is Reason.TOO_SHORT_HISTORY  # type: ignore[union-attr]


def test_an_order_is_the_same_thing_in_both_years_or_nothing_is_said_of_orders() -> None:
    frame = windows(numbered=0)
    result = sales(frame, months())
    assert isinstance(result, Result)
    assert not {"orders", "ticket", "frequency"} & set(result.values)
    assert "growth" in result.values
    assert "De pedidos no se dice nada" in sales_table(result, "COP").caption
    assert drivers(frame, months()).reason is Reason.NO_COLUMN  # type: ignore[union-attr]
    # The same share without a number in both years is the same meaning.
    assert "orders" in sales(windows().assign(numbered=0), months()).values  # type: ignore[union-attr]


def test_customers_known_in_one_year_only_are_no_growth() -> None:
    frame = windows().assign(amount_identified=[1000.0, 12000.0])
    result = sales(frame, months())
    assert isinstance(result, Result)
    assert "customers" not in result.values
    assert drivers(frame, months()).reason is Reason.NO_COLUMN  # type: ignore[union-attr]


def test_months_that_move_together_widen_the_band() -> None:
    """2.201 (Student's t with eleven degrees) times 1.000 is more than 2.000: no news, though each customer on its own would make it one."""
    result = sales(windows().assign(spread_time=1000.0), months())
    assert isinstance(result, Result)
    assert clear(result) == 0


def test_a_company_that_had_hardly_begun_is_not_compared() -> None:
    """Three months of almost nothing, an export cut short: the first year is not whole; a low season that returns is."""
    short = months().assign(amount=[5.0] * 3 + [100.0] * 22)
    seasonal = months().assign(amount=([5.0] * 3 + [100.0] * 9) * 2 + [5.0])
    assert "growth" not in sales(windows(), short).values  # type: ignore[union-attr]
    assert "growth" in sales(windows(), seasonal).values  # type: ignore[union-attr]


def test_old_acquaintances_are_not_new() -> None:
    """With the shorter past of the year before 40 would seem new, and 20 are: so nobody knows how many of its 30 were."""
    result = sales(windows(new_alike=40), months())
    assert isinstance(result, Result)
    assert "new_customers" in result.values
    assert "new_customers_before" not in result.values


def test_a_short_history_still_has_its_total() -> None:
    one = months().head(1)
    answer = sales(windows().head(0), one)
    assert isinstance(answer, Missing)
    assert answer.numbers()["total_amount"].value == float(one["amount"].sum())
    assert sales(windows().head(0), one.head(0)).numbers() == {}


def test_lines_with_neither_number_nor_customer_are_no_orders() -> None:
    nobodys = windows().assign(numbered=0, amount_identified=0)
    result = sales(nobodys, months())
    assert isinstance(result, Result)
    assert not {"orders", "ticket", "customers", "new_customers"} & set(result.values)
    assert "amount" in result.values
    assert "no traen número de pedido ni quién compró" in sales_table(result, "COP").caption
    # A till that numbers its tickets tells orders, whoever bought.
    assert "orders" in sales(windows().assign(amount_identified=0), months()).values  # type: ignore[union-attr]
