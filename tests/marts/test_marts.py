"""The marts, by pencil: a handful of sales and what they must add up to."""

import datetime as dt

import pandas as pd
import pytest

from clientela.companies.preparation import prepare
from clientela.marts import Marts

# Ana buys three times and returns once; Beto once; somebody unknown once; Caro only returns.
SALES = """\
cliente,fecha,pedido,producto,cantidad,importe
ana,2024-01-01,1,cafe,1,10
ana,2024-01-01,1,pan,2,5
ana,2024-01-11,2,cafe,1,20
ana,2024-01-12,3,cafe,-1,-4
ana,2024-01-31,4,cafe,1,30
beto,2024-02-10,5,pan,1,7
,2024-02-10,6,pan,1,3
caro,2024-02-11,7,pan,-1,-2
"""


@pytest.fixture
def marts(company):
    return Marts(prepare(company(SALES, as_of="2024-02-29"), dt.date(2026, 1, 1)))


def test_a_customer_is_one_row_with_its_own_days_and_money(marts):
    ana = marts.customers.set_index("customer_id").loc["ana"]
    assert ana[["purchase_days", "repeat_days", "t_x_days", "T_days", "days_since_last"]].tolist() == [
        3,
        2,
        30,
        59,
        29,
    ]
    assert (ana["orders"], ana["amount"], ana["repeat_mean"], ana["gap_mean"]) == (3, 61, 25, 15)


def test_a_return_is_never_a_purchase(marts):
    assert marts.customers["customer_id"].tolist() == ["ana", "beto"]
    assert marts.customer_days.set_index("customer_id").loc["caro", "amount"] == -2


def test_months_hold_every_sale_the_anonymous_ones_too(marts):
    months = marts.months.set_index("month")
    assert months["amount"].tolist() == [61, 8]
    assert months["amount_identified"].tolist() == [61, 5]
    assert months["orders"].tolist() == [3, 2]
    assert months["customers"].tolist() == [1, 1]
    assert months["new_customers"].tolist() == [1, 1]
    assert months["complete"].tolist() == [True, True]


def test_a_column_without_any_value_keeps_its_type(company):
    """A company with surveys alone has no purchase, but dates and money are still dates and money."""
    marts = Marts(
        prepare(company("cliente,fecha,importe\n,2024-01-01,3\n", as_of="2024-02-29"), dt.date(2026, 1, 1))
    )
    assert marts.interpurchase_times.empty
    assert marts.interpurchase_times["day"].dtype.kind == "M"
    assert marts.customers["amount"].dtype == "float64"


def test_an_incomplete_last_month_is_marked(company):
    marts = Marts(prepare(company(SALES, as_of="2024-02-28"), dt.date(2026, 1, 1)))
    assert marts.months["complete"].tolist() == [True, False]


def test_cohorts_by_month_of_first_purchase(marts):
    cohorts = marts.cohorts[["cohort", "age", "customers", "amount"]].values.tolist()
    assert cohorts == [[pd.Timestamp(2024, 1, 1), 0, 1, 61], [pd.Timestamp(2024, 2, 1), 0, 1, 7]]


def test_customers_as_they_stood_on_an_earlier_day(marts):
    held = marts.customers_at(dt.date(2024, 1, 15))
    # Whoever asks for the same day meanwhile gets the same frame.
    assert marts.customers_at(dt.date(2024, 1, 15)) is held
    then = held.set_index("customer_id")
    assert then.index.tolist() == ["ana"]
    assert then.loc["ana", ["purchase_days", "days_since_last", "amount"]].tolist() == [2, 4, 31]


def test_zero_amounts_are_gifts_unless_the_company_says_otherwise(company, home):
    sales = "cliente,fecha,importe\nana,2024-01-01,0\nana,2024-01-05,9\n"
    gift = Marts(prepare(company(sales), dt.date(2026, 1, 1)))
    assert gift.customers["purchase_days"].tolist() == [1]


def test_without_an_order_number_an_order_is_customer_channel_and_day(company):
    sales = (
        "cliente,fecha,canal,importe\nana,2024-01-01,web,1\nana,2024-01-01,web,2\nana,2024-01-01,tienda,3\n"
    )
    marts = Marts(prepare(company(sales), dt.date(2026, 1, 1)))
    assert marts.customers["orders"].tolist() == [2]


