"""The lines under the numbers of the first page: which months they show, and what they look like."""

import pandas as pd

from clientela.publish.page import sparks
from clientela.publish.page.front import went_well


def write(folder, table: str, **columns: list[float]) -> None:
    pd.DataFrame(columns).to_parquet(folder / f"{table}.parquet")


def test_the_last_thirteen_months_of_what_there_is(tmp_path):
    months = list(range(1, 21))
    write(tmp_path, "company.sales_months", amount=[month * 10.0 for month in months], orders=[2.0] * 20)
    found = sparks.series(tmp_path)
    assert found["company.sales.amount"] == [month * 10.0 for month in range(8, 21)]
    assert found["company.sales.ticket"][0] == 40
    assert "loyalty.status.active" not in found


def test_where_purchases_are_not_counted_alike_only_the_amounts_have_a_line(tmp_path):
    write(tmp_path, "company.sales_months", amount=[10.0] * 5)
    assert list(sparks.series(tmp_path)) == ["company.sales.amount"]


def test_a_month_without_purchases_has_no_average_purchase(tmp_path):
    write(tmp_path, "company.sales_months", amount=[10.0] * 5 + [0.0, -1.0], orders=[1.0] * 5 + [0.0, 0.0])
    assert sparks.series(tmp_path)["company.sales.ticket"] == [10.0] * 5


def test_three_months_make_no_line(tmp_path):
    write(tmp_path, "loyalty.flows", active=[1.0, 2.0, 3.0], new=[1.0] * 3)
    assert sparks.series(tmp_path) == {}


def test_the_same_months_are_the_same_picture(tmp_path):
    one, other = (
        sparks.draw([1, 3, 2, 5], True, tmp_path / name).read_bytes() for name in ("one.png", "other.png")
    )
    assert one == other
    assert one != sparks.draw([1, 3, 2, 5], False, tmp_path / "red.png").read_bytes()


def test_fewer_leavers_went_well_and_a_change_within_the_interval_is_neither():
    number = {"value": 9, "low": None, "high": None}
    assert went_well("loyalty.status.left", number, 10) is True
    assert went_well("company.sales.amount", number, 10) is False
    assert went_well("company.sales.amount", {"value": 9, "low": 8, "high": 11}, 10) is None
    assert went_well("company.sales.amount", number, None) is None
