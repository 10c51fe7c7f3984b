"""The ledger adds up, whatever came in."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela import database
from clientela.database.ledger import ledger_findings
from clientela.results import Missing

DAY = dt.date(2026, 6, 30)


def rows(*given) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["source", "table_name", "fate", "reason", "rows"])


LEDGER = rows(
    ("tienda", "transactions", "used", None, 80), ("tienda", "transactions", "totals", "anonymous", 15),
    ("tienda", "transactions", "set_aside", "duplicate_row", 5), ("web", "customers", "used", None, 10),
)  # fmt: skip


def test_the_last_row_is_the_sum():
    result = database.ledger(LEDGER)
    assert {name: number.value for name, number in result.values.items()} == {
        "rows_used": 90, "rows_totals": 15, "rows_set_aside": 5, "rows_read": 110, "set_aside_share": 5 / 110,
    }  # fmt: skip
    text = database.ledger_table(result).markdown()
    assert [line.split(" | ")[2] for line in text.splitlines()[2:6]] == ["90", "15", "5", "**110**"]
    assert "| solo en los totales | Venta sin cliente identificado | 15 | 13,6\xa0% |" in text


fates = st.sampled_from(["used", "totals", "set_aside"])
row = st.tuples(
    st.sampled_from("abc"), st.just("transactions"), fates, st.sampled_from(["x", None]), st.integers(1, 99)
)


@given(st.lists(row, min_size=1, max_size=20))
@settings(deadline=None)
def test_no_row_is_lost(given_rows):
    frame = rows(*given_rows)
    result = database.ledger(frame)
    sources = result.frames["sources"]
    assert sources["rows"].sum() == frame["rows"].sum()
    assert (
        sources[["rows_used", "rows_totals", "rows_set_aside"]].sum(axis=1).tolist()
        == sources["rows"].tolist()
    )
    assert result.frames["reasons"]["rows"].sum() == frame[frame.fate != "used"]["rows"].sum()


def test_what_sales_lose_of_a_file_is_no_loss_of_its_customers():
    """One list of invoices feeds both: thirteen of a hundred lines in dollars were 130 % of its ten customers."""
    given = rows(
        ("ventas", "transactions", "used", None, 87), ("ventas", "transactions", "set_aside", "other_currency", 13),
        ("ventas", "customers", "used", None, 10),
    )  # fmt: skip
    (found,) = ledger_findings(database.ledger(given), "COP", DAY)
    assert (found.message[:2], found.n) == ("13", 100)
    lost = rows(
        ("ventas", "transactions", "used", None, 80), ("ventas", "transactions", "set_aside", "unreadable_date", 20),
        ("ventas", "customers", "used", None, 10),
    )  # fmt: skip
    assert [one.n for one in ledger_findings(database.ledger(lost), "COP", DAY)] == [100]


def test_much_set_aside_is_a_risk_and_nothing_is_good_news():
    much = database.ledger(
        rows(("web", "customers", "used", None, 80), ("web", "customers", "set_aside", "unreadable_date", 20))
    )
    assert [finding.kind for finding in ledger_findings(much, "COP", DAY)] == ["risk"]
    # An order given back is no fault of whoever exports it.
    back = database.ledger(
        rows(("web", "transactions", "used", None, 80), ("web", "transactions", "set_aside", "refunded", 20))
    )
    assert ledger_findings(back, "COP", DAY) == []
    assert "Nada que corregir" in database.ledger_advice(back)
    clean = database.ledger(rows(("web", "customers", "used", None, 80)))
    assert [finding.kind for finding in ledger_findings(clean, "COP", DAY)] == ["good_news"]


@pytest.mark.parametrize("frame", [rows(), rows(("web", "customers", "used", None, 0))])
def test_nothing_came_in(frame):
    assert isinstance(database.ledger(frame), Missing)


def test_reasons_of_several_sources_add_up_on_the_page():
    result = database.ledger(
        rows(*((f"f{place}", "transactions", "totals", "anonymous", place) for place in range(1, 21)))
    )
    frame = database.ledger_table(result).frame
    assert frame["rows"].tolist() == [0, 210, 210]


def test_the_advice_names_what_can_be_mended():
    freight = ("web", "transactions", "totals", "non_product", 50)
    assert "Nada que corregir" in database.ledger_advice(database.ledger(rows(freight)))
    both = database.ledger(rows(freight, ("web", "transactions", "totals", "anonymous", 3)))
    assert "venta sin cliente identificado (3 filas en «web»)" in database.ledger_advice(both)


def test_sales_in_another_currency_are_told_on_the_first_page():
    fates = (
        ("web", "transactions", "used", None, 60),
        ("web", "transactions", "set_aside", "other_currency", 40),
    )
    (found,) = ledger_findings(database.ledger(rows(*fates)), "COP", DAY)
    assert "40" in found.message
    assert "COP" in found.message
    assert "rates" in found.detail
