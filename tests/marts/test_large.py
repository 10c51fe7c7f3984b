"""Frames of very many rows: read without an object a cell, and to the models a sample of the customers, always the same."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from value_cases import cdnow_days

import clientela.marts as marts
from clientela.companies import preparation
from clientela.companies.config import Company
from clientela.engine.record import Record, Watched
from clientela.loyalty.clv import value
from clientela.loyalty.clv.grading.analysis import Grading, grade
from clientela.loyalty.clv.models.summary import Days, as_day, summarize
from clientela.marts import Marts, in_sample
from clientela.warehouse import Warehouse


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The marts of five hundred customers, two days each."""
    ids = [f"c{n:03d}" for n in range(500)]
    pd.DataFrame({"customer_id": ids}).to_parquet(tmp_path / "customers.parquet")
    days = pd.DataFrame(
        {
            "customer_id": [one for one in ids for _twice in range(2)],
            "day": [dt.date(2024, 1, 1), dt.date(2024, 2, 1)] * 500,
            "amount": [Decimal(f"{n}.{n % 100:02d}") if n % 7 else None for n in range(1000)],
            "is_purchase": True,
        }
    )
    days.to_parquet(tmp_path / "customer_days.parquet")
    return tmp_path


def test_a_sample_is_of_whole_customers_and_the_same_each_time(folder: Path) -> None:
    all_of_them = Marts(folder)
    assert all_of_them.sampled("customer_days", 500) is all_of_them.customer_days
    some = Marts(folder).sampled("customer_days", 100)
    assert 60 < some.customer_id.nunique() < 140
    assert (some.groupby("customer_id").size() == 2).all()
    assert some.equals(Marts(folder).sampled("customer_days", 100))
    # Whoever else is a customer, somebody in is in: only the share decides.
    ids = pd.Series([f"c{n:03d}" for n in range(500)])
    assert in_sample(ids, 100)[:450].tolist() == in_sample(ids[:450], 100).tolist()


def test_a_sample_reads_as_the_whole_does(folder: Path) -> None:
    some = Marts(folder).sampled("customer_days", 100)
    whole = Marts(folder).customer_days
    same = whole[whole.customer_id.isin(some.customer_id)].reset_index(drop=True)
    assert some.amount.equals(same.amount)
    assert (some.day == same.day).all()
    record = Record()
    Watched(Marts(folder), record).sampled("customer_days", 100)
    assert record.marts == {"customer_days", "customers"}


def test_many_rows_are_read_as_few_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Marts(folder).customer_days
    monkeypatch.setattr(marts, "MANY", 10)
    pd.testing.assert_frame_equal(Marts(folder).customer_days, few, check_exact=True)


def test_models_fitted_on_a_sample_value_every_customer() -> None:
    days = cdnow_days()
    end = as_day("1998-06-30")
    customers = summarize(Days.of(days), end)
    some = days[days.customer_id.isin(customers.customer_id[in_sample(customers.customer_id, 1200)])]
    graded = grade(some, end="1998-06-30", about=customers)
    assert isinstance(graded, Grading)
    part = some.customer_id.nunique()
    assert (graded.values["sampled_of"].value, graded.values["sampled_of"].n) == (2357, part)
    found = value(customers, some, "1998-06-30", graded)
    whole = value(customers, days, "1998-06-30", grade(days, end="1998-06-30", about=customers))
    assert found.n == whole.n == 2357
    assert len(found.frames["by_customer"]) == 2357
    # The total is that of all customers, and what the smaller sample leaves open is in its interval.
    low, high = found.values["purchases"].low, found.values["purchases"].high
    assert low < whole.values["purchases"].value < high
    assert "sampled_of" not in grade(days, end="1998-06-30", about=customers).values
    assert np.isfinite(found.values["equity"].value)


def test_large_tables_are_on_disk_and_give_the_same_marts(
    company: Callable[..., Company], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = company(
        "cliente,fecha,importe\nana,2024-01-01,10\nana,2024-01-11,20\nana,2024-02-20,20\nbeto,2024-02-03,5\n",
        as_of="2024-03-01",
    )
    asked: list[bool] = []
    made = Warehouse.__init__

    def init(self: Warehouse, large: bool = False) -> None:
        made(self, large)
        asked.append(large)
        assert len(list(Path(self._folder.name).glob("*.duckdb"))) == large

    monkeypatch.setattr(Warehouse, "__init__", init)
    for place in ("small", "large"):
        (tmp_path / place).mkdir()
        preparation._build(theirs, dt.date(2024, 3, 1), tmp_path / place, {})
        monkeypatch.setattr(preparation, "LARGE", 0)
    assert asked == [False, True]
    for mart in marts.SAVED:
        small, large = (pq.read_table(tmp_path / place / f"{mart}.parquet") for place in ("small", "large"))
        assert small.equals(large), mart
    monkeypatch.setattr(Warehouse, "__init__", made)
    # Ana waited 10 and 40 days; ten days earlier only the 10 were known.
    found = Marts(tmp_path / "large")
    assert found.customers.gap_q90.tolist()[0] == 37.0
    assert found.customers_at(dt.date(2024, 2, 19)).gap_q90.tolist()[0] == 10.0
