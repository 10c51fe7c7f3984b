"""Marts of very many rows are read a stretch of customers at a time, and say what they say when they are read whole."""

from __future__ import annotations

import datetime as dt
import shutil
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import whole_company

import clientela.marts as marts
from clientela.calendar.answer_clock import Clock
from clientela.engine import Answers, analysis, aside, declared
from clientela.engine.needs import needs
from clientela.loyalty.voice.topics import _purchases
from clientela.marts import Marts, parts, reading
from clientela.marts.parts import Parts, each, filled
from clientela.results import Result
from clientela.stage import Stage

IN_PARTS = ("customer_days", "interpurchase_times", "sold_months")
DAYS = pd.DataFrame({"customer_id": list("aaabbcdddd"), "amount": [1.0, 2, 3, 4, 5, None, 7, 8, 9, 10]})


@analysis("test_parts.days", days="parts:customer_days")
def days_told(days: pd.DataFrame | Parts) -> Result:
    """So many days."""
    return Result("test_parts.days", sum(len(part) for part in each(days, "amount")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten days of four customers, two rows a group."""
    DAYS.to_parquet(tmp_path / "customer_days.parquet", row_group_size=2)
    return tmp_path


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 5, 9, 100])
def test_every_row_comes_once_and_a_customer_all_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(marts, "LARGE", 3)
    monkeypatch.setattr(parts, "ROWS", rows)
    told = list(each(Marts(folder).parts("customer_days"), "customer_id", "amount"))
    pd.testing.assert_frame_equal(pd.concat(told, ignore_index=True), DAYS)
    whose = [set(part.customer_id) for part in told]
    assert all(not one & other for one, other in pairwise(whose))
    assert len(told) > 1 or rows > 4
    only = list(each(Marts(folder).parts("customer_days"), "amount"))
    assert all(list(part.columns) == ["amount"] for part in only)


def test_few_rows_are_a_frame_that_is_read_once(folder: Path) -> None:
    theirs = Marts(folder)
    assert theirs.parts("customer_days") is theirs.customer_days
    assert [len(part) for part in each(theirs.customer_days, "amount")] == [10]


def test_what_is_filled_is_told_by_the_file_as_by_the_frame(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Marts(folder).parts("customer_days")
    monkeypatch.setattr(marts, "LARGE", 3)
    read = Marts(folder).parts("customer_days")
    assert isinstance(read, Parts)
    for column in DAYS:
        assert filled(read, column) == filled(whole, column) == (column == "customer_id")


def test_what_is_read_in_parts_is_on_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marts, "LARGE", 3)
    answers = Answers(Marts(folder), {}, {})
    assert answers.ask(days_told).n == 10
    assert answers.behind("test_parts.days").marts == {"customer_days"} == needs(days_told).marts


def test_customers_of_an_earlier_day_are_made_in_stretches_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = whole_company.opened("loyalty").marts
    for name in ("customers", "people", "customer_days", "interpurchase_times"):
        pq.write_table(
            pq.read_table(whole.folder / f"{name}.parquet"), tmp_path / f"{name}.parquet", row_group_size=50
        )
    shutil.copy(whole.folder / "facts.json", tmp_path)
    monkeypatch.setattr(marts, "MANY_CUSTOMERS", 10)
    monkeypatch.setattr(marts, "TOGETHER", 100)
    day = whole.as_of - dt.timedelta(days=200)
    expected, found = whole.customers_at(day), Marts(tmp_path).customers_at(day)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    made = sorted((tmp_path / "then" / str(day)).iterdir())
    assert len(made) > 1
    for mart in ("customer_days", "interpurchase_times"):
        (tmp_path / f"{mart}.parquet").unlink()
    few = Marts(tmp_path).customers_at(day, ["customer_id", "amount"])
    pd.testing.assert_frame_equal(few, expected[["customer_id", "amount"]], check_exact=True)


def test_a_stretch_in_which_nobody_lacks_something_goes_with_one_in_which_some_do(tmp_path: Path) -> None:
    sure = pa.schema([pa.field("gap_mean", pa.float64(), nullable=False)])
    pq.write_table(pa.table({"gap_mean": [2.0]}, schema=sure), tmp_path / "0000.parquet")
    pq.write_table(pa.table({"gap_mean": pa.array([None], pa.float64())}), tmp_path / "0001.parquet")
    assert reading.read(tmp_path).gap_mean.isna().tolist() == [False, True]


def test_in_parts_every_analysis_answers_as_it_does_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = whole_company.opened("loyalty")
    folder = tmp_path / "marts"
    folder.mkdir()
    for path in whole.marts.folder.iterdir():
        if path.stem in IN_PARTS:
            pq.write_table(pq.read_table(path), folder / path.name, row_group_size=100)
        else:
            (folder / path.name).symlink_to(path)
    monkeypatch.setattr(marts, "LARGE", 1)
    monkeypatch.setattr(parts, "ROWS", 250)
    # All that has more than a few rows waits on the disk between one answer and the next.
    monkeypatch.setattr(aside, "LARGE", 1_000)
    apart = Stage("loyalty", whole.company, Marts(folder), whole.folder)
    monkeypatch.setattr(Stage, "_kept", lambda _stage, _settings: None)
    asked = [
        one
        for one in declared("loyalty").values()
        # What people say is read in seconds; of the days it only counts purchases.
        if any(name.startswith("parts:") for name in one.needs.values()) and one.name != "topics"
    ]
    assert len(asked) == 10
    for one in asked:
        _same(apart.ask(one), whole.ask(one))
    clock = Clock(whole.marts.as_of)
    assert _purchases(apart.marts.parts("customer_days"), clock) == _purchases(
        whole.marts.customer_days, clock
    )
    assert min(_purchases(whole.marts.customer_days, clock)) > 0


def _same(one: object, other: object) -> None:
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, Result) and isinstance(other, Result):
        assert one.numbers().keys() == other.numbers().keys()
        for name, number in one.numbers().items():
            assert number.value == pytest.approx(other.numbers()[name].value, rel=1e-12, nan_ok=True), name
        for name, frame in one.frames.items():
            pd.testing.assert_frame_equal(frame, other.frames[name])
    else:
        assert repr(one) == repr(other)