def test_what_is_measured_in_thousandths_is_one_unit(company):
    rows = "".join(
        f"ana,2024-01-{day:02d},{day},{product},{n},20\n"
        for day in range(1, 21)
        for product, n in (("pan", 2), ("cafe", 1), ("gasolina", 11_000 + day))
        if product != "gasolina" or day > 15
    )
    marts = Marts(
        prepare(company("cliente,fecha,pedido,producto,cantidad,importe\n" + rows), dt.date(2026, 1, 1))
    )
    sizes = marts.baskets
    assert sizes.groupby("units")["orders"].sum().to_dict() == {3: 15, 4: 5}


def test_who_came_who_went_and_who_was_there_all_the_time(company):
    """Two periods of eight days, their middle halves from the third day to the sixth.

    Ana buys in the first two days and in the last two, and once in the middle of the second period; Beto in both, but not then; Caro goes,
    Dani comes.
    """
    rows = """\
cliente,fecha,pedido,producto,cantidad,importe
ana,2024-01-01,1,cafe,1,10
ana,2024-01-12,8,cafe,1,10
ana,2024-01-15,2,cafe,1,10
ana,2024-01-16,3,cafe,1,10
beto,2024-01-05,4,pan,1,5
beto,2024-01-12,5,pan,1,5
caro,2024-01-03,6,pan,1,7
dani,2024-01-16,7,pan,1,9
"""
    windows = Marts(prepare(company(rows, as_of="2024-01-16"), dt.date(2026, 1, 1))).windows
    windows = windows.set_index("period")
    names = [
        "customers_whole",
        "orders_whole",
        "squares_whole",
        "customers_only",
        "amount_only",
        "amount_new",
    ]
    assert windows.loc["before", names].tolist() == [1, 0, 1, 1, 7, 22]
    assert windows.loc["now", names].tolist() == [1, 1, 1, 1, 9, 9]
    assert windows.loc["now", "spread_new"] == 9


def test_cdnow_to_the_unit():
    """2,357 customers, 946 of whom bought again by 1997-09-30 (Fader, Hardie & Lee 2005)."""
    from clientela.companies import config

    marts = Marts(prepare(config.load("cdnow"), dt.date(2026, 1, 1)))
    assert len(marts.customers) == 2357
    then = marts.customers_at(dt.date(1997, 9, 30))
    assert (len(then), (then["repeat_days"] > 0).sum()) == (2357, 946)


def test_a_customer_translated_into_nothing_is_nobody(company):
    settings = """\
name: Prueba
as_of: 2024-01-31
sources:
  transactions: {path: ventas.csv, values: {customer_id: {"999": ""}}}
"""
    sales = "cliente,fecha,importe\nana,2024-01-01,5\n999,2024-01-02,7\n999,2024-01-03,8\n"
    marts = Marts(prepare(company(sales, settings=settings), dt.date(2026, 1, 1)))
    assert marts.customers["customer_id"].tolist() == ["ana"]
    assert marts.months[["amount", "amount_identified"]].values.tolist() == [[20, 5]]


def test_what_is_bought_together_has_its_name_and_its_code_only_where_two_share_it(company):
    sales = "cliente,fecha,pedido,codigo,descripcion,importe\n" + "".join(
        f"c{n},2024-01-{n:02d},{n},{code},{name},5\n"
        for n in range(1, 10)
        for code, name in (("22356", "Bolsa rosa"), ("20724", "Bolsa roja"), ("9", "Caja"), ("10", "Caja"))
    )
    marts = Marts(prepare(company(sales, as_of="2024-02-29"), dt.date(2026, 1, 1)))
    assert set(marts.pairs["thing"]) | set(marts.pairs["other"]) == {
        "Bolsa rosa",
        "Bolsa roja",
        "Caja · 9",
        "Caja · 10",
    }


def test_a_product_without_a_name_is_known_by_its_code(company, home):
    settings = (
        "{name: Prueba, country: CO, currency: COP, as_of: 2024-02-29, "
        "sources: {transactions: {path: ventas.csv}, products: {path: productos.csv}}}"
    )
    made = company(SALES, settings=settings)
    stock = "producto,nombre,dias_agotado\ncafe,,3\npan,Pan de ayer,1\n"
    (home / "data" / "prueba" / "productos.csv").write_text(stock, encoding="utf-8")
    offers = Marts(prepare(made, dt.date(2026, 1, 1))).offers
    assert offers[["product_id", "name", "days_out"]].values.tolist() == [["cafe", "cafe", 3], ["pan", "Pan de ayer", 1]]  # fmt: skip
