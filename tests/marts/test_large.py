"""Frames of very many rows: read without an object a cell, and to the models a sample of the customers, always the same."""

import datetime as dt
import weakref
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from value_cases import cdnow_days

import clientela.marts as marts
import clientela.numbered as numbered
import clientela.waits as waits
import clientela.warehouse as warehouse
from clientela.companies import preparation
from clientela.companies.config import Company
from clientela.engine import Answers, analysis, aside
from clientela.engine.needs import needs
from clientela.engine.record import Record, Watched
from clientela.intake.readers import limits
from clientela.loyalty.clv import value
from clientela.loyalty.clv.grading.analysis import Grading, grade
from clientela.loyalty.clv.models.summary import Days, as_day, summarize
from clientela.marts import Marts, in_sample, reading
from clientela.present import language
from clientela.present.show import sample_told
from clientela.publish.run import run
from clientela.results import Result
from clientela.warehouse import Warehouse


@analysis("test_large.spent", days="sample:customer_days")
def spent(days: pd.DataFrame) -> Result:
    """So many days."""
    return Result("test_large.spent", len(days))


@analysis("test_large.paid", days="sample:customer_days")
def paid(days: pd.DataFrame) -> Result:
    """The same days, read by another."""
    return Result("test_large.paid", len(days), frames={"days": days})


@analysis("test_large.beside", of="spent")
def beside(of: Result) -> Result:
    """What another analysis found."""
    return Result("test_large.beside", of.n)


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
    monkeypatch.setattr(reading, "MANY", 10)
    pd.testing.assert_frame_equal(Marts(folder).customer_days, few, check_exact=True)


def test_a_decimal_is_read_as_the_nearest_number() -> None:
    told = ["-0.07", "0.10", "0.29", "1234567.89", "90071992547409.93", "123456789012345678.91", None]
    column = pa.array([one and Decimal(one) for one in told], pa.decimal128(38, 2))
    for part in (column, column[:4], column[2:]):
        read = reading._nearest(pa.chunked_array([part])).to_pylist()
        assert read == [one and float(one) for one in part.cast(pa.string()).to_pylist()]


def test_a_large_frame_is_let_go_and_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marts, "LARGE", 900)
    all_of_them = Marts(folder)
    days = all_of_them.customer_days
    assert all_of_them.customer_days is days
    there = weakref.ref(days)
    same = days.copy()
    del days
    assert there() is None
    pd.testing.assert_frame_equal(all_of_them.customer_days, same)
    assert all_of_them.customers is all_of_them.customers


def test_a_sample_that_several_read_is_chosen_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = Marts(folder).sampled("customer_days", 100)
    for bytes_in_memory in (aside.LARGE, 0):
        monkeypatch.setattr(aside, "LARGE", bytes_in_memory)
        answers = Answers(Marts(folder), {}, {"measured_customers": 100})
        first = answers.ask(spent)
        # What has been chosen needs its file no more.
        hidden = (folder / "customer_days.parquet").rename(folder / "hidden")
        second = answers.ask(paid)
        hidden.rename(folder / "customer_days.parquet")
        assert first.n == second.n
        pd.testing.assert_frame_equal(second.frames["days"], chosen, check_exact=True)
        assert answers.records["test_large.paid"].marts == {"customer_days", "customers"}
        assert answers.records["test_large.paid"].sampled == answers.records["test_large.spent"].sampled


def test_what_rests_on_a_sample_says_so(folder: Path) -> None:
    language.use("es")

    def asked(most: int) -> Result:
        found: Result = Answers(Marts(folder), {}, {"measured_customers": most}).ask(spent)
        return found

    whole, some = asked(500), asked(100)
    assert (whole.n, whole.values, sample_told(whole)) == (1000, {}, "")
    told = some.values["sampled_of"]
    assert told.value == 500
    assert 60 < told.n < 140
    assert some.n == 2 * told.n
    assert sample_told(some).startswith(f"*Se apoya en una muestra de {told.n} de los 500 clientes")
    # What is told of it besides rests on the same sample.
    assert Answers(Marts(folder), {}, {"measured_customers": 100}).ask(beside).values["sampled_of"] == told
    assert needs(spent).thresholds == {"measured_customers": 200_000}
    assert needs(spent).marts == {"customer_days", "customers"}


