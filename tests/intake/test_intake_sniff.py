"""How numbers and dates are read: every cell counts, and what nothing decides follows the country."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.companies.config import Company
from clientela.companies.source import Source
from clientela.intake.cells import Look, read_cells
from clientela.intake.cells.look import Habits
from clientela.intake.contract import contract, header_key
from clientela.intake.sniff import numbers


def read(
    column: str, cells: list[str | None], country: str = "CO", **source: object
) -> tuple[list, list[str]]:
    """What the cells of one column of transactions are read as, and what was assumed."""
    connection = duckdb.connect()
    connection.execute(f'CREATE TABLE raw (n BIGINT, "{column}" VARCHAR)')
    connection.executemany("INSERT INTO raw VALUES (?, ?)", list(enumerate(cells)))
    company = Company(name="x", country=country, sources={})
    given_source = Source(path="x.csv", **source)  # type: ignore[arg-type]
    look = Look(connection, "SELECT * FROM raw", {column: "VARCHAR"}, given_source, company, "x")
    cell = read_cells(look, contract().tables["transactions"])[column]
    values = [row[0] for row in connection.execute(f"SELECT {cell.sql} FROM raw ORDER BY n").fetchall()]
    return values, [f"{note.value}: {note.evidence}" for note in cell.assumptions]


AMOUNTS = {
    "decimal comma": (["1.234,50", "12,5", "7"], ["1234.5", "12.5", "7"]),
    "decimal point": (["1,234.50", "12.5", "7"], ["1234.5", "12.5", "7"]),
    "one comma decides the dots": (["1.234", "12,5"], ["1234", "12.5"]),
    "one point decides the dots": (["1.234", "12.5"], ["1.234", "12.5"]),
    "leading zero decides": (["1.234", "0.500"], ["1.234", "0.5"]),
    "several thousands": (["1.234.567", "1.234"], ["1234567", "1234"]),
    "mixed, each beyond doubt": (["1.234,50", "1,234.50"], ["1234.5", "1234.5"]),
    "signs of money": (["$ 1.234,50", "COP 12,5", "€7", "S/ 8"], ["1234.5", "12.5", "7", "8"]),
    "negatives": (["-5", "(5)", "5-", "-$5", "$ -5"], ["-5"] * 5),
    "blanks as thousands": (["1 234,5", "1\u00a0234,5", "1'234,5"], ["1234.5"] * 3),
    "science": (["1e3", "1.5E2"], ["1000", "150"]),
    "not numbers": (["12,5O", "1.2.3", "uno", "--5", "1,23,4", "5 5"], [None] * 6),
    "words for nothing": (["5", "N/A", "-", "", None, "nan"], ["5", None, None, None, None, None]),
}


@pytest.mark.parametrize("name", AMOUNTS)
def test_amounts(name: str) -> None:
    cells, expected = AMOUNTS[name]
    values, _notes = read("amount", cells)
    assert values == [None if e is None else Decimal(e) for e in expected]


def test_a_doubtful_column_follows_the_country_and_says_so() -> None:
    assert read("amount", ["1.234"], "CO") == (
        [Decimal(1234)],
        [
            "coma decimal: un número como 1.234 se puede leer de dos modos; se siguió la costumbre del país (CO)"
        ],
    )
    assert read("quantity", ["1.234"], "US")[0] == [Decimal("1.234")]
    assert read("amount", ["1.234"], "CO", decimal=".")[0] == [Decimal("1.234")]


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


DATES = {
    "iso": (
        ["2025-01-02", "2025-01-02 10:11", "2025-01-02T10:11:12"],
        ["2025-01-02", "2025-01-02 10:11", "2025-01-02 10:11:12"],
    ),
    "day first by one date": (["02/01/2025", "31/01/2025"], ["2025-01-02", "2025-01-31"]),
    "month first by one date": (["01/02/2025", "01/31/2025"], ["2025-01-02", "2025-01-31"]),
    "one figure a day": (["2/1/2025", "31/1/2025 7:05"], ["2025-01-02", "2025-01-31 07:05"]),
    "two figures a year": (["02/01/25", "31/01/25"], ["2025-01-02", "2025-01-31"]),
    "year first, two figures": (["45/01/31", "45-01-30"], ["2045-01-31", "2045-01-30"]),
    "dots": (["31.01.2025"], ["2025-01-31"]),
    "compact": (["20250131", "20250201"], ["2025-01-31", "2025-02-01"]),
    "compact, day first": (["31012025", "01022025"], ["2025-01-31", "2025-02-01"]),
    "halves of the day": (
        ["31/01/2025 01:05 p. m.", "31/01/2025 12:05 a.m.", "31/01/2025 1:05 PM"],
        ["2025-01-31 13:05", "2025-01-31 00:05", "2025-01-31 13:05"],
    ),
    "months in Spanish": (
        ["3 de enero de 2025", "31-dic-2025", "5 sept. 2025", "Setiembre 6, 2025"],
        ["2025-01-03", "2025-12-31", "2025-09-05", "2025-09-06"],
    ),
    "months in English": (
        ["Jan 3, 2025", "3-Dec-25", "August 9 2025"],
        ["2025-01-03", "2025-12-03", "2025-08-09"],
    ),
    "weekdays": (
        ["viernes, 31 de enero de 2025", "Fri, 31 Jan 2025 10:00:00"],
        ["2025-01-31", "2025-01-31 10:00"],
    ),
    "Excel": (["45688", "45688.5"], ["2025-01-31", "2025-01-31 12:00"]),
    "with a zone": (
        ["2025-01-31T15:00:00Z", "2025-01-31T10:00:00-05:00"],
        ["2025-01-31 10:00", "2025-01-31 10:00"],
    ),
    "months": (["2025-01", "202502", "03/2025"], ["2025-01-01", "2025-02-01", "2025-03-01"]),
    "no dates": (["ayer", "99/99/2025", "2025-02-30", "2025", "1.5"], [None] * 5),
}


@pytest.mark.parametrize("name", DATES)
def test_dates(name: str) -> None:
    cells, expected = DATES[name]
    values, _notes = read("date", cells)
    assert values == [None if e is None else day(e) for e in expected]


def test_a_doubtful_date_follows_the_country_and_says_so() -> None:
    values, notes = read("date", ["02/01/2025"], "CO")
    assert values == [day("2025-01-02")]
    assert "costumbre del país (CO)" in notes[0]
    assert read("date", ["02/01/2025"], "US")[0] == [day("2025-02-01")]
    assert read("date", ["02/01/2025"], "US", day_first=True)[0] == [day("2025-01-02")]


def test_evidence_is_counted_over_the_whole_column() -> None:
    _values, notes = read("date", ["02/01/2025"] * 50 + ["13/01/2025"] * 3)
    assert notes == ["el día primero: 3 fechas solo se pueden leer así y 0 solo al revés"]


def test_dates_the_other_way_round_are_read_where_only_one_way_is_possible() -> None:
    cells = ["13/01/2025", "14/01/2025", "01/15/2025", "02/03/2025", "15/13/2025"]
    values, notes = read("date", cells)
    expected = ["2025-01-13", "2025-01-14", "2025-01-15", "2025-03-02"]
    assert values == [*map(day, expected), None]
    assert notes == ["el día primero: 2 fechas solo se pueden leer así y 1 solo al revés"]
    assert read("date", ["01/15/2025 10:30", "01/16/2025", "13/01/2025 9:05"])[0][2] == day(
        "2025-01-13 09:05"
    )
    assert read("date", ["01/15/2025", "13/01/2025", "14/01/2025"], day_first=False)[0][1] == day(
        "2025-01-13"
    )


@given(
    st.lists(st.decimals(-999_999, 999_999, places=2, allow_nan=False), min_size=1, max_size=20),
    st.sampled_from([".", ","]),
)
@settings(deadline=None)
def test_written_numbers_come_back(values: list[Decimal], sign: str) -> None:
    """With two decimals, each notation is read as it was written."""
    swap: Callable[[str], str] = lambda text: text.translate(str.maketrans(",.", ".,"))  # noqa: E731
    cells = [f"{v:,.2f}" if sign == "." else swap(f"{v:,.2f}") for v in values]
    assert read("amount", cells)[0] == values


@given(
    st.lists(st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d.%m.%Y", "%d-%b-%Y"]),
)
@settings(deadline=None)
def test_written_dates_come_back(days: list[dt.date], form: str) -> None:
    """A column with at least one day beyond the 12th is read as it was written."""
    cells = [d.strftime(form) for d in [*days, dt.date(2025, 1, 31)]]
    values, _notes = read("date", cells)
    assert [v.date() for v in values[:-1]] == days


@given(st.text(alphabet="0123456789.,-+$()eE oO%'", max_size=12))
@settings(max_examples=200, deadline=None)
def test_no_shape_breaks_the_reader(text: str) -> None:
    numbers.notation(text.lower().translate(str.maketrans("012345678", "999999999")))
    values, _notes = read("amount", [text])
    assert values[0] is None or isinstance(values[0], Decimal)


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_comparing_headers_is_settled_at_once(text: str) -> None:
    key = header_key(text)
    assert header_key(key) == key


def test_what_columns_never_hold_is_the_same_by_cells_and_by_texts():
    rows = [
        ("1.5", "a "),
        ("+3", "NA"),
        ("2", None),
        ("2", " b"),
        ("", "x.y"),
        ("2", "\u00a0c"),
        ("s/d", "NaN"),
    ] * 3
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (amount VARCHAR, customer_id VARCHAR, clean VARCHAR)")
        connection.executemany("INSERT INTO t VALUES (?, ?, 'ok')", rows)
        types = dict.fromkeys(("amount", "customer_id", "clean"), "VARCHAR")
        company = Company.model_validate({"name": "x", "sources": {}})
        asked = frozenset({"amount"}), frozenset({"customer_id"})
        seen = [
            Look(connection, "SELECT * FROM t", types, Source(path="t"), company, "t", *asked, large=large).habits
            for large in (False, True)
        ]  # fmt: skip
    assert seen[0]["amount"] == seen[1]["amount"] == Habits(False, True, True, True, True)
    assert seen[0]["customer_id"].outer_blanks
    assert seen[1]["customer_id"] == replace(seen[0]["customer_id"], repeats=True)
    assert seen[1]["clean"] == Habits(False, False, True, True, True)