def test_what_memory_is_short_for_is_ordered_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    with Warehouse() as house:
        house.connection.execute(
            "CREATE TABLE marts.lines AS SELECT 10 - i AS day, i AS n FROM range(10) AS t(i)"
        )
        query = house._folder.name + "/ordered.sql"
        Path(query).write_text("SELECT l.day, l.n\nFROM lines AS l\nORDER BY l.day\n")
        monkeypatch.setattr(warehouse, "queries", lambda: {"ordered": Path(query)})
        execute, refused = house.connection.execute, []

        class Short:
            """A connection that has no room for a query with its order."""

            def execute(self, sql: str, *given: object) -> object:
                if "FROM lines" in sql and "ORDER BY" in sql:
                    refused.append(sql)
                    raise duckdb.OutOfMemoryException("no room")
                return execute(sql, *given)

        threads = execute("SELECT current_setting('threads')").fetchall()
        real, house.connection = house.connection, Short()  # type: ignore[assignment]
        house.build("ordered", {})
        house.connection = real
        assert len(refused) == 1
        assert execute("FROM marts.ordered").fetchall() == [(day, 10 - day) for day in range(1, 11)]
        assert execute("SELECT current_setting('threads')").fetchall() == threads


def test_files_of_many_bytes_get_more_memory_and_customers_beyond_it_fewer_chapters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "machine", lambda: 24_000)
    found = [limits.limits(Path(), size)["memory_limit"] for size in (0, 123_000_000, 1_200_000_000)]
    assert found == ["2000MB", "3000MB", "5500MB"]
    sizes = (0, 5_000, 200_000, 500_000, 600_000, 5_000_000)
    assert [run.at_once(customers) for customers in sizes] == [5, 5, 4, 2, 1, 1]
    # Half of a machine of a gigabyte.
    monkeypatch.setattr(limits, "machine", lambda: 1_000)
    assert run.at_once(5_000) == 3
    monkeypatch.setattr(limits, "machine", lambda: 1_000)
    assert run.at_once(110_000) == 1


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
        "cliente,fecha,importe,pedido,canal,producto\nana,2024-01-01,10,,web,té\nana,2024-01-11,20,,web,café\nana,2024-01-11,7,,tienda,café\n"
        "ana,2024-02-20,20,7,web,té\nana,2024-02-20,4,7,web,café\nbeto,2024-02-03,5,8,,té\n,2024-02-03,5,,web,té\n,2024-02-03,5,,web,té\n",
        as_of="2024-03-01",
    )
    asked: list[bool] = []
    made = Warehouse.__init__

    def init(self: Warehouse, size: int = 0) -> None:
        made(self, size)
        asked.append(size > warehouse.LARGE)
        assert len(list(Path(self._folder.name).glob("*.duckdb"))) == asked[-1]

    monkeypatch.setattr(Warehouse, "__init__", init)
    for place in ("small", "large"):
        (tmp_path / place).mkdir()
        preparation._build(theirs, dt.date(2024, 3, 1), tmp_path / place, {})
        monkeypatch.setattr(warehouse, "LARGE", 0)
    assert asked == [False, True]
    rows: dict[str, int] = {}
    for mart in marts.SAVED:
        small, large = (pq.read_table(tmp_path / place / f"{mart}.parquet") for place in ("small", "large"))
        # Columns of texts that were numbers meanwhile do not say that they have no holes.
        assert small.schema.types == large.schema.types
        assert small.equals(large.cast(small.schema)), mart
        rows[mart] = len(large)
    # Two orders of Ana's on one day, by channel; one of two lines; Beto's, and two of nobody in particular.
    assert pq.read_table(tmp_path / "large" / "days.parquet")["orders"].to_pylist() == [1, 2, 3, 1]
    assert rows["pairs"] == 1
    monkeypatch.setattr(warehouse, "LARGE", 0)
    monkeypatch.setattr(numbered, "MOST", 2)
    (tmp_path / "many").mkdir()
    preparation._build(theirs, dt.date(2024, 3, 1), tmp_path / "many", {})
    for mart in marts.SAVED:
        small, many = (pq.read_table(tmp_path / place / f"{mart}.parquet") for place in ("small", "many"))
        assert small.equals(many), mart
    monkeypatch.setattr(Warehouse, "__init__", made)
    # Ana waited 10 and 40 days; ten days earlier only the 10 were known.
    found = Marts(tmp_path / "large")
    assert found.customers.gap_q90.tolist()[0] == 37.0
    assert found.customers_at(dt.date(2024, 2, 19)).gap_q90.tolist()[0] == 10.0


def test_words_that_a_file_keeps_in_a_list_are_read_as_places_in_it_and_come_as_words(tmp_path, monkeypatch):
    """Whoever wrote the file: DuckDB and Arrow call such a list by different names; what is in no list is read as it is."""
    table = pa.table({
        "customer_id": pa.array(["a", "b", None, "a"] * 50), "seller_id": pa.array([None] * 200, pa.string()),
        "day": pa.array([dt.date(2024, 2, 29), None] * 100), "n": list(range(200)),
    })  # fmt: skip
    ours, theirs = tmp_path / "arrow.parquet", tmp_path / "duckdb.parquet"
    pq.write_table(table, ours, use_dictionary=["customer_id"])
    duckdb.connect().sql("FROM read_parquet($f)", params={"f": str(ours)}).write_parquet(str(theirs))
    whole = reading.read(ours)
    assert whole.customer_id.tolist()[:2] == ["a", "b"]
    assert whole.day.dtype == "datetime64[s]"
    assert whole.day[0] == pd.Timestamp("2024-02-29")
    monkeypatch.setattr(reading, "MANY", 100)
    for path in (ours, theirs):
        with reading.opened(path) as file:
            assert pa.types.is_dictionary(file.read().schema.field("customer_id").type)
        pd.testing.assert_frame_equal(reading.read(path), whole, check_exact=True)


def test_gaps_of_very_many_customers_are_those_of_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    """Histories of one day and of hundreds, days that are no purchase, and stretches that end between customers."""
    generator = np.random.default_rng(3)
    monkeypatch.setattr(waits, "STRETCH", 7)
    with Warehouse() as house:
        run = house.connection.execute
        each = [
            sorted(generator.choice(2000, most, replace=False)) for most in (1, 2, 12, 23, 700, 5, 31, 11) * 4
        ]
        rows = [(f"c{n:02}", int(day)) for n, one in enumerate(each) for day in one]
        house.connection.register("days", pd.DataFrame(rows, columns=["who", "day"]))
        run("CREATE TYPE main._customer_id AS ENUM (SELECT DISTINCT who FROM days ORDER BY who)")
        run("CREATE TABLE main._customers AS SELECT DISTINCT who AS customer_id FROM days")
        run("""CREATE TABLE marts.customer_days AS SELECT CAST(who AS main._customer_id) AS customer_id,
               DATE '2015-01-01' + CAST(day AS INTEGER) AS day, day % 5 > 0 AS is_purchase FROM days ORDER BY ALL""")
        house.build(waits.MART, {})
        query = house.table(f"FROM marts.{waits.MART}")
        house.large = True
        found = []
        for house._numbered in (True, False):
            # As texts, where there are more customers than are numbered.
            run(
                "ALTER TABLE marts.customer_days ALTER customer_id TYPE "
                + ("main._customer_id" if house._numbered else "VARCHAR")
            )
            house.build(waits.MART, {})
            found.append(house.table(f"FROM marts.{waits.MART}"))
        counted = found[0]
        assert counted.cast(found[1].schema).equals(found[1])
    assert counted.schema == query.schema
    assert counted.drop(["gap_q90"]).equals(query.drop(["gap_q90"]))
    # Whether a product is rounded before it is added depends on what DuckDB was compiled for.
    np.testing.assert_allclose(counted["gap_q90"].to_numpy(), query["gap_q90"].to_numpy(), rtol=1e-14)
